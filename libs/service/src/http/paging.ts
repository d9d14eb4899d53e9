import { toTimestamp } from '@filao/kernel'
import { z } from 'zod'
import { TimeInput } from '../fields'
import { unfit } from './validation-pipe'

const LIMIT_MAX = 200
const LIMIT_DEFAULT = 50
const CURSOR_LENGTH_MAX = 512

/** A count in a query: digits and nothing else, since `Number` also reads `1e2`, `0x10` and the empty text. */
export const countInput = (max: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .refine((count) => count <= max, `At most ${max}`)

/** `?limit=&cursor=` of every list. Spread it into the query schema: `z.strictObject({ ...pageQuery, status: … })`. */
export const pageQuery = {
  limit: countInput(LIMIT_MAX)
    .prefault(String(LIMIT_DEFAULT))
    .describe(`Rows a page, 1–${LIMIT_MAX}; ${LIMIT_DEFAULT} when absent`),
  cursor: z.string().min(1).max(CURSOR_LENGTH_MAX).optional().describe('`next` of the page before'),
} as const

/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[]
  /** Cursor of the next page; null on the last. */
  readonly next: string | null
}

/** Schema of a page, for the API document. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/** Opaque text of the place where the next page begins. Strings only: amounts and positions as they are written. */
export const encodeCursor = (place: readonly string[]): string =>
  Buffer.from(JSON.stringify(place), 'utf8').toString('base64url')

/** The place of a cursor of this list. Throws 422 for what is none: cursors come back from clients. */
export function decodeCursor<Place>(cursor: string, place: z.ZodType<Place>): Place {
  const read = place.safeParse(parse(cursor))
  if (read.success) return read.data
  const detail = 'This is not a cursor of this list.'
  throw unfit('The query', [{ pointer: '/cursor', code: 'invalid-cursor', detail }])
}

/** Undefined for what is no JSON: no place is that. */
function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** Makes a page of at most `limit + 1` rows that were read to see whether there is another page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  { limit, item, place }: { limit: number; item: (row: Row) => Item; place: (row: Row) => readonly string[] },
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last !== undefined ? encodeCursor(place(last)) : null
  return { items: shown.map(item), next }
}

/** Makes a page of rows that are shown as they were read; see {@link toPage}. */
export const pageOfRows = <Row>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => readonly string[],
): Page<Row> => toPage(rows, { limit, item: (row) => row, place })

const TimeAndId = z.tuple([TimeInput, z.uuid()])

/** The last row of the page before in a list by time and id. Spread it into the query. Throws 422 like {@link decodeCursor}. */
export function afterOf(cursor: string | undefined): { readonly after?: { readonly at: string; readonly id: string } } {
  if (cursor === undefined) return {}
  const [at, id] = decodeCursor(cursor, TimeAndId)
  return { after: { at: toTimestamp(at), id } }
}
