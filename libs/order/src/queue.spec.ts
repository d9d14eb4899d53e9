import fc from 'fast-check'
import { PriceTimeQueue, type Queued } from './index'

interface Entry extends Queued<Entry> {
  readonly price: bigint
}
const entryOf = (price: bigint, priority: number): Entry => ({
  price,
  priority,
  remainingQuantity: 1n,
  level: undefined,
  ahead: undefined,
  behind: undefined,
})

/** Few prices, so that levels are shared; some beyond what a number can tell apart. */
const price = fc.oneof(fc.bigInt({ min: 1n, max: 6n }), fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 4n }))
const priority = fc.integer({ min: 1, max: 1_000 })

test.each(['highest', 'lowest'] as const)(
  'entries stand %s price first, then lowest priority, whatever came when',
  (best) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(price, priority), { selector: ([, at]) => at }),
        fc.array(fc.nat()),
        (all, leaving) => {
          const queue = new PriceTimeQueue<Entry>(best)
          const entries = all.map(([at, since]) => entryOf(at, since))
          for (const entry of entries) queue.add(entry, entry.price)
          for (const index of leaving) {
            const [gone] = entries.length > 0 ? entries.splice(index % entries.length, 1) : []
            if (gone) queue.remove(gone)
          }
          const met: Entry[] = []
          queue.meet(best === 'highest' ? 0n : 2n ** 61n, (entry) => {
            met.push(entry)
            return true
          })
          const sign = best === 'highest' ? -1 : 1
          const expected = [...entries].sort((a, b) => sign * Number(a.price - b.price) || a.priority - b.priority)
          expect(met.map((entry) => entry.priority)).toEqual(expected.map((entry) => entry.priority))
          expect(queue.top?.price).toBe(expected[0]?.price)
          expect(queue.levels.map(({ count, size }) => BigInt(count) - size).every((rest) => rest === 0n)).toBe(true)
        },
      ),
    )
  },
)
test('an order meets only what its limit reaches', () => {
  const queue = new PriceTimeQueue<Entry>('lowest')
  for (const at of [5n, 3n, 4n]) queue.add(entryOf(at, Number(at)), at)
  const met: bigint[] = []
  queue.meet(4n, (entry, level) => met.push(level.price) > 0)
  expect(met).toEqual([3n, 4n])
})
