import { createHash } from 'node:crypto'
import type { StatementPart } from '../state-store'

/** A statement ready to be sent: prepared once per connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** No rows: as an array literal, or as a JSON document. */
const EMPTY: ReadonlySet<unknown> = new Set(['{}', '[]'])
const isEmpty = (value: unknown): boolean => EMPTY.has(value) || (Array.isArray(value) && value.length === 0)

/** PostgreSQL cuts names at 63 bytes, so the pieces stand in them as a hash. */
const PIECES_DIGITS = 8

const joined = new Map<string, Omit<Statement, 'values'>>()

/**
 * The pieces that a batch has rows for; the fence, which comes first, always. PostgreSQL sets up each piece of a
 * statement, also for no rows, and most batches have few: what a small batch costs is the number of its pieces. Each set
 * of pieces is a statement that every connection prepares, so their number is limited; beyond that a batch takes the
 * smallest set already known in which its own is contained.
 */
export class NeededParts {
  private readonly chosen = new Map<string, ReadonlySet<string>>()
  private readonly known: ReadonlySet<string>[] = []

  constructor(private readonly setsMax: number) {}

  of(parts: readonly StatementPart[]): readonly StatementPart[] {
    const needed = parts.filter(({ values }, index) => index === 0 || !isEmpty(values[0]))
    const key = needed.map(({ name }) => name).join(' ')
    let chosen = this.chosen.get(key)
    if (chosen === undefined) this.chosen.set(key, (chosen = this.choose(needed, parts)))
    return chosen.size === needed.length ? needed : parts.filter(({ name }) => chosen.has(name))
  }

  private choose(needed: readonly StatementPart[], parts: readonly StatementPart[]): ReadonlySet<string> {
    const names = new Set(needed.map(({ name }) => name))
    if (this.known.length < this.setsMax) {
      this.known.push(names)
      return names
    }
    const all = new Set(parts.map(({ name }) => name))
    const isSmaller = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
      one.size < other.size && names.isSubsetOf(one) && one.isSubsetOf(all)
    return this.known.reduce((least, one) => (isSmaller(one, least) ? one : least), all)
  }
}

/**
 * Joins pieces into one statement in which everything hangs on the first, the fence. Each piece counts its parameters
 * from $1; here they are counted through. The text depends on the pieces alone, so it is built once, and its name is that
 * of its purpose and its pieces: a connection that has prepared a name never runs another text under it.
 */
export function joinStatement(purpose: string, parts: readonly StatementPart[]): Statement {
  const pieces = parts.map(({ name, values }) => `${name}/${values.length}`).join(' ')
  const key = `${purpose} ${pieces}`
  let known = joined.get(key)
  if (known === undefined) {
    const digest = createHash('sha256').update(pieces).digest('hex').slice(0, PIECES_DIGITS)
    joined.set(key, (known = { name: `${purpose}_${digest}`, text: joinText(parts) }))
  }
  return { ...known, values: parts.flatMap(({ values }) => values) }
}

function joinText(parts: readonly StatementPart[]): string {
  let offset = 0
  const pieces = parts.map(({ name, sql, values }) => {
    const counted = sql.replace(/\$(\d+)/g, (_, number: string) => `$${offset + Number(number)}`)
    offset += values.length
    return `${name} AS (${counted})`
  })
  return `WITH ${pieces.join(',\n')}\nSELECT count(*)::int AS fenced FROM head`
}
