import type { TradingCalendar } from '@filao/contracts'
import { fromTimestamp, toTimestamp } from '@filao/kernel'
import * as fc from 'fast-check'
import { lacksNextYear, sessionAt, sessionStateAt, settlementDateOf } from './session.state'
import { VENUE_CALENDARS } from './venue.commands'

const calendar = (code: string): TradingCalendar => VENUE_CALENDARS.find((known) => known.code === code)!

/** Opening, closing and next opening of the session at an instant, as text. */
function hours(code: string, at: string): (string | undefined)[] {
  const { opensAt, closesAt, nextOpensAt } = sessionAt(calendar(code), fromTimestamp(at))
  return [opensAt, closesAt, nextOpensAt].map((instant) =>
    instant === undefined ? undefined : toTimestamp(instant).slice(0, 16),
  )
}

test.each([
  [
    'SEM before it opens on a Monday',
    'SEM',
    '2026-11-09T04:00:00Z',
    ['2026-11-09T05:30', '2026-11-09T11:00', '2026-11-10T05:30'],
  ],
  ['SEM while it is open', 'SEM', '2026-11-09T05:30:00Z', ['2026-11-09T05:30', '2026-11-09T11:00', '2026-11-10T05:30']],
  [
    'SEM at its closing shows the next day',
    'SEM',
    '2026-11-09T11:00:00Z',
    ['2026-11-10T05:30', '2026-11-10T11:00', '2026-11-11T05:30'],
  ],
  [
    'SEM skips a holiday on a Monday',
    'SEM',
    '2026-10-30T12:00:00Z',
    ['2026-11-03T05:30', '2026-11-03T11:00', '2026-11-04T05:30'],
  ],
  [
    'SEM had shorter hours before 20 April 2026',
    'SEM',
    '2026-04-17T06:30:00Z',
    ['2026-04-17T06:00', '2026-04-17T10:30', '2026-04-20T05:30'],
  ],
  ['NYSE in winter', 'NYSE', '2026-03-06T15:00:00Z', ['2026-03-06T14:30', '2026-03-06T21:00', '2026-03-09T13:30']],
  ['NYSE in summer', 'NYSE', '2026-03-09T13:30:00Z', ['2026-03-09T13:30', '2026-03-09T20:00', '2026-03-10T13:30']],
  ['NYSE back to winter', 'NYSE', '2026-10-30T20:00:00Z', ['2026-11-02T14:30', '2026-11-02T21:00', '2026-11-03T14:30']],
  [
    'NYSE is closed on Thanksgiving',
    'NYSE',
    '2026-11-26T16:00:00Z',
    ['2026-11-27T14:30', '2026-11-27T18:00', '2026-11-30T14:30'],
  ],
  [
    'NYSE closes at 13:00 on 27 November 2026',
    'NYSE',
    '2026-11-27T17:59:59Z',
    ['2026-11-27T14:30', '2026-11-27T18:00', '2026-11-30T14:30'],
  ],
  [
    'NYSE stays closed after it',
    'NYSE',
    '2026-11-27T18:00:00Z',
    ['2026-11-30T14:30', '2026-11-30T21:00', '2026-12-01T14:30'],
  ],
  [
    'LSE before summer time',
    'LSE',
    '2026-03-27T09:00:00Z',
    ['2026-03-27T08:00', '2026-03-27T16:30', '2026-03-30T07:00'],
  ],
  ['LSE in summer time', 'LSE', '2026-03-30T07:00:00Z', ['2026-03-30T07:00', '2026-03-30T15:30', '2026-03-31T07:00']],
  ['LSE over Christmas', 'LSE', '2026-12-24T12:30:00Z', ['2026-12-29T08:00', '2026-12-29T16:30', '2026-12-30T08:00']],
  [
    'FOREX runs from Sunday to Friday as one session',
    'FOREX',
    '2026-11-11T03:00:00Z',
    ['2026-11-08T22:00', '2026-11-13T22:00', '2026-11-15T22:00'],
  ],
  [
    'FOREX over the change to winter time',
    'FOREX',
    '2026-10-31T12:00:00Z',
    ['2026-11-01T22:00', '2026-11-06T22:00', '2026-11-08T22:00'],
  ],
  [
    'FOREX over the change to summer time',
    'FOREX',
    '2026-03-07T12:00:00Z',
    ['2026-03-08T21:00', '2026-03-13T21:00', '2026-03-15T21:00'],
  ],
  [
    'COMMODITY breaks for an hour each day',
    'COMMODITY',
    '2026-11-10T22:30:00Z',
    ['2026-11-10T23:00', '2026-11-11T22:00', '2026-11-11T23:00'],
  ],
  [
    'COMMODITY is closed on Saturday',
    'COMMODITY',
    '2026-11-14T12:00:00Z',
    ['2026-11-15T23:00', '2026-11-16T22:00', '2026-11-16T23:00'],
  ],
  ['CRYPTO has no end', 'CRYPTO', '2026-11-14T12:00:00Z', [undefined, undefined, undefined]],
])('%s', (_, code, at, expected) => {
  expect(hours(code, at)).toEqual(expected)
})

test.each([
  ['SEM settles three business days later', 'SEM', '2026-11-09', '2026-11-12'],
  ['a weekend does not count', 'SEM', '2026-11-12', '2026-11-17'],
  ['a holiday does not count', 'SEM', '2026-10-29', '2026-11-04'],
  ['NYSE settles the next day, over Thanksgiving', 'NYSE', '2026-11-25', '2026-11-27'],
  ['LSE settles two days later, over Christmas', 'LSE', '2026-12-24', '2026-12-30'],
  ['a Sunday in FOREX counts as Monday', 'FOREX', '2026-11-08', '2026-11-11'],
  ['CRYPTO settles at once, on a Sunday too', 'CRYPTO', '2026-11-08', '2026-11-08'],
])('settlement: %s', (_, code, day, expected) => {
  expect(settlementDateOf(calendar(code), day)).toBe(expected)
})

test('before the opening the trading day is that of the opening', () => {
  const state = sessionStateAt(calendar('SEM'), fromTimestamp('2026-11-06T12:00:00Z'))
  expect(state).toMatchObject({
    day: '2026-11-09',
    settlementDate: '2026-11-12',
    validUntil: fromTimestamp('2026-11-09T11:00:00Z'),
  })
})
test('a market that never closes begins a new trading day at midnight', () => {
  const state = sessionStateAt(calendar('ALWAYS'), fromTimestamp('2026-11-08T23:59:59Z'))
  expect(state).toEqual({
    day: '2026-11-08',
    settlementDate: '2026-11-08',
    validUntil: fromTimestamp('2026-11-09T00:00:00Z'),
  })
})
test('a long session begins a new trading day at each local midnight', () => {
  const state = sessionStateAt(calendar('FOREX'), fromTimestamp('2026-11-11T03:00:00Z'))
  expect(state).toMatchObject({
    day: '2026-11-10',
    settlementDate: '2026-11-12',
    validUntil: fromTimestamp('2026-11-11T05:00:00Z'),
  })
})
test('a calendar without any session is closed, never open for ever', () => {
  const closed = { ...calendar('SEM'), periods: [{ effectiveFrom: '2020-01-01', settlementDays: 3, sessions: [] }] }
  const at = fromTimestamp('2026-11-09T06:00:00Z')
  const { opensAt, closesAt, validUntil } = sessionStateAt(closed, at)
  expect(opensAt).toBeGreaterThan(at)
  expect(closesAt).toBe(opensAt)
  expect(validUntil).toBeGreaterThan(at)
})
test('a holiday in a market that never closes ends it for that day', () => {
  const day = { day: '2026-11-10', kind: 'holiday', name: 'Maintenance', source: 'test' } as const
  const session = sessionAt({ ...calendar('ALWAYS'), days: [day] }, fromTimestamp('2026-11-09T12:00:00Z'))
  expect(session).toEqual({
    closesAt: fromTimestamp('2026-11-10T00:00:00Z'),
    nextOpensAt: fromTimestamp('2026-11-11T00:00:00Z'),
  })
})
test('at any instant the session is not over, and what is said stays true until it says so', () => {
  const instants = fc.integer({
    min: fromTimestamp('2026-01-01T00:00:00Z'),
    max: fromTimestamp('2027-12-31T00:00:00Z'),
  })
  fc.assert(
    fc.property(fc.constantFrom(...VENUE_CALENDARS), instants, (venue, at) => {
      const state = sessionStateAt(venue, at)
      if (state.closesAt !== undefined) expect(state.closesAt).toBeGreaterThan(at)
      expect(state.validUntil).toBeGreaterThan(at)
      const { day, settlementDate, closesAt } = sessionStateAt(venue, state.validUntil - 1)
      expect({ day, settlementDate, closesAt }).toEqual({
        day: state.day,
        settlementDate: state.settlementDate,
        closesAt: state.closesAt,
      })
      expect(settlementDate >= day).toBe(true)
    }),
    { numRuns: 300 },
  )
})
test('a calendar without the days of next year is missed from 1 December on', () => {
  const until2026 = { ...calendar('NYSE'), days: calendar('NYSE').days.filter(({ day }) => day < '2027') }
  expect(lacksNextYear(until2026, fromTimestamp('2026-12-01T04:59:59Z'))).toBe(false)
  expect(lacksNextYear(until2026, fromTimestamp('2026-12-01T05:00:00Z'))).toBe(true)
  expect(lacksNextYear(calendar('NYSE'), fromTimestamp('2026-12-02T05:00:00Z'))).toBe(false)
  expect(lacksNextYear(calendar('FOREX'), fromTimestamp('2026-12-02T05:00:00Z'))).toBe(false)
})
