import type { FuzzCaller } from './callers'

const ROWS_MAX = 100_000
const OPENS_AN_ACCOUNT = 'POST /v1/accounts'

/**
 * Whose what is, as staff are shown it, so that a row of another in the answer to a client is known for one: by the owner
 * that it names, or by an id that staff have seen at another's.
 */
export class Owners {
  /** The account or user of each row that staff have seen. */
  private readonly ownerOf = new Map<string, string>()

  /** Learns from what staff are shown; of what a client is shown, gives the ids that are of others. */
  foreignIn(text: string, { own, isStaff }: FuzzCaller, route: string): readonly string[] {
    if (text === '') return []
    const body = JSON.parse(text) as unknown
    if (isStaff) this.learn(body)
    if (own === undefined) return []
    const named = textsIn(body)
    if (route === OPENS_AN_ACCOUNT) for (const { name, value } of named) if (name === 'id') own.add(value)
    const isForeign = ({ name, value }: Named): boolean => {
      if (NAMES_AN_OWNER.has(name)) return !own.has(value)
      const owner = this.ownerOf.get(value)
      return owner !== undefined && !own.has(owner)
    }
    return [...new Set(named.filter(isForeign).map(({ value }) => value))]
  }

  private learn(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    const { id, userId, accountId } = value as Readonly<Record<string, unknown>>
    const owner = accountId ?? userId
    if (typeof id === 'string' && typeof owner === 'string' && this.ownerOf.size < ROWS_MAX) this.ownerOf.set(id, owner)
    for (const inner of Object.values(value)) this.learn(inner)
  }
}

const NAMES_AN_OWNER: ReadonlySet<string> = new Set(['userId', 'accountId'])

interface Named {
  readonly name: string
  readonly value: string
}

/** Every text of an answer, with the member that it stands in. */
function textsIn(value: unknown, name = ''): readonly Named[] {
  if (typeof value === 'string') return [{ name, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]) => textsIn(inner, Array.isArray(value) ? name : member))
}
