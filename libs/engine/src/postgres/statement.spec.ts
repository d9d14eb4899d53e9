import { joinStatement, NeededParts } from './statement'

const part = (name: string, rows: string) => ({ name, sql: `SELECT $1 AS ${name}`, values: [rows] })
const names = (parts: readonly { readonly name: string }[]): string[] => parts.map(({ name }) => name)
/** What a batch may have, with rows for those that are named. */
const batch = (...filled: readonly string[]) => [
  part('head', '{}'),
  ...['claims', 'rows', 'parked'].map((name) => part(name, filled.includes(name) ? '{1}' : '{}')),
]

describe('the pieces of a statement', () => {
  it('are the fence and those that have rows', () => {
    const needed = new NeededParts(9)
    expect(names(needed.of(batch()))).toEqual(['head'])
    expect(names(needed.of(batch('rows', 'parked')))).toEqual(['head', 'rows', 'parked'])
    const documents = [part('head', ''), part('rows', '[]'), { ...part('gone', ''), values: [[]] }]
    expect(names(needed.of(documents))).toEqual(['head'])
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

  it('count their parameters through', () => {
    const { text, values } = joinStatement('statement_spec', [part('head', '1'), part('rows', '{2}')])
    expect(text).toBe(
      'WITH head AS (SELECT $1 AS head),\nrows AS (SELECT $2 AS rows)\nSELECT count(*)::int AS fenced FROM head',
    )
    expect(values).toEqual(['1', '{2}'])
  })

  it('give it its name, with how many parameters each has: as many others are another statement', () => {
    const nameOf = (...parts: readonly ReturnType<typeof part>[]): string => joinStatement('wallet_batch', parts).name
    const name = nameOf(part('head', '1'), part('claims', '{}'))
    expect(name).toMatch(/^wallet_batch_[0-9a-f]{8}$/)
    expect(nameOf(part('head', '7'), part('claims', '{a}'))).toBe(name)
    expect(nameOf(part('head', '1'), part('parked', '{}'))).not.toBe(name)
    expect(nameOf(part('claims', '{}'), part('head', '1'))).not.toBe(name)
    expect(nameOf(part('head', '1'), { ...part('claims', '{}'), values: ['{}', '{}'] })).not.toBe(name)
    expect(joinStatement('order_batch', [part('head', '1'), part('claims', '{}')]).name).not.toBe(name)
  })
})
