import fc from 'fast-check'
import { TERMS, u } from './scenario.fixture'
import { ceilToTick, floorToTick, protectionPrice, tickAt } from './tick.state'
import { trailedStop, trailMovesAt } from './trail.state'

const terms = { ...TERMS, tickSize: u('0.05'), tickLadder: [{ below: u('10'), tick: u('0.01') }] }
const cents = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => u(`${n / 100}`))
const trail = fc.oneof(
  fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), trailAmount: cents(1, 200) }),
  fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), trailPercent: cents(1, 5_000) }),
)
const price = cents(800, 1_200).map((at) => floorToTick(at, terms))

test('a trailing stop moves exactly from the price that was foretold', () => {
  fc.assert(
    fc.property(trail, price, price, (followed, reference, last) => {
      const stop = trailedStop(followed, reference, terms)
      const moved = trailedStop(followed, last, terms)
      const movesAt = trailMovesAt(followed, stop, terms)
      if (followed.side === 'sell') expect(last >= movesAt!).toBe(moved > stop)
      else expect(movesAt !== undefined && last <= movesAt).toBe(moved < stop)
    }),
    { numRuns: 2_000 },
  )
})
test('a stop of ticks that were changed since moves with the first price that trails a better one', () => {
  const finer = { ...TERMS, tickSize: u('0.01') }
  fc.assert(
    fc.property(trail, price, price, (followed, reference, last) => {
      const stop = trailedStop(followed, reference, finer)
      const moved = trailedStop(followed, last, terms)
      const movesAt = trailMovesAt(followed, stop, terms)
      if (followed.side === 'sell') expect(last >= movesAt!).toBe(moved > stop)
      else expect(movesAt !== undefined && last <= movesAt).toBe(moved < stop)
    }),
    { numRuns: 2_000 },
  )
})
test('a trailed stop can be traded at and is never nearer than the trail', () => {
  fc.assert(
    fc.property(trail, price, (followed, reference) => {
      const stop = trailedStop(followed, reference, terms)
      expect(stop % tickAt(stop, terms)).toBe(0n)
      const { trailAmount, side } = followed as { trailAmount?: bigint; side: 'buy' | 'sell' }
      if (trailAmount === undefined) return
      expect(side === 'sell' ? reference - stop : stop - reference).toBeGreaterThanOrEqual(trailAmount)
    }),
  )
})
test('rounding to the tick moves by less than a tick, and protection towards the book', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: u('20') }), (at) => {
      expect(at - floorToTick(at, terms)).toBeLessThan(u('0.05'))
      expect(ceilToTick(at, terms) - at).toBeLessThan(u('0.05'))
      expect(protectionPrice('buy', at, terms) * 100n).toBeLessThanOrEqual(at * 105n)
      expect(protectionPrice('sell', at, terms) * 100n).toBeGreaterThanOrEqual(at * 95n)
    }),
  )
})
