import { marketCommands, marketEvents, type MarketCommand, type MarketEvent } from '@filao/contracts'
import { fromTimestamp, isRefusal, makeId, type Instant } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { calendarIdOf, CLOCK_SKEW_MS_MAX, marketRules, pairIdOf, VENUE_CALENDARS, type MarketState } from './index'
import { listing } from './listing.fixture'
import type { CommandNamed } from './market.commands'

const start = fromTimestamp('2026-11-09T06:00:00.000Z')
const { assetId } = listing
const { decider } = marketRules
const units = parseUnits

const calendar = VENUE_CALENDARS.find(({ code }) => code === 'SEM')!
const calendarId = calendarIdOf('SEM')

/** One aggregate that lives through commands; every message passes its codec, as it does on the wire. */
class Life {
  state: MarketState = decider.initial(assetId)
  private position = 0

  send(command: MarketCommand, now: Instant = start): readonly MarketEvent[] | string {
    const contract = marketCommands.of(command.type)
    const decision = decider.decide(contract.decode(contract.encode(command)), this.state, {
      now,
      position: this.position + 1,
    })
    if (isRefusal(decision)) return decision.refused
    for (const event of decision) {
      this.position += 1
      const form = marketEvents.of(event.type)
      this.state = decider.evolve(this.state, form.decode(form.encode(event)), { now, position: this.position })
      expect(marketRules.violation!(this.state)).toBeUndefined()
    }
    return decision
  }
}

function listed(terms: Partial<CommandNamed<'ListAsset'>> = {}): Life {
  const life = new Life()
  life.send({ ...listing, ...terms })
  return life
}

const quote = (fields: Partial<CommandNamed<'IngestQuote'>>): CommandNamed<'IngestQuote'> => ({
  type: 'IngestQuote',
  assetId,
  symbol: 'AAPL',
  source: 'book',
  asOf: start,
  ...fields,
})
const types = (events: readonly MarketEvent[] | string): string | string[] =>
  typeof events === 'string' ? events : events.map(({ type }) => type)

describe('listing', () => {
  test('an instrument is listed, order is told its terms and compliance its issuer', () => {
    const events = new Life().send(listing) as MarketEvent[]
    expect(types(events)).toEqual(['AssetListed'])
    const [setInstrument, follow, register] = marketRules.reactions(events[0]!, { now: start, position: 1 })
    expect(setInstrument).toMatchObject({
      to: 'order',
      partition: 3,
      command: { type: 'SetInstrument', terms: { tickSize: 1_000_000n } },
    })
    expect(follow).toMatchObject({
      to: 'market',
      partition: 0,
      command: { type: 'FollowCalendar', calendarId, assetId },
    })
    const { issuer } = listing
    expect(register).toEqual({
      to: 'compliance',
      partition: 3,
      command: { type: 'RegisterInstrument', assetId, symbol: 'AAPL', issuer },
    })
  })
  test('the same listing twice lists once, another under the same id is refused', () => {
    const life = listed()
    expect(life.send(listing)).toEqual([])
    expect(life.send({ ...listing, name: 'Apple' })).toBe('already_listed')
  })
  test.each([
    ['tick_invalid', { tickSize: 0n }],
    ['lot_invalid', { lotSize: 0n }],
    ['quantity_limits_invalid', { minOrderQuantity: 0n }],
    ['quantity_limits_invalid', { maxOrderQuantity: units('0.5') }],
    ['notional_inexact', { tickSize: units('0.0001'), lotSize: units('0.00001') }],
    ['notional_inexact', { lotSize: units('0.001'), tickLadder: [{ below: units('1'), tick: units('0.000001') }] }],
    [
      'tick_ladder_invalid',
      {
        tickLadder: [
          { below: units('5'), tick: units('0.01') },
          { below: units('5'), tick: units('0.02') },
        ],
      },
    ],
    ['price_limits_invalid', { priceBandPercent: 0n }],
    ['price_limits_invalid', { marketCollarPercent: 0n }],
    ['price_limits_invalid', { marketCollarPercent: units('100') }],
    ['isin_invalid', { isin: 'US0378331006' }],
    ['issuer_required', { issuer: undefined }],
    ['issuer_required', { issuer: undefined, assetType: 'etf' as const }],
    ['issuer_required', { issuer: undefined, assetType: 'bond' as const }],
  ])('a listing is refused as %s', (refusal, terms) => {
    expect(new Life().send({ ...listing, ...terms })).toBe(refusal)
  })
  test.each([
    ['EURUSD', units('0.0001'), units('100000')],
    ['BTC', units('0.01'), units('0.001')],
  ])('%s keeps the listing rule', (_, tickSize, lotSize) => {
    expect(types(new Life().send({ ...listing, tickSize, lotSize }))).toEqual(['AssetListed'])
  })
  test.each(['forex', 'crypto', 'commodity', 'index'] as const)('of %s there may be no issuer', (assetType) => {
    const events = new Life().send({ ...listing, assetType, issuer: undefined }) as MarketEvent[]
    expect(types(events)).toEqual(['AssetListed'])
    expect(marketRules.reactions(events[0]!, { now: start, position: 1 })[2]).toMatchObject({
      command: { type: 'RegisterInstrument', assetId, symbol: 'AAPL' },
    })
  })
  test('another issuer is told to compliance with the update', () => {
    const issuer = { legalName: 'Pomona Holdings Ltd', country: 'MUS' }
    const events = listed().send({ type: 'UpdateAsset', assetId, issuer }) as MarketEvent[]
    expect(events).toMatchObject([{ type: 'AssetUpdated', issuer }])
    expect(marketRules.reactions(events[0]!, { now: start, position: 2 })).toContainEqual(
      expect.objectContaining({ to: 'compliance', command: expect.objectContaining({ issuer }) }),
    )
  })
  test('an update changes what it names, and a second one nothing', () => {
    const life = listed()
    expect(life.send({ type: 'UpdateAsset', assetId, status: 'suspended' })).toMatchObject([
      { type: 'AssetUpdated', status: 'suspended', symbol: 'AAPL' },
    ])
    expect(life.send({ type: 'UpdateAsset', assetId, status: 'suspended' })).toEqual([])
    expect(life.send({ type: 'UpdateAsset', assetId, lotSize: 0n })).toBe('lot_invalid')
  })
  test('delisting is final', () => {
    const life = listed()
    life.send({ type: 'UpdateAsset', assetId, status: 'delisted' })
    expect(life.send({ type: 'UpdateAsset', assetId, status: 'active' })).toBe('asset_delisted')
  })
  test('an unknown instrument is refused', () => {
    expect(new Life().send({ type: 'UpdateAsset', assetId, status: 'active' })).toBe('asset_unknown')
  })
  test('symbol and ISIN belong to one instrument', () => {
    expect(marketRules.claims!(listing)).toMatchObject([
      { scope: 'symbol', value: 'AAPL', ownerId: assetId, taken: { refused: 'symbol_taken' } },
      { scope: 'isin', value: 'US0378331005', ownerId: assetId, taken: { refused: 'isin_taken' } },
    ])
  })
})

describe('quotes', () => {
  test('the first quote is published at once', () => {
    expect(
      listed().send(quote({ bid: units('10'), bidSize: units('5'), ask: units('11'), askSize: units('6') })),
    ).toMatchObject([{ type: 'QuoteUpdated', bid: units('10'), ask: units('11') }])
  })
  test('at most four a second are published, with the high and low of those between', () => {
    const life = listed()
    let published = 0
    for (let elapsed = 0; elapsed < 1000; elapsed += 10) {
      published += life.send(
        quote({ lastPrice: units(String(100 + (elapsed % 90))), asOf: start + elapsed }),
        start + elapsed,
      ).length
    }
    expect(published).toBe(4)
    expect(life.send({ type: 'PublishQuote', assetId }, start + 1000)).toMatchObject([
      {
        high: units('180'),
        low: units('100'),
        sessionHigh: units('180'),
        sessionLow: units('100'),
        sessionOpen: units('100'),
      },
    ])
    expect(life.send({ type: 'PublishQuote', assetId }, start + 1000)).toEqual([])
  })
  test('what is held is asked for when the interval is over', () => {
    const life = listed()
    life.send(quote({ lastPrice: units('1') }))
    life.send(quote({ lastPrice: units('2') }), start + 100)
    expect(marketRules.overdue!(life.state, start + 249)).toEqual([])
    expect(marketRules.overdue!(life.state, start + 250)).toEqual([{ type: 'PublishQuote', assetId }])
  })
  test('a trade leaves the sides, a book without bids empties its side', () => {
    const life = listed()
    life.send(quote({ bid: units('10'), ask: units('11') }))
    expect(life.send(quote({ lastPrice: units('11') }), start + 300)).toMatchObject([
      { bid: units('10'), ask: units('11'), lastPrice: units('11') },
    ])
    const [event] = life.send(quote({ ask: units('12') }), start + 600) as MarketEvent[]
    expect(event).toMatchObject({ ask: units('12'), lastPrice: units('11') })
    expect(event).not.toHaveProperty('bid')
    expect(event).not.toHaveProperty('high')
  })
  test('an older quote than the one shown is ignored, a crossed one and a price of zero are refused', () => {
    const life = listed()
    life.send(quote({ lastPrice: units('1') }))
    expect(life.send(quote({ lastPrice: units('2'), asOf: start - 1 }), start + 300)).toEqual([])
    expect(life.send(quote({ bid: units('2'), ask: units('1') }))).toBe('quote_crossed')
    expect(life.send(quote({ lastPrice: 0n }))).toBe('quote_invalid')
  })
  test('a quote of a time to come is refused: it would stay the newest until then', () => {
    const [soon, later] = [start + CLOCK_SKEW_MS_MAX, start + CLOCK_SKEW_MS_MAX + 1]
    expect(listed().send(quote({ lastPrice: 1n, asOf: later }))).toBe('quote_invalid')
    expect(listed().send(quote({ lastPrice: 1n, asOf: soon }))).toMatchObject([{ type: 'QuoteUpdated' }])
  })
  test('a bar of a day is closed once', () => {
    const life = listed()
    const price = units('10')
    const bar = {
      type: 'CloseBar',
      assetId,
      timeframe: '1Day',
      openedAt: start,
      open: price,
      high: price,
      low: price,
      close: price,
    } as const
    expect(types(life.send({ ...bar, volume: price, tradeCount: 1 }))).toEqual(['BarClosed'])
    expect(life.send({ ...bar, volume: price, tradeCount: 1 })).toEqual([])
    expect(life.send({ ...bar, low: units('11'), volume: price, tradeCount: 1 })).toBe('bar_invalid')
  })
})

describe('sessions', () => {
  const schedule = { type: 'ScheduleInstrument', assetId, calendar } as const

  test('the calendar of an instrument gives its session, and order is told', () => {
    const events = listed().send(schedule) as MarketEvent[]
    expect(types(events)).toEqual(['InstrumentScheduled', 'SessionChanged'])
    expect(events[1]).toMatchObject({
      day: '2026-11-09',
      settlementDate: '2026-11-12',
      closesAt: fromTimestamp('2026-11-09T11:00:00Z'),
    })
    const [reaction] = marketRules.reactions(events[1]!, { now: start, position: 3 })
    expect(reaction!.command).toEqual({
      type: 'SetSession',
      assetId,
      opensAt: fromTimestamp('2026-11-09T05:30:00Z'),
      closesAt: fromTimestamp('2026-11-09T11:00:00Z'),
      nextOpensAt: fromTimestamp('2026-11-10T05:30:00Z'),
      settlementDate: '2026-11-12',
    })
    expect(marketRules.timers!(events[1]!, { now: start, position: 3 })).toEqual([
      {
        set: `session/${assetId}`,
        dueAt: fromTimestamp('2026-11-09T11:00:00Z'),
        command: { type: 'AdvanceSession', assetId },
      },
    ])
  })
  test('at the closing the last trade becomes the previous close', () => {
    const life = listed()
    life.send(schedule)
    life.send(quote({ lastPrice: units('42') }))
    const [changed] = life.send(
      { type: 'AdvanceSession', assetId },
      fromTimestamp('2026-11-09T11:00:00Z'),
    ) as MarketEvent[]
    expect(changed).toMatchObject({ type: 'SessionChanged', day: '2026-11-10', previousClose: units('42') })
  })
  test('a timer that comes early or twice changes nothing', () => {
    const life = listed()
    life.send(schedule)
    expect(life.send({ type: 'AdvanceSession', assetId }, fromTimestamp('2026-11-09T10:59:59.999Z'))).toEqual([])
    life.send({ type: 'AdvanceSession', assetId }, fromTimestamp('2026-11-09T11:00:00Z'))
    expect(life.send({ type: 'AdvanceSession', assetId }, fromTimestamp('2026-11-09T11:00:00Z'))).toEqual([])
  })
  test("a day's prices begin anew with its first trade", () => {
    const life = listed()
    life.send(schedule)
    life.send(quote({ lastPrice: units('42') }))
    const next = fromTimestamp('2026-11-10T06:00:00Z')
    life.send({ type: 'AdvanceSession', assetId }, fromTimestamp('2026-11-09T11:00:00Z'))
    expect(life.send(quote({ bid: units('40'), asOf: next }), next)).toMatchObject([{ sessionOpen: units('42') }])
    expect(life.send(quote({ lastPrice: units('41'), asOf: next }), next + 300)).toMatchObject([
      { sessionOpen: units('41'), sessionHigh: units('41') },
    ])
  })
  test('the same calendar again, or that of another code, changes nothing', () => {
    const life = listed()
    life.send(schedule)
    expect(life.send(schedule)).toEqual([])
    expect(life.send({ ...schedule, calendar: { ...calendar, code: 'LSE' } })).toEqual([])
  })
})

describe('calendars', () => {
  const set = { type: 'SetCalendar', calendarId, calendar } as const
  const follow = { type: 'FollowCalendar', calendarId, code: 'SEM', assetId } as const
  const halfDay = {
    type: 'SetCalendarDay',
    calendarId,
    code: 'SEM',
    day: '2026-12-24',
    kind: 'early_close',
    closeAt: '12:00',
    name: 'Eve',
    source: 'SEM',
  } as const

  test('whoever follows is told, also when it asked before the calendar was there', () => {
    const life = new Life()
    life.send(follow)
    expect(marketRules.continuation!(life.state)).toBeUndefined()
    life.send(set)
    expect(marketRules.continuation!(life.state)).toEqual({ type: 'PublishCalendar', calendarId })
    const [published] = life.send({ type: 'PublishCalendar', calendarId }) as MarketEvent[]
    expect(marketRules.reactions(published!, { now: start, position: 3 })).toMatchObject([
      { to: 'market', partition: 3, command: { type: 'ScheduleInstrument', assetId } },
    ])
    expect(marketRules.continuation!(life.state)).toBeUndefined()
  })
  test('many followers are told by several events', () => {
    const life = new Life()
    for (let unique = 0n; unique < 120n; unique += 1n)
      life.send({ ...follow, assetId: makeId({ partition: 1, at: start, unique }) })
    life.send(set)
    let events = 0
    for (; marketRules.continuation!(life.state); events += 1) life.send({ type: 'PublishCalendar', calendarId })
    expect(events).toBe(3)
  })
  test('a day is set, set again without effect, and removed', () => {
    const life = new Life()
    life.send(set)
    expect(types(life.send(halfDay))).toEqual(['CalendarChanged'])
    expect(life.send(halfDay)).toEqual([])
    expect(types(life.send({ type: 'RemoveCalendarDay', calendarId, code: 'SEM', day: '2026-12-24' }))).toEqual([
      'CalendarChanged',
    ])
    expect(life.send(set)).toEqual([])
  })
  test('a day of a calendar that nobody has set is refused', () => {
    expect(new Life().send(halfDay)).toBe('calendar_unknown')
  })
  test.each([
    ['an unknown zone', { timezone: 'Mars/Olympus' }],
    [
      'an early close without a time',
      { days: [{ day: '2026-12-24', kind: 'early_close' as const, name: 'Eve', source: 'SEM' }] },
    ],
    [
      'overlapping sessions',
      {
        periods: [
          {
            effectiveFrom: '2026-01-01',
            settlementDays: 1,
            sessions: [
              { day: 1, open: '09:00', close: '12:00' },
              { day: 1, open: '11:00', close: '13:00' },
            ],
          },
        ],
      },
    ],
  ])('%s is refused', (_, part) => {
    expect(new Life().send({ ...set, calendar: { ...calendar, ...part } })).toBe('calendar_invalid')
  })
})

describe('exchange rates', () => {
  const rate = {
    type: 'SetFxRate',
    pairId: pairIdOf('USD', 'MUR'),
    base: 'USD',
    quote: 'MUR',
    rate: units('45.9'),
    source: 'table',
    asOf: start,
  } as const

  test('a rate is set once', () => {
    const life = new Life()
    expect(life.send(rate)).toMatchObject([{ type: 'FxRateChanged', rate: units('45.9') }])
    expect(life.send(rate)).toEqual([])
  })
  test.each([
    ['rate_invalid', { rate: 0n }],
    ['rate_invalid', { rate: units('10000000000') }],
    ['same_currency', { quote: 'USD', pairId: pairIdOf('USD', 'USD') }],
    ['rate_in_future', { asOf: start + 600_000 }],
    ['rate_outdated', { asOf: start - 1, rate: units('46') }],
  ])('a rate is refused as %s', (refusal, part) => {
    const life = new Life()
    life.send(rate)
    expect(life.send({ ...rate, ...part })).toBe(refusal)
  })
  test('every pair and calendar has an id of its own in partition 0', () => {
    const currencies = ['MUR', 'USD', 'EUR', 'GBP', 'ZAR', 'JPY', 'INR', 'CNY']
    const ids = currencies
      .flatMap((base) => currencies.map((quote) => pairIdOf(base, quote)))
      .concat(VENUE_CALENDARS.map(({ code }) => calendarIdOf(code)))
    expect(new Set(ids).size).toBe(64 + VENUE_CALENDARS.length)
  })
})
