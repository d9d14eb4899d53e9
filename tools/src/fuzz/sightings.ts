const KEPT_MAX = 30
const LENGTH_MAX = 200

/**
 * Texts that the platform has answered, the newest of each: by the field that they stood in, and by the address that
 * answered them, so that requests name orders, people and cursors that there are, also those of others.
 */
export class Sightings {
  private readonly byPlace = new Map<string, string[]>()

  /** `spared` are people and keys whom no request shall name, nor what is theirs: roles would be taken, a case rejected. */
  constructor(private readonly spared: ReadonlySet<string>) {}

  /** What a field may hold: what `collection` has answered under its name, else what anything has, else any id. */
  of(name: string, collection: string): readonly string[] {
    const places = [`${collection} ${name}`, ...(isId(name) ? [`${collection} id`, `${collectionNamed(name)} id`] : [])]
    const found = [...places, name].map((place) => this.at(place)).find((texts) => texts.length > 0)
    return found ?? (isId(name) ? this.at('id') : [])
  }

  /** Takes what the answer of an address shows. */
  take(text: string, path: string): void {
    if (text === '') return
    this.walk(JSON.parse(text) as unknown, '', path.replace(/\/\{\w+\}$/, ''))
  }

  private at(place: string): readonly string[] {
    return this.byPlace.get(place) ?? []
  }

  private walk(value: unknown, name: string, collection: string): void {
    if (typeof value === 'string') {
      const field = name === 'next' ? 'cursor' : name
      for (const place of [field, `${collection} ${field}`]) this.keep(place, value)
    }
    if (typeof value !== 'object' || value === null || this.isSpared(value)) return
    for (const [member, inner] of Object.entries(value))
      this.walk(inner, Array.isArray(value) ? name : member, collection)
  }

  private isSpared(value: object): boolean {
    return 'userId' in value && this.spared.has(value.userId as string)
  }

  private keep(place: string, value: string): void {
    if (value.length > LENGTH_MAX || this.spared.has(value)) return
    const known = this.at(place)
    this.byPlace.set(place, [value, ...known.filter((one) => one !== value)].slice(0, KEPT_MAX))
  }
}

/** True for the name of a field that holds an id. */
export const isId = (name: string): boolean => name === 'id' || name.endsWith('Id')

/** `bankAccountId` is an id of `/v1/bank-accounts`. */
const collectionNamed = (name: string): string =>
  `/v1/${name.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`
