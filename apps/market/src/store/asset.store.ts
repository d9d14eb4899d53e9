import type { MarketEvent } from '@filao/contracts'
import type { Queryable, Recorded, StatementPart } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import type { MarketState } from '@filao/market'
import { assetRow, instrumentOf, quoteRow, sessionRow } from './asset-rows.store'
import { upsert, type JsonRow, type RowTable } from './rows.store'

const ORIGIN = ['position', 'updated_at']

const ASSETS: RowTable = {
  name: 'assets_set',
  table: 'market.assets',
  key: ['id'],
  columns: [
    ...['id', 'symbol', 'name', 'asset_type', 'exchange', 'quote_currency', 'isin', 'cusip', 'status', 'is_tradable'],
    ...['is_demo_tradable', 'min_order_quantity', 'max_order_quantity', 'tick_size', 'tick_ladder', 'lot_size'],
    ...['price_band_percent', 'market_collar_percent', 'quote_age_ms_max', 'calendar_code', 'provider_symbol'],
    ...['description', 'sector', 'industry', 'metadata', 'bar_opened_at', ...ORIGIN],
  ],
}
const QUOTES: RowTable = {
  name: 'quotes_set',
  table: 'market.quotes',
  key: ['asset_id'],
  columns: [
    ...['asset_id', 'bid', 'ask', 'bid_size', 'ask_size', 'last_price', 'last_size', 'interval_high', 'interval_low'],
    ...['open', 'high', 'low', 'traded_on', 'source', 'as_of', 'received_at', ...ORIGIN],
  ],
}
const SESSIONS: RowTable = {
  name: 'sessions_set',
  table: 'market.instrument_sessions',
  key: ['asset_id'],
  columns: [
    ...['asset_id', 'calendar', 'day', 'opens_at', 'closes_at', 'next_opens_at', 'previous_close', 'settlement_date'],
    ...['valid_until', ...ORIGIN],
  ],
}

/** The rows of the instruments that the events changed, each in the table that the event concerns. */
export function instrumentParts(
  events: readonly Recorded<MarketEvent>[],
  memory: ReadonlyMap<string, MarketState>,
): StatementPart[] {
  const changed = {
    assets: new Map<string, JsonRow>(),
    quotes: new Map<string, JsonRow>(),
    sessions: new Map<string, JsonRow>(),
  }
  for (const recorded of events) {
    const state = memory.get(recorded.aggregate)
    if (state?.kind !== 'instrument') continue
    const origin = { position: recorded.position, updated_at: toTimestamp(recorded.at) }
    const { type } = recorded.event
    if (type === 'QuoteUpdated') changed.quotes.set(recorded.aggregate, { ...quoteRow(state), ...origin })
    else if (type === 'SessionChanged') changed.sessions.set(recorded.aggregate, { ...sessionRow(state), ...origin })
    // A session follows in the same decision and writes the calendar with it.
    else if (type !== 'InstrumentScheduled') changed.assets.set(recorded.aggregate, { ...assetRow(state), ...origin })
  }
  return [
    upsert(ASSETS, [...changed.assets.values()]),
    upsert(QUOTES, [...changed.quotes.values()]),
    upsert(SESSIONS, [...changed.sessions.values()]),
  ]
}

/** All instruments of a partition: a few thousand, so they stay in memory. */
export async function loadInstruments(
  db: Queryable,
  partition: number,
  memory: Map<string, MarketState>,
): Promise<void> {
  const { rows } = await db.query({
    text: `SELECT a.*, q.bid, q.ask, q.bid_size, q.ask_size, q.last_price, q.last_size, q.interval_high, q.interval_low,
        q.open, q.high, q.low, q.traded_on::text AS traded_on, q.source, q.as_of, q.received_at,
        s.calendar, s.day::text AS day, s.opens_at, s.closes_at, s.next_opens_at, s.previous_close,
        s.settlement_date::text AS settlement_date, s.valid_until
      FROM market.assets a
      LEFT JOIN market.quotes q ON q.partition = a.partition AND q.asset_id = a.id
      LEFT JOIN market.instrument_sessions s ON s.partition = a.partition AND s.asset_id = a.id
      WHERE a.partition = $1`,
    values: [partition],
  })
  for (const row of rows) memory.set(row['id'] as string, instrumentOf(row))
}
