import { z } from 'zod'
import { Problem } from '../problem/problem'

const LIMIT_MAX = 200
const LIMIT_DEFAULT = 50
const CURSOR_LENGTH_MAX = 512

/** `?limit=&cursor=` of every list. Spread it into the query schema: `z.strictObject({ ...pageQuery, status: … })`. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= LIMIT_MAX, `At most ${LIMIT_MAX}`)
    .optional()
    .transform((limit) => limit ?? LIMIT_DEFAULT)
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

/** The place of a cursor with `parts` parts. Throws 422 for what is none: cursors come back from clients. */
export function decodeCursor(cursor: string, parts: number): string[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(place) && place.length === parts && place.every((part) => typeof part === 'string')) return place
  } catch {
    // Falls through: it is no cursor of ours, whatever it is.
  }
  throw new Problem(422, 'invalid-request', 'The query does not fit: see errors.', {
    errors: [{ pointer: '/cursor', code: 'invalid-cursor', detail: 'This is not a cursor of this list.' }],
  })
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

/** The last row of the page before in a list by time and id. Spread it into the query. Throws 422 like {@link decodeCursor}. */
export function afterOf(cursor: string | undefined): { readonly after?: { readonly at: string; readonly id: string } } {
  if (cursor === undefined) return {}
  const [at, id] = decodeCursor(cursor, 2)
  return { after: { at: at!, id: id! } }
}
