import type { LimitBase } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { makeId, type Instant } from '@filao/kernel'
import { LimitBases } from './limit-bases'

const NOW = Date.parse('2026-11-09T06:00:00.000Z')
const share = makeId({ partition: 0, at: NOW, unique: 1n })

interface Row {
  readonly max_order_value: string
  readonly effective_from: Date
  readonly effective_until: Date | null
}
const row = (value: string, from: Instant, until?: Instant): Row => ({
  max_order_value: value,
  effective_from: new Date(from),
  effective_until: until === undefined ? null : new Date(until),
})

/** Rows with the position of their last change, and what was asked for. */
class Table implements Queryable {
  asked: string[] = []
  rows: readonly Row[] = []
  mark: string | null = null

  set(mark: string, ...rows: readonly Row[]): void {
    this.rows = rows
    this.mark = mark
  }

  query = ({ name }: { readonly name?: string }) => {
    this.asked.push(name!)
    const rows =
      name === 'compliance_limit_mark' ? [{ mark: this.mark }] : this.rows.map((of) => ({ asset_id: share, ...of }))
    return Promise.resolve({ rows, rowCount: rows.length }) as never
  }

  /** How often the rows were read since this was asked last. */
  get reads(): number {
    const reads = this.asked.filter((name) => name === 'compliance_limit_base').length
    this.asked = []
    return reads
  }
}

let [table, version] = [new Table(), 1]
const make = (): LimitBases =>
  new LimitBases(table, { lastKnown: () => ({ version, value: { maxOrderValue: 5n } }) as never })
const valuesOf = ({ rows }: LimitBase) => rows.map(({ values }) => Number(values.maxOrderValue) / 1e8)

beforeEach(() => {
  table = new Table()
  version = 1
})

test('rows are read once, and again when one has changed', async () => {
  table.set('7', row('10', NOW - 1))
  const bases = make()
  const first = await bases.current(NOW)
  expect(valuesOf(first)).toEqual([10])
  for (let after = 1_000; after <= 60_000; after += 500) expect(await bases.current(NOW + after)).toBe(first)
  expect(table.reads).toBe(1)
  table.set('8', row('20', NOW - 1))
  expect(await bases.current(NOW + 60_500)).toBe(first)
  const second = await bases.current(NOW + 62_500)
  expect([valuesOf(second), table.reads]).toEqual([[20], 1])
  expect(second.stamp).not.toBe(first.stamp)
})

test('what was set here is seen at once', async () => {
  const bases = make()
  await bases.current(NOW)
  table.set('1', row('10', NOW))
  bases.changed()
  expect(valuesOf(await bases.current(NOW + 1))).toEqual([10])
})

test('a row begins and ends by itself, without being read again', async () => {
  table.set('1', row('10', NOW + 1_000, NOW + 3_000), row('30', NOW + 2_000))
  const bases = make()
  const stamps: string[] = []
  const seen: number[][] = []
  for (const after of [0, 999, 1_000, 1_999, 2_000, 2_999, 3_000, 9_000]) {
    const base = await bases.current(NOW + after)
    seen.push(valuesOf(base))
    stamps.push(base.stamp)
  }
  expect(seen).toEqual([[], [], [10], [10], [10, 30], [10, 30], [30], [30]])
  expect(new Set(stamps).size).toBe(4)
  expect(table.reads).toBe(1)
})

test('another version of the setting is another base', async () => {
  const bases = make()
  const { stamp } = await bases.current(NOW)
  version = 2
  expect((await bases.current(NOW)).stamp).not.toBe(stamp)
})

test('whoever decides by it is given what begins later too, as it is now', async () => {
  table.set('1', row('10', NOW + 1_000))
  const bases = make()
  expect(valuesOf(await bases.current(NOW))).toEqual([])
  table.set('2', row('20', NOW + 1_000))
  expect(valuesOf(await bases.whole(NOW))).toEqual([20])
})
