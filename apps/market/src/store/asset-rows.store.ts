import { AssetMetadata, TickLadder, type TradingCalendar } from '@filao/contracts'
import type { JsonRow, Row } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import {
  AlertBook,
  type AssetRecord,
  type Instrument,
  type QuoteRecord,
  type Quoting,
  type SessionRecord,
} from '@filao/market'
import { formatUnits, readUnits, type Units } from '@filao/money'
import { z } from 'zod'

/** A listing as its row. */
export function assetRow({ asset, barOpenedAt }: Instrument): JsonRow {
  return {
    id: asset.assetId,
    symbol: asset.symbol,
    name: asset.name,
    issuer_name: asset.issuer?.legalName,
    issuer_country: asset.issuer?.country,
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

/** The shown quote as its row. */
export function quoteRow({ quote, quotedAt, quotedDay }: Quoting): JsonRow {
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

/** The session, with the calendar that it comes from, as its row. */
export function sessionRow({ session, calendar }: Instrument): JsonRow {
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

/** The state that the joined rows of an instrument stand for, without its quotes and alerts. */
export function instrumentOf(row: Row): Instrument {
  const asset = assetOf(row)
  const session = row['calendar'] === null ? undefined : sessionOf(row, asset)
  const unquoted = { quotedAt: 0, held: {} }
  return present<Instrument>({
    kind: 'instrument',
    asset,
    calendar: (row['calendar'] as TradingCalendar | null) ?? undefined,
    session,
    book: unquoted,
    feed: unquoted,
    barOpenedAt: instant(row['bar_opened_at']),
    alerts: new AlertBook(),
  })
}

/** What the row of a quote stands for. */
export const quotingOf = (row: Row, asset: AssetRecord): Quoting =>
  present<Quoting>({
    quote: quoteOf(row, asset),
    quotedAt: instant(row['received_at'])!,
    quotedDay: (row['traded_on'] as string | null) ?? undefined,
    held: {},
  })

function assetOf(row: Row): AssetRecord {
  const text = (column: string): string | undefined => (row[column] as string | null) ?? undefined
  return present<AssetRecord>({
    assetId: row['id'] as string,
    symbol: row['symbol'] as string,
    name: row['name'] as string,
    issuer: issuerOf(text('issuer_name'), text('issuer_country')),
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

const issuerOf = (legalName: string | undefined, country: string | undefined): AssetRecord['issuer'] =>
  legalName === undefined || country === undefined ? undefined : { legalName, country }

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
