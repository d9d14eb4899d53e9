import type { MarketEvent } from '@filao/contracts'
import {
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Queryable,
  type Recorded,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { originOf, reachOf, type MarketState, type QuoteOrigin } from '@filao/market'
import { assetRow, instrumentOf, quoteRow, quotingOf, sessionRow } from './asset-rows.store'

const ORIGIN = ['position', 'updated_at']

const ASSETS: DocumentTable = {
  name: 'assets_set',
  table: 'market.assets',
  key: ['id'],
  columns: [
    ...[
      'id',
      'symbol',
      'name',
      'issuer_name',
      'issuer_country',
      'asset_type',
      'exchange',
      'quote_currency',
      'isin',
      'cusip',
      'status',
      'is_tradable',
    ],
    ...['is_demo_tradable', 'min_order_quantity', 'max_order_quantity', 'tick_size', 'tick_ladder', 'lot_size'],
    ...['price_band_percent', 'market_collar_percent', 'quote_age_ms_max', 'calendar_code', 'provider_symbol'],
    ...['description', 'sector', 'industry', 'metadata', 'bar_opened_at', 'created_at', ...ORIGIN],
  ],
  changes: { created_at: 'assets.created_at' },
}
const QUOTES = {
  key: ['asset_id'],
  columns: [
    ...['asset_id', 'bid', 'ask', 'bid_size', 'ask_size', 'last_price', 'last_size', 'interval_high', 'interval_low'],
    ...['open', 'high', 'low', 'traded_on', 'source', 'as_of', 'received_at', ...ORIGIN],
  ],
}
const BOOK_QUOTES: DocumentTable = { name: 'quotes_set', table: 'market.quotes', ...QUOTES }
const FEED_QUOTES: DocumentTable = { name: 'feed_quotes_set', table: 'market.feed_quotes', ...QUOTES }
const SESSIONS: DocumentTable = {
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
    book: new Map<string, JsonRow>(),
    feed: new Map<string, JsonRow>(),
    sessions: new Map<string, JsonRow>(),
  }
  for (const recorded of events) {
    const state = memory.get(recorded.aggregate)
    if (state?.kind !== 'instrument') continue
    const origin = { position: recorded.position, updated_at: toTimestamp(recorded.at) }
    const { event, aggregate } = recorded
    switch (event.type) {
      case 'QuoteUpdated': {
        const from = originOf(event)
        changed[from].set(aggregate, { ...quoteRow(state[from]), ...origin })
        break
      }
      case 'SessionChanged':
        changed.sessions.set(aggregate, { ...sessionRow(state), ...origin })
        break
      case 'AssetListed':
      case 'AssetUpdated':
      case 'BarClosed':
        changed.assets.set(aggregate, { ...assetRow(state), created_at: origin.updated_at, ...origin })
        break
      // A session follows in the decision that schedules, and writes the calendar with it; alerts have rows of their own.
      default:
    }
  }
  return [
    upsertDocuments(ASSETS, [...changed.assets.values()]),
    upsertDocuments(BOOK_QUOTES, [...changed.book.values()]),
    upsertDocuments(FEED_QUOTES, [...changed.feed.values()]),
    upsertDocuments(SESSIONS, [...changed.sessions.values()]),
  ]
}

/** All instruments of a partition with their quotes: a few thousand, so they stay in memory. */
export async function loadInstruments(
  db: Queryable,
  partition: number,
  memory: Map<string, MarketState>,
): Promise<void> {
  const { rows } = await db.query({
    text: `SELECT a.*, s.calendar, s.day::text AS day, s.opens_at, s.closes_at, s.next_opens_at, s.previous_close,
        s.settlement_date::text AS settlement_date, s.valid_until
      FROM market.assets a
      LEFT JOIN market.instrument_sessions s ON s.partition = a.partition AND s.asset_id = a.id
      WHERE a.partition = $1`,
    values: [partition],
  })
  for (const row of rows) memory.set(row['id'] as string, instrumentOf(row))
  await loadQuotes(db, partition, memory)
}

/** What both sources show. An instrument whose alerts a quote has reached goes on firing them. */
async function loadQuotes(db: Queryable, partition: number, memory: Map<string, MarketState>): Promise<void> {
  const positions = new Map<string, Record<QuoteOrigin, number>>()
  for (const [origin, table] of [
    ['book', 'market.quotes'],
    ['feed', 'market.feed_quotes'],
  ] as const) {
    const text = `SELECT q.*, q.traded_on::text AS traded_on FROM ${table} q WHERE q.partition = $1`
    const { rows } = await db.query({ text, values: [partition] })
    for (const row of rows) {
      const assetId = row['asset_id'] as string
      const state = memory.get(assetId)
      if (state?.kind !== 'instrument') continue
      memory.set(assetId, { ...state, [origin]: quotingOf(row, state.asset) })
      positions.set(assetId, { ...(positions.get(assetId) ?? { book: 0, feed: 0 }), [origin]: Number(row['position']) })
    }
  }
  for (const [assetId, position] of positions) {
    const state = memory.get(assetId)
    if (state?.kind !== 'instrument') continue
    const { book, feed } = state
    state.alerts.reach = reachOf(state, book, position.book) ?? reachOf(state, feed, position.feed)
  }
}
