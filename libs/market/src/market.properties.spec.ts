import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { fromTimestamp, isRefusal, makeId } from '@filao/kernel'
import { ONE } from '@filao/money'
import * as fc from 'fast-check'
import { calendarIdOf, marketRules, unborn, VENUE_CALENDARS, type MarketState } from './index'
import { Life } from './life.fixture'
import { listing } from './listing.fixture'

const start = fromTimestamp('2026-03-05T12:00:00.000Z')
const { assetId } = listing
const price = fc.bigInt({ min: 0n, max: 200n }).map((units) => units * ONE)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const instrumentCommand: fc.Arbitrary<MarketCommand> = fc.oneof(
  fc.constant(listing),
  fc
    .record({
      lotSize: maybe(price),
      tickSize: maybe(price),
      minOrderQuantity: maybe(price),
      maxOrderQuantity: maybe(price),
    })
    .map((terms): MarketCommand => ({ type: 'UpdateAsset', assetId, ...present(terms) })),
  fc
    .record({ bid: maybe(price), ask: maybe(price), lastPrice: maybe(price), age: fc.nat(1000) })
    .map(({ age, ...fields }): MarketCommand => {
      const head = {
        type: 'IngestQuote',
        assetId,
        symbol: 'AAPL',
        source: 'book',
        asOf: start + 86_400_000 - age,
      } as const
      return { ...head, ...present(fields) }
    }),
  fc.constant<MarketCommand>({ type: 'PublishQuote', assetId }),
  fc.constant<MarketCommand>({ type: 'AdvanceSession', assetId }),
  fc
    .constantFrom(...VENUE_CALENDARS)
    .map((calendar): MarketCommand => ({ type: 'ScheduleInstrument', assetId, calendar })),
)
const calendarId = calendarIdOf('SEM')
const calendarCommand: fc.Arbitrary<MarketCommand> = fc.oneof(
  fc.constant<MarketCommand>({ type: 'SetCalendar', calendarId, calendar: VENUE_CALENDARS[0]! }),
  fc.nat(200).map((unique): MarketCommand => ({
    ...{ type: 'FollowCalendar', calendarId, code: 'SEM' },
    assetId: makeId({ partition: 0, at: start, unique: BigInt(unique) }),
  })),
  fc.constant<MarketCommand>({ type: 'PublishCalendar', calendarId }),
)

/** Runs commands, a moment apart, and checks after each what must always hold. */
function run(commands: readonly (readonly [MarketCommand, number])[]): { state: MarketState; published: number[] } {
  const { decider, violation } = marketRules
  let state: MarketState = unborn(assetId)
  let now = start
  const published: number[] = []
  for (const [position, [command, wait]] of commands.entries()) {
    now += wait
    const at = { now, position: position + 1 }
    const decision = decider.decide(command, state, at)
    for (const event of isRefusal(decision) ? [] : decision) {
      state = decider.evolve(state, event, at)
      if (event.type === 'QuoteUpdated') published.push(now)
    }
    expect(violation!(state)).toBeUndefined()
  }
  return { state, published }
}

test('any sequence of commands keeps an instrument in order, with at most four quotes a second', () => {
  const steps = fc.array(fc.tuple(instrumentCommand, fc.nat(400)), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (commands) => {
      const { published } = run([[listing, 0], ...commands])
      const asked = commands.some(([{ type }]) => type === 'PublishQuote')
      if (!asked) published.slice(1).forEach((at, index) => expect(at - published[index]!).toBeGreaterThanOrEqual(250))
    }),
    { numRuns: 200 },
  )
})
test('after any sequence of commands, going on tells every follower of a calendar', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(calendarCommand, fc.constant(1)), { maxLength: 80 }), (commands) => {
      let { state } = run([[{ type: 'SetCalendar', calendarId, calendar: VENUE_CALENDARS[0]! }, 0], ...commands])
      for (let command = marketRules.continuation!(state); command; command = marketRules.continuation!(state)) {
        const at = { now: start, position: 1 }
        const decision = marketRules.decider.decide(command, state, at)
        expect(isRefusal(decision) ? 0 : decision.length).toBe(1)
        for (const event of isRefusal(decision) ? [] : decision) state = marketRules.decider.evolve(state, event, at)
      }
      expect(state.kind === 'calendar' && state.untold.size).toBe(0)
    }),
    { numRuns: 100 },
  )
})

test('alerts fire as one that looks at each of them after each price says, however they are indexed', () => {
  const level = fc.bigInt({ min: 90n, max: 110n }).map((units) => units * ONE)
  const wish = fc.record({ above: fc.boolean(), level })
  const step = fc.oneof(
    level.map((last) => ({ last })),
    wish,
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const life = Life.listed()
      const waiting: { alertId: string; above: boolean; level: bigint; armed: boolean }[] = []
      let last: bigint | undefined
      for (const [index, one] of steps.entries()) {
        const now = life.now + 1000
        if (!('last' in one)) {
          const { above } = one
          const alertId = makeId({ partition: 3, at: now, unique: BigInt(index + 1) })
          const alertType = above ? 'price_above' : 'price_below'
          const terms = { conditionValue: one.level, repeatAlert: false, activeCount: 0 }
          const userId = makeId({ partition: 3, at: now, unique: BigInt(index % 7) })
          life.send({ type: 'CreateAlert', alertId, assetId, userId, alertType, ...terms }, now)
          const holds = last !== undefined && (above ? last >= one.level : last <= one.level)
          waiting.push({ alertId, above, level: one.level, armed: !holds })
          continue
        }
        last = one.last
        const quote = { type: 'IngestQuote', assetId, symbol: 'AAPL', source: 'book', lastPrice: last } as const
        const fired = (life.send({ ...quote, asOf: now }, now) as MarketEvent[]).flatMap((event) =>
          event.type === 'AlertTriggered' ? [event.alertId] : [],
        )
        const due = waiting.filter(
          (alert) => alert.armed && (alert.above ? last! >= alert.level : last! <= alert.level),
        )
        expect(fired.sort()).toEqual(due.map(({ alertId }) => alertId).sort())
        for (const alert of due) waiting.splice(waiting.indexOf(alert), 1)
        life.tick(now + 500)
        for (const alert of waiting) alert.armed ||= alert.above ? last < alert.level : last > alert.level
      }
    }),
    { numRuns: 200 },
  )
})

const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
