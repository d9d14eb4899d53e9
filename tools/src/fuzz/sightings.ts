const KEPT_MAX = 30
const LENGTH_MAX = 200

/**
 * Texts that the platform has answered, by the field that they stood in, the newest of each: so that requests name orders,
 * people and cursors that there are, also those of others.
 */
export class Sightings {
  private readonly byName = new Map<string, string[]>()

  /** `spared` are texts that no request shall name. */
  constructor(private readonly spared: ReadonlySet<string>) {}

  of(name: string): readonly string[] {
    const named = this.byName.get(name) ?? []
    // A path's `id` may be of any thing; `accountId` is also an account's `id`.
    return name.endsWith('Id') ? [...named, ...(this.byName.get('id') ?? [])] : named
  }

  /** Takes what an answer shows. */
  take(text: string): void {
    if (text === '') return
    this.walk(JSON.parse(text) as unknown, '')
  }

  private walk(value: unknown, name: string): void {
    if (typeof value === 'string') return this.keep(name === 'next' ? 'cursor' : name, value)
    if (typeof value !== 'object' || value === null) return
    for (const [member, inner] of Object.entries(value)) this.walk(inner, Array.isArray(value) ? name : member)
  }

  private keep(name: string, value: string): void {
    if (value.length > LENGTH_MAX || this.spared.has(value)) return
    const known = this.byName.get(name) ?? []
    this.byName.set(name, [value, ...known.filter((one) => one !== value)].slice(0, KEPT_MAX))
  }
}
