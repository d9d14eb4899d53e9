import { gather, joinStatement, NeededParts, type Piece } from './statement'
import { documents, plain } from './values'

const part = (name: string, ...rows: readonly number[]) => ({
  name,
  sql: `SELECT $1 AS ${name}`,
  values: [plain(rows)],
})
const pieces = (...parts: readonly ReturnType<typeof part>[]): readonly Piece[] => gather([{ partition: 3, parts }])
const names = (parts: readonly { readonly name: string }[]): string[] => parts.map(({ name }) => name)
/** What a batch may have, with rows for those that are named. */
const batch = (...filled: readonly string[]) =>
  pieces(part('head'), ...['claims', 'rows', 'parked'].map((name) => part(name, ...(filled.includes(name) ? [1] : []))))

describe('the pieces of a statement', () => {
  it('are the fence and those that have rows', () => {
    const needed = new NeededParts(9)
    expect(names(needed.of(batch()))).toEqual(['head'])
    expect(names(needed.of(batch('rows', 'parked')))).toEqual(['head', 'rows', 'parked'])
  })

  it('are those of the smallest set that is known when there are too many sets', () => {
    const needed = new NeededParts(3)
    const all = ['head', 'claims', 'rows', 'parked']
    for (const filled of [['rows'], ['claims', 'rows'], ['claims', 'rows', 'parked']]) needed.of(batch(...filled))
    expect(names(needed.of(batch('claims')))).toEqual(['head', 'claims', 'rows'])
    expect(names(needed.of(batch('parked')))).toEqual(all)
    expect(names(needed.of(batch()))).toEqual(['head', 'rows'])
    expect(names(new NeededParts(0).of(batch('rows')))).toEqual(all)
  })

  it('count their parameters through, that of the partitions last', () => {
    const rows = { name: 'rows', sql: 'SELECT $2, $partition, $1', values: [plain([1, 2]), plain([3, 4])] }
    const { text, values } = joinStatement('statement_spec', pieces(part('head', 1), rows, part('last', 5)))
    expect(text).toBe(
      'WITH head AS (SELECT $1 AS head),\nrows AS (SELECT $3, $4, $2),\nlast AS (SELECT $5 AS last)\nSELECT partition FROM head',
    )
    expect(values).toEqual(['{1}', '{1,2}', '{3,4}', '{3,3}', '{5}'])
  })

  it('have the rows of all partitions, each with its own', () => {
    const rows = (...amounts: readonly number[]) => ({
      ...{ name: 'rows', sql: 'SELECT $1, $partition' },
      values: [plain(amounts), documents(amounts.map((amount) => ({ amount })))],
    })
    const portions = [
      { partition: 0, parts: [part('head', 1), rows(10, 11)] },
      { partition: 2, parts: [part('head', 2), rows(), part('parked', 7)] },
      { partition: 5, parts: [part('head', 3), rows(12)] },
    ]
    const { text, values } = joinStatement('gathered', gather(portions))
    expect(text).toContain('parked AS')
    const saved = [
      { partition: 0, amount: 10 },
      { partition: 0, amount: 11 },
      { partition: 5, amount: 12 },
    ]
    expect(values).toEqual(['{1,2,3}', '{10,11,12}', JSON.stringify(saved), '{0,0,5}', '{7}'])
  })

  it('give it its name, with how many parameters each has: as many others are another statement', () => {
    const nameOf = (...parts: readonly ReturnType<typeof part>[]): string =>
      joinStatement('wallet_batch', pieces(...parts)).name
    const name = nameOf(part('head', 1), part('claims'))
    expect(name).toMatch(/^wallet_batch_[0-9a-f]{8}$/)
    expect(nameOf(part('head', 7), part('claims', 8))).toBe(name)
    expect(nameOf(part('head', 1), part('parked'))).not.toBe(name)
    expect(nameOf(part('claims'), part('head', 1))).not.toBe(name)
    expect(nameOf(part('head', 1), { ...part('claims'), values: [plain([]), plain([])] })).not.toBe(name)
    expect(joinStatement('order_batch', pieces(part('head', 1), part('claims'))).name).not.toBe(name)
  })
})
