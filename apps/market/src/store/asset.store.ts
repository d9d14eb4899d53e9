import { AssetMetadata, TickLadder, type MarketEvent } from '@filao/contracts'
import type { Queryable, Recorded, Row, StatementPart } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import type { AssetRecord, Instrument, MarketState, QuoteRecord, SessionRecord } from '@filao/market'
import { formatUnits, readUnits, type Units } from '@filao/money'
import type { TradingCalendar } from '@filao/contracts'
import { z } from 'zod'
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

function assetRow({ asset, barOpenedAt }: Instrument): JsonRow {
  return {
    id: asset.assetId,
    symbol: asset.symbol,
    name: asset.name,
    asset_type: asset.assetType,
    exchange: asset.exchange,
    quote_currency: asset.quoteCurrency,
    isin: asset.isin,
    cusip: asset.cusip,
    status: asset.status,
    is_tradable: asset.isTradable,
    is_demo_tradable: asset.isDemoTradable,
    min_order_quantity: formatUnits(asset.minOrderQuantity),
    max_order_quantity: decimal(asset.maxOrderQuantity),
    tick_size: formatUnits(asset.tickSize),
    tick_ladder: asset.tickLadder && z.encode(TickLadder, asset.tickLadder),
    lot_size: formatUnits(asset.lotSize),
    price_band_percent: decimal(asset.priceBandPercent),
    market_collar_percent: formatUnits(asset.marketCollarPercent),
    quote_age_ms_max: asset.quoteAgeMsMax,
    calendar_code: asset.calendarCode,
    provider_symbol: asset.providerSymbol,
    description: asset.description,
    sector: asset.sector,
    industry: asset.industry,
    metadata: asset.metadata && z.encode(AssetMetadata, asset.metadata),
    bar_opened_at: timestamp(barOpenedAt),
  }
}

function quoteRow({ quote, quotedAt, quotedDay }: Instrument): JsonRow {
  if (!quote) throw new TypeError('a quote that was published is in the state')
  return {
    asset_id: quote.assetId,
    bid: decimal(quote.bid),
    ask: decimal(quote.ask),
    bid_size: decimal(quote.bidSize),
    ask_size: decimal(quote.askSize),
    last_price: decimal(quote.lastPrice),
    last_size: decimal(quote.lastSize),
    interval_high: decimal(quote.high),
    interval_low: decimal(quote.low),
    open: decimal(quote.sessionOpen),
    high: decimal(quote.sessionHigh),
    low: decimal(quote.sessionLow),
    traded_on: quotedDay,
    source: quote.source,
    as_of: toTimestamp(quote.asOf),
    received_at: toTimestamp(quotedAt),
  }
}

function sessionRow({ session, calendar }: Instrument): JsonRow {
  if (!session || !calendar) throw new TypeError('a session that changed is in the state, with its calendar')
  return {
    asset_id: session.assetId,
    calendar,
    day: session.day,
    opens_at: timestamp(session.opensAt),
    closes_at: timestamp(session.closesAt),
    next_opens_at: timestamp(session.nextOpensAt),
    previous_close: decimal(session.previousClose),
    settlement_date: session.settlementDate,
    valid_until: toTimestamp(session.validUntil),
  }
}

function instrumentOf(row: Row): Instrument {
  const asset = assetOf(row)
  const session = row['calendar'] === null ? undefined : sessionOf(row, asset)
  const quote = row['source'] === null ? undefined : quoteOf(row, asset)
  return present<Instrument>({
    kind: 'instrument',
    asset,
    calendar: (row['calendar'] as TradingCalendar | null) ?? undefined,
    session,
    quote,
    quotedAt: instant(row['received_at']) ?? 0,
    quotedDay: (row['traded_on'] as string | null) ?? undefined,
    barOpenedAt: instant(row['bar_opened_at']),
    held: {},
  })
}

function assetOf(row: Row): AssetRecord {
  const text = (column: string): string | undefined => (row[column] as string | null) ?? undefined
  return present<AssetRecord>({
    assetId: row['id'] as string,
    symbol: row['symbol'] as string,
    name: row['name'] as string,
    assetType: row['asset_type'] as AssetRecord['assetType'],
    exchange: row['exchange'] as AssetRecord['exchange'],
    quoteCurrency: row['quote_currency'] as string,
    isin: text('isin'),
    cusip: text('cusip'),
    status: row['status'] as AssetRecord['status'],
    isTradable: row['is_tradable'] as boolean,
    isDemoTradable: row['is_demo_tradable'] as boolean,
    minOrderQuantity: readUnits(row['min_order_quantity'] as string),
    maxOrderQuantity: amount(row['max_order_quantity']),
    tickSize: readUnits(row['tick_size'] as string),
    tickLadder: row['tick_ladder'] === null ? undefined : TickLadder.parse(row['tick_ladder']),
    lotSize: readUnits(row['lot_size'] as string),
    priceBandPercent: amount(row['price_band_percent']),
    marketCollarPercent: readUnits(row['market_collar_percent'] as string),
    quoteAgeMsMax: row['quote_age_ms_max'] as number,
    calendarCode: row['calendar_code'] as string,
    providerSymbol: text('provider_symbol'),
    description: text('description'),
    sector: text('sector'),
    industry: text('industry'),
    metadata: row['metadata'] === null ? undefined : AssetMetadata.parse(row['metadata']),
  })
}

const quoteOf = (row: Row, { assetId, symbol }: AssetRecord): QuoteRecord =>
  present<QuoteRecord>({
    assetId,
    symbol,
    bid: amount(row['bid']),
    ask: amount(row['ask']),
    bidSize: amount(row['bid_size']),
    askSize: amount(row['ask_size']),
    lastPrice: amount(row['last_price']),
    lastSize: amount(row['last_size']),
    high: amount(row['interval_high']),
    low: amount(row['interval_low']),
    sessionOpen: amount(row['open']),
    sessionHigh: amount(row['high']),
    sessionLow: amount(row['low']),
    source: row['source'] as QuoteRecord['source'],
    asOf: instant(row['as_of'])!,
  })

const sessionOf = (row: Row, { assetId, symbol }: AssetRecord): SessionRecord =>
  present<SessionRecord>({
    assetId,
    symbol,
    day: row['day'] as string,
    opensAt: instant(row['opens_at']),
    closesAt: instant(row['closes_at']),
    nextOpensAt: instant(row['next_opens_at']),
    previousClose: amount(row['previous_close']),
    settlementDate: row['settlement_date'] as string,
    validUntil: instant(row['valid_until'])!,
  })

/** Leaves out what is undefined, so that a loaded state equals the folded one. */
function present<T extends object>(members: { [Name in keyof Required<T>]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}

const decimal = (units: Units | undefined): string | undefined => (units === undefined ? undefined : formatUnits(units))
const timestamp = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : toTimestamp(instant)
const amount = (value: unknown): Units | undefined => (value === null ? undefined : readUnits(value as string))
const instant = (value: unknown): Instant | undefined => (value === null ? undefined : (value as Date).getTime())
