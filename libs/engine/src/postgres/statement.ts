import { createHash } from 'node:crypto'
import type { StatementPart } from '../state-store'

/** A statement ready to be sent: prepared once per connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * The pieces that a batch needs. PostgreSQL sets up each piece of a statement, also for no rows; so those that seldom have
 * any stand in the statement only when one of them has. All or none: there are two statements to prepare, not one for
 * each set.
 */
export function neededParts(parts: readonly StatementPart[]): readonly StatementPart[] {
  const idle = parts.every(({ seldom, values }) => !seldom || EMPTY.has(values[0]))
  return idle ? parts.filter(({ seldom }) => !seldom) : parts
}

/** No rows: as an array literal, or as a JSON document. */
const EMPTY: ReadonlySet<unknown> = new Set(['{}', '[]'])

/** PostgreSQL cuts names at 63 bytes, so the pieces stand in them as a hash. */
const PIECES_DIGITS = 8

const joined = new Map<string, Omit<Statement, 'values'>>()

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
