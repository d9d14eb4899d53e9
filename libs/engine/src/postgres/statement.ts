import { createHash } from 'node:crypto'
import type { StatementPart } from '../state-store'
import { plainArray } from './sql-array'
import type { Values } from './values'

/** A statement ready to be sent: prepared once per connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** What one partition writes. */
export interface Portion {
  readonly partition: number
  readonly parts: readonly StatementPart[]
}

/** A piece with what all partitions have for it. */
export interface Piece {
  readonly name: string
  readonly sql: string
  readonly parameters: readonly Parameter[]
}
interface Parameter extends Values {
  readonly partitions: readonly number[]
}

/** The pieces that partitions write together, each once, in the order in which they are first named. */
export function gather(portions: readonly Portion[]): readonly Piece[] {
  const pieces = new Map<string, Piece>()
  for (const { partition, parts } of portions) {
    for (const part of parts) pieces.set(part.name, added(pieces.get(part.name), part, partition))
  }
  return [...pieces.values()]
}

function added(piece: Piece | undefined, { name, sql, values }: StatementPart, partition: number): Piece {
  const parameters = values.map(({ elements, encode }, at): Parameter => {
    const partitions = elements.map(() => partition)
    const known = piece?.parameters[at]
    if (!known || known.elements.length === 0) return { elements, encode, partitions }
    return { encode, elements: [...known.elements, ...elements], partitions: [...known.partitions, ...partitions] }
  })
  return { name, sql, parameters }
}

const isEmpty = ({ parameters }: Piece): boolean => parameters[0]?.elements.length === 0

/** Of the rows of a piece; its number is the last. */
const PARTITION = '$partition'
const countOf = ({ sql, parameters }: Piece): number => parameters.length + (sql.includes(PARTITION) ? 1 : 0)

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

  of(pieces: readonly Piece[]): readonly Piece[] {
    const needed = pieces.filter((piece, index) => index === 0 || !isEmpty(piece))
    const key = needed.map(({ name }) => name).join(' ')
    let chosen = this.chosen.get(key)
    if (chosen === undefined) this.chosen.set(key, (chosen = this.choose(needed, pieces)))
    return chosen.size === needed.length ? needed : pieces.filter(({ name }) => chosen.has(name))
  }

  private choose(needed: readonly Piece[], pieces: readonly Piece[]): ReadonlySet<string> {
    const names = new Set(needed.map(({ name }) => name))
    if (this.known.length < this.setsMax) {
      this.known.push(names)
      return names
    }
    const all = new Set(pieces.map(({ name }) => name))
    const isSmaller = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
      one.size < other.size && names.isSubsetOf(one) && one.isSubsetOf(all)
    return this.known.reduce((least, one) => (isSmaller(one, least) ? one : least), all)
  }
}

/**
 * Joins pieces into one statement in which everything hangs on the first, the fence; it tells the partitions whose fence
 * held. Each piece counts its parameters from $1; here they are counted through. The text depends on the pieces alone, so
 * it is built once, and its name is that of its purpose and its pieces: a connection that has prepared a name never runs
 * another text under it.
 */
export function joinStatement(purpose: string, pieces: readonly Piece[]): Statement {
  const names = pieces.map((piece) => `${piece.name}/${countOf(piece)}`).join(' ')
  const key = `${purpose} ${names}`
  let known = joined.get(key)
  if (known === undefined) {
    const digest = createHash('sha256').update(names).digest('hex').slice(0, PIECES_DIGITS)
    joined.set(key, (known = { name: `${purpose}_${digest}`, text: joinText(pieces) }))
  }
  return { ...known, values: pieces.flatMap(valuesOf) }
}

function joinText(pieces: readonly Piece[]): string {
  let offset = 0
  const texts = pieces.map((piece) => {
    const counted = piece.sql.replace(/\$(\d+|partition\b)/g, (_, which: string) =>
      which === 'partition' ? `$${offset + piece.parameters.length + 1}` : `$${offset + Number(which)}`,
    )
    offset += countOf(piece)
    return `${piece.name} AS (${counted})`
  })
  return `WITH ${texts.join(',\n')}\nSELECT partition FROM head`
}

function valuesOf({ sql, parameters }: Piece): readonly unknown[] {
  const values = parameters.map(({ elements, partitions, encode }) => encode(elements, partitions))
  return sql.includes(PARTITION) ? [...values, plainArray(parameters[0]!.partitions)] : values
}
