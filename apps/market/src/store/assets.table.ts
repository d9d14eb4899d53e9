import { AssetType, Exchange, InstrumentStatus, type TradingCalendar } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, jsonb, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { market, place, time, units } from './columns.table'

export const assetType = market.enum('asset_type', enumValues(AssetType))
export const exchange = market.enum('exchange', enumValues(Exchange))
export const instrumentStatus = market.enum('instrument_status', enumValues(InstrumentStatus))

/** Makes every notional exact: each tick times the lot is a multiple of 10^-8. Repeats the rule of the decider. */
const EXACT_TICK = sql`tick_size * lot_size = round(tick_size * lot_size, 8)`

export const assets = market.table(
  'assets',
  {
    id: uuid('id').notNull(),
    ...place,
    symbol: varchar('symbol', { length: 32 }).notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    issuerName: varchar('issuer_name', { length: 255 }),
    issuerCountry: varchar('issuer_country', { length: 3 }),
    assetType: assetType('asset_type').notNull(),
    exchange: exchange('exchange').notNull(),
    quoteCurrency: varchar('quote_currency', { length: 3 }).notNull(),
    isin: varchar('isin', { length: 12 }),
    cusip: varchar('cusip', { length: 9 }),
    status: instrumentStatus('status').notNull().default('active'),
    isTradable: boolean('is_tradable').notNull().default(true),
    isDemoTradable: boolean('is_demo_tradable').notNull().default(true),
    minOrderQuantity: units('min_order_quantity').notNull(),
    maxOrderQuantity: units('max_order_quantity'),
    tickSize: units('tick_size').notNull(),
    tickLadder: jsonb('tick_ladder').$type<{ below: string; tick: string }[]>(),
    lotSize: units('lot_size').notNull(),
    priceBandPercent: units('price_band_percent'),
    marketCollarPercent: units('market_collar_percent').notNull(),
    quoteAgeMsMax: integer('quote_age_ms_max').notNull().default(45_000),
    calendarCode: varchar('calendar_code', { length: 20 }).notNull(),
    providerSymbol: varchar('provider_symbol', { length: 64 }),
    description: text('description'),
    sector: varchar('sector', { length: 100 }),
    industry: varchar('industry', { length: 100 }),
    metadata: jsonb('metadata').$type<Record<string, string>>(),
    /** Opening of the newest closed bar of a day. */
    barOpenedAt: time('bar_opened_at'),
  },
  (table) => [
    primaryKey({ name: 'assets_pk', columns: [table.partition, table.id] }),
    index('assets_symbol_idx').on(table.symbol),
    index('assets_asset_type_idx').on(table.assetType),
    index('assets_exchange_idx').on(table.exchange),
    index('assets_status_idx').on(table.status),
    index('assets_name_idx').on(table.name),
    check('assets_symbol', sql`symbol ~ '^[A-Z0-9._-]{1,32}$'`),
    check(
      'assets_sizes',
      sql`tick_size > 0 and lot_size > 0 and min_order_quantity > 0 and max_order_quantity >= min_order_quantity`,
    ),
    check('assets_issuer', sql`(issuer_name IS NULL) = (issuer_country IS NULL)`),
    check('assets_percents', sql`price_band_percent > 0 and market_collar_percent > 0`),
    check('assets_exact_tick', EXACT_TICK),
    check('assets_exact_ladder', sql`market.ticks_are_exact(tick_ladder, lot_size)`),
  ],
)

/** The session that an instrument is in, or the next one, and the calendar that it comes from. */
export const instrumentSessions = market.table(
  'instrument_sessions',
  {
    assetId: uuid('asset_id').notNull(),
    ...place,
    calendar: jsonb('calendar').$type<TradingCalendar>().notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    opensAt: time('opens_at'),
    closesAt: time('closes_at'),
    nextOpensAt: time('next_opens_at'),
    previousClose: units('previous_close'),
    settlementDate: date('settlement_date', { mode: 'string' }).notNull(),
    validUntil: time('valid_until').notNull(),
  },
  (table) => [primaryKey({ name: 'instrument_sessions_pk', columns: [table.partition, table.assetId] })],
)
