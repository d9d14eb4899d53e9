import { BarTimeframe, QuoteSource } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, date, integer, primaryKey, smallint, uuid, varchar } from 'drizzle-orm/pg-core'
import { market, place, time, total, units } from './columns.table'

export const quoteSource = market.enum('quote_source', enumValues(QuoteSource))
export const barTimeframe = market.enum('bar_timeframe', enumValues(BarTimeframe))

const quoteColumns = () => ({
  assetId: uuid('asset_id').notNull(),
  ...place,
  bid: units('bid'),
  ask: units('ask'),
  bidSize: units('bid_size'),
  askSize: units('ask_size'),
  lastPrice: units('last_price'),
  lastSize: units('last_size'),
  /** Highest and lowest trade since the quote before. */
  intervalHigh: units('interval_high'),
  intervalLow: units('interval_low'),
  /** First, highest and lowest trade of the trading day `traded_on`. */
  open: units('open'),
  high: units('high'),
  low: units('low'),
  tradedOn: date('traded_on', { mode: 'string' }),
  source: quoteSource('source').notNull(),
  asOf: time('as_of').notNull(),
  receivedAt: time('received_at').notNull(),
})
const quoteChecks = (name: string) => [
  check(`${name}_prices`, sql`bid > 0 and ask > 0 and last_price > 0 and open > 0 and high > 0 and low > 0`),
  check(`${name}_sizes`, sql`bid_size >= 0 and ask_size >= 0 and last_size >= 0`),
  check(`${name}_not_crossed`, sql`bid <= ask`),
]

/** What the own books show. */
export const quotes = market.table('quotes', quoteColumns(), (table) => [
  primaryKey({ name: 'quotes_pk', columns: [table.partition, table.assetId] }),
  ...quoteChecks('quotes'),
])

/** What the world outside shows of the same instruments. It is never mixed with the own books. */
export const feedQuotes = market.table('feed_quotes', quoteColumns(), (table) => [
  primaryKey({ name: 'feed_quotes_pk', columns: [table.partition, table.assetId] }),
  ...quoteChecks('feed_quotes'),
])

/** Built from executions. Every timeframe is kept, so that a year of days is read as 365 rows. */
export const bars = market.table(
  'bars',
  {
    partition: smallint('partition').notNull(),
    assetId: uuid('asset_id').notNull(),
    timeframe: barTimeframe('timeframe').notNull(),
    openedAt: time('opened_at').notNull(),
    open: units('open').notNull(),
    high: units('high').notNull(),
    low: units('low').notNull(),
    close: units('close').notNull(),
    volume: total('volume').notNull(),
    /** Sum of price × quantity. The mean price by volume is this by the volume; kept instead of it, because it adds up. */
    notional: total('notional').notNull(),
    tradeCount: integer('trade_count').notNull(),
  },
  (table) => [
    primaryKey({ name: 'bars_pk', columns: [table.partition, table.assetId, table.timeframe, table.openedAt] }),
    check('bars_prices', sql`low <= open and low <= close and high >= open and high >= close and volume >= 0`),
  ],
)

/** The tape: what was traded, in the order of the log. It names no account. */
export const trades = market.table(
  'trades',
  {
    partition: smallint('partition').notNull(),
    assetId: uuid('asset_id').notNull(),
    /** Of the execution in order's log. */
    position: bigint('position', { mode: 'number' }).notNull(),
    id: uuid('id').notNull(),
    price: units('price').notNull(),
    quantity: units('quantity').notNull(),
    /** Side of the order that met a resting one. */
    takerSide: varchar('taker_side', { length: 4 }).notNull(),
    executedAt: time('executed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'trades_pk', columns: [table.partition, table.assetId, table.position] }),
    check('trades_taker_side', sql`taker_side in ('buy', 'sell')`),
  ],
)

/** Whether demo orders wait for prices of an instrument from outside. */
export const quotesWanted = market.table(
  'quotes_wanted',
  {
    partition: smallint('partition').notNull(),
    assetId: uuid('asset_id').notNull(),
    wanted: boolean('wanted').notNull(),
  },
  (table) => [primaryKey({ name: 'quotes_wanted_pk', columns: [table.partition, table.assetId] })],
)

/**
 * How many look at prices of an instrument now, by the instance that they are connected to. A lease: an instance that dies
 * says nothing more.
 */
export const quoteViewers = market.table(
  'quote_viewers',
  {
    instance: varchar('instance', { length: 64 }).notNull(),
    assetId: uuid('asset_id').notNull(),
    viewers: integer('viewers').notNull(),
    leasedUntil: time('leased_until').notNull(),
  },
  (table) => [
    primaryKey({ name: 'quote_viewers_pk', columns: [table.instance, table.assetId] }),
    check('quote_viewers_viewers', sql`viewers > 0`),
  ],
)

/** Whether order lets an instrument match. Halts belong to order; this is what is shown. */
export const halts = market.table(
  'halts',
  {
    partition: smallint('partition').notNull(),
    assetId: uuid('asset_id').notNull(),
    halted: boolean('halted').notNull(),
    reason: varchar('reason', { length: 100 }),
    /** While it is held beside any halt. */
    holdReason: varchar('hold_reason', { length: 100 }),
    since: time('since').notNull(),
  },
  (table) => [primaryKey({ name: 'halts_pk', columns: [table.partition, table.assetId] })],
)
