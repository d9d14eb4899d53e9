import type { MarketCommand } from '@filao/contracts'
import { fromTimestamp, makeId, partitionOf } from '@filao/kernel'
import { calendarIdOf, pairIdOf, VENUE_CALENDARS, type Instrument, type MarketState } from '@filao/market'
import { parseUnits as units } from '@filao/money'
import { until } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { DayBars } from '../intake/day-bars.consumer'
import { firstStartCommands } from '../intake/first-start.commands'
import { TapeQueries } from '../read/tape.queries'
import type { MarketEngine } from '../definition'
import { type MarketPlatform, PARTITIONS, startMarket, submit } from '../testing/market-platform.store'

const start = fromTimestamp('2026-11-09T06:00:00.000Z')
const assetId = makeId({ partition: 1, at: start, unique: 7n })

const listing: MarketCommand = {
  type: 'ListAsset',
  assetId,
  symbol: 'SBMH',
  name: 'SBM "Holdings" \\ Ltd',
  issuer: { legalName: 'SBM "Holdings" \\ Ltd', country: 'MUS' },
  assetType: 'stock',
  exchange: 'SEM',
  quoteCurrency: 'MUR',
  isin: 'MU0378N00003',
  status: 'active',
  isTradable: true,
  isDemoTradable: false,
  minOrderQuantity: units('100'),
  maxOrderQuantity: units('1000000'),
  tickSize: units('5'),
  tickLadder: [
    { below: units('5'), tick: units('0.01') },
    { below: units('10'), tick: units('0.02') },
  ],
  lotSize: units('100'),
  priceBandPercent: units('20'),
  marketCollarPercent: units('5'),
  quoteAgeMsMax: 900_000,
  calendarCode: 'SEM',
  sector: 'Banks',
  metadata: { country: 'MUS', dividendYield: units('4.5') },
}

let platform: MarketPlatform
beforeAll(async () => {
  platform = await startMarket(start)
})
afterAll(() => platform.stop())

/** The states of all partitions, as they compare: sets by their members, memos left out. */
function states(engine: MarketEngine): Record<string, MarketState> {
  const all: Record<string, MarketState> = {}
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    for (const [id, state] of engine.engineOf(partition)!.resident) {
      if (state.kind !== 'unborn') all[id] = state.kind === 'instrument' ? comparable(state) : state
    }
  }
  return all
}
function comparable(state: Instrument): Instrument {
  const { book, feed, alerts } = state
  const { reach: _, ...watching } = alerts
  return {
    ...state,
    book: { ...book, held: {} },
    feed: { ...feed, held: {} },
    alerts: watching as Instrument['alerts'],
  }
}
const instrument = (engine: MarketEngine): Extract<MarketState, { kind: 'instrument' }> => {
  const state = engine.engineOf(partitionOf(assetId))!.peek(assetId)
  if (state?.kind !== 'instrument') throw new Error('not listed')
  return state
}

test('a first start sets calendars and rates, a second one nothing', async () => {
  const engine = await platform.engine()
  for (const command of firstStartCommands({ calendars: new Set(), pairs: new Set() }, start)) {
    expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
  }
  const { rows } = await platform.pool.query('SELECT DISTINCT code FROM market.trading_calendars ORDER BY code')
  expect(rows).toHaveLength(VENUE_CALENDARS.length)
  const calendars = new Set(rows.map(({ code }: { code: string }) => code))
  const rates = await platform.pool.query<{ base: string; quote: string }>('SELECT base, quote FROM market.fx_rates')
  const pairs = new Set(rates.rows.map(({ base, quote }) => `${base}/${quote}`))
  expect(firstStartCommands({ calendars, pairs }, start)).toEqual([])
})

test('a listed instrument gets its session from its calendar, and a change of the calendar reaches it', async () => {
  const engine = await platform.engine()
  expect(await submit(engine, listing)).toMatchObject({ kind: 'done' })
  await until(() => instrument(engine).session !== undefined)
  expect(instrument(engine).session).toMatchObject({ day: '2026-11-09', settlementDate: '2026-11-12' })
  const closed = {
    day: '2026-11-09',
    kind: 'holiday',
    name: 'Cyclone warning class III',
    source: 'SEM notice',
  } as const
  await submit(engine, { type: 'SetCalendarDay', calendarId: calendarIdOf('SEM'), code: 'SEM', ...closed })
  await until(() => instrument(engine).session?.day === '2026-11-10')
  await submit(engine, { type: 'RemoveCalendarDay', calendarId: calendarIdOf('SEM'), code: 'SEM', day: '2026-11-09' })
  await until(() => instrument(engine).session?.day === '2026-11-09')
  expect(platform.alarms).toEqual([])
})

test('the timer of a session moves it on', async () => {
  const engine = await platform.engine()
  await submit(engine, {
    type: 'IngestQuote',
    assetId,
    symbol: 'SBMH',
    bid: units('4.9'),
    lastPrice: units('4.95'),
    lastSize: units('100'),
    source: 'book',
    asOf: start,
  })
  platform.now = fromTimestamp('2026-11-09T11:00:00.000Z')
  await until(() => instrument(engine).session?.day === '2026-11-10')
  expect(instrument(engine).session).toMatchObject({
    previousClose: units('4.95'),
    opensAt: fromTimestamp('2026-11-10T05:30:00.000Z'),
  })
})

test('a symbol and an ISIN are taken once, whatever the partition', async () => {
  const engine = await platform.engine()
  const other = makeId({ partition: 0, at: start, unique: 8n })
  expect(await submit(engine, { ...listing, assetId: other })).toMatchObject({ refusal: { refused: 'symbol_taken' } })
  expect(await submit(engine, { ...listing, assetId: other, symbol: 'SBM' })).toMatchObject({
    refusal: { refused: 'isin_taken' },
  })
})

test('the bar of a day that is over is closed once, by its executions', async () => {
  const engine = await platform.engine()
  const insert = `INSERT INTO market.bars (partition, asset_id, timeframe, opened_at, open, high, low, close, volume, notional, trade_count)
    VALUES (1, $1, '1Day', $2, 4.9, 5, 4.8, 4.95, 300, 1470, 2)`
  await platform.pool.query(insert, [assetId, '2026-11-06T00:00:00Z'])
  const days = new DayBars(engine, new TapeQueries(drizzle(platform.pool)), undefined as never)
  expect(await days.close(fromTimestamp('2026-11-06T23:59:59.999Z'))).toBe(0)
  expect(await days.close(platform.now)).toBe(1)
  expect(instrument(engine).barOpenedAt).toBe(fromTimestamp('2026-11-06T00:00:00.000Z'))
  expect(await days.close(platform.now)).toBe(0)
})

test('what is loaded from the rows equals what was in memory', async () => {
  const first = await platform.engine()
  const alert = { assetId, userId: assetId, repeatAlert: true, activeCount: 0 }
  for (const [unique, alertType, conditionValue] of [
    [20n, 'price_above', '5.5'],
    [21n, 'price_below', '4.95'],
    [22n, 'percent_change', '10'],
    [23n, 'volume_spike', '3'],
  ] as const) {
    const alertId = makeId({ partition: 1, at: start, unique })
    const made = { type: 'CreateAlert', ...alert, alertId, alertType, conditionValue: units(conditionValue) } as const
    expect(await submit(first, made)).toMatchObject({ kind: 'done' })
  }
  const outside = { type: 'IngestQuote', assetId, symbol: 'SBMH', lastPrice: units('9'), source: 'stream' } as const
  await submit(first, { ...outside, asOf: platform.now })
  await submit(first, { type: 'UpdateAsset', assetId, status: 'suspended' })
  await submit(first, {
    type: 'SetFxRate',
    pairId: pairIdOf('USD', 'MUR'),
    base: 'USD',
    quote: 'MUR',
    rate: units('46.01'),
    source: 'bank',
    asOf: platform.now,
  })
  await submit(first, {
    ...{
      type: 'CloseBar',
      assetId,
      timeframe: '1Day',
      openedAt: fromTimestamp('2026-11-08T00:00:00.000Z'),
      tradeCount: 1,
    },
    ...{ open: units('4.9'), high: units('5'), low: units('4.8'), close: units('4.95'), volume: units('100') },
  })
  const live = states(first)
  expect(Object.values(live).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['instrument', 'calendar', 'fx']))
  const second = await platform.engine()
  expect(states(second)).toEqual(live)
  expect(instrument(second).book.quote).toMatchObject({ source: 'book', lastPrice: units('4.95') })
  expect(instrument(second).feed.quote).toMatchObject({ source: 'stream', lastPrice: units('9') })
})
