import { z } from 'zod'
import { afterOf, decodeCursor, encodeCursor, pageQuery, toPage } from './paging'
import { parsePosition } from './position'
import { readPreferences } from './preference'

const Query = z.strictObject(pageQuery)
const Place = z.tuple([z.string(), z.string()])
const rows = (count: number): { id: string }[] => Array.from({ length: count }, (_, index) => ({ id: `${index}` }))
const page = (count: number) => toPage(rows(count), { limit: 2, item: ({ id }) => id, place: ({ id }) => ['time', id] })

describe('page', () => {
  it('ends where nothing more was read', () => expect(page(2)).toEqual({ items: ['0', '1'], next: null }))

  it('names the place of its last row when there is more', () => {
    const { items, next } = page(3)
    expect(items).toEqual(['0', '1'])
    expect(decodeCursor(next!, Place)).toEqual(['time', '1'])
  })

  it('has 50 rows unless another number up to 200 is asked for', () => {
    expect(Query.parse({}).limit).toBe(50)
    expect(Query.parse({ limit: '200' }).limit).toBe(200)
    for (const limit of ['0', '201', '-1', '1.5', '01', 'x', '', ['1', '2']]) {
      expect(Query.safeParse({ limit }).success).toBe(false)
    }
  })

  it.each(['x', '', 'bnVsbA', encodeCursor(['one']), Buffer.from('[1,2]').toString('base64url')])(
    'refuses a cursor that is none of this list: %s',
    (cursor) => expect(() => decodeCursor(cursor, Place)).toThrow(expect.objectContaining({ status: 422 })),
  )

  it('by time and id goes on behind a row, and nowhere that PostgreSQL could not look for', () => {
    const row = ['2026-01-02T03:04:05.678Z', '0198c0de-0000-7000-8000-000000000001'] as const
    expect(afterOf(encodeCursor(row))).toEqual({ after: { at: row[0], id: row[1] } })
    for (const place of [
      ['x', row[1]],
      [row[0], 'x'],
      ['0000-01-01T00:00:00.000Z', row[1]],
      [`${row[0]}\0`, row[1]],
    ]) {
      expect(() => afterOf(encodeCursor(place))).toThrow(expect.objectContaining({ status: 422 }))
    }
  })
})

describe('preferences', () =>
  it.each([
    [undefined, false],
    ['respond-async', true],
    ['handling=lenient, RESPOND-ASYNC; x=1, wait=10', true],
    [['wait=1', 'respond-async'], true],
    ['respond-async-ish', false],
    ['x="respond-async"', false],
  ])('%j: respond-async %s', (header, respondAsync) =>
    expect(readPreferences(header as string | undefined)).toEqual({ respondAsync }),
  ))

describe('position', () => {
  it('is service, partition and place', () =>
    expect(parsePosition('order/3/120')).toEqual({ service: 'order', partition: 3, position: 120 }))

  it.each(['', 'order/3', 'order/03/1', 'order/3/-1', 'order/3/1/2', 'Order/3/1', 'order/3/99999999999999999'])(
    'is none: %s',
    (text) => expect(parsePosition(text)).toBeUndefined(),
  )
})
