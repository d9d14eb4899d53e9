import { joinStatement, neededParts } from './statement'

const part = (name: string, rows: string, seldom = false) => ({
  name,
  sql: `SELECT $1 AS ${name}`,
  values: [rows],
  seldom,
})
const names = (parts: readonly { readonly name: string }[]): string[] => parts.map(({ name }) => name)

describe('the pieces of a statement', () => {
  it('that are seldom needed are left out of a batch that has nothing for them', () => {
    const parts = [part('head', '1'), part('claims', '{}', true), part('rows', '{}'), part('parked', '{}', true)]
    expect(names(neededParts(parts))).toEqual(['head', 'rows'])
  })

  it('stand in it all together when the batch has something for one of them', () => {
    const parts = [part('head', '1'), part('claims', '{}', true), part('rows', '{}'), part('parked', '{a}', true)]
    expect(names(neededParts(parts))).toEqual(['head', 'claims', 'rows', 'parked'])
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
