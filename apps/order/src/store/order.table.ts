import { Liquidity, Mode, OrderStatus, OrderType, SelfTradePrevention, Side, TimeInForce } from '@filao/contracts'
import { big, enumValues, time, units } from '@filao/engine'
import { exchangeRatesTable } from '@filao/service/migrate'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  json,
  numeric,
  pgSchema,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'

export const order = pgSchema('order')

export const orderType = order.enum('order_type', enumValues(OrderType))
export const side = order.enum('side', enumValues(Side))
export const orderStatus = order.enum('order_status', enumValues(OrderStatus))
// Not `time_in_force`: drizzle-kit takes a type whose name begins with `time` for a built-in one and drops its schema.
export const timeInForce = order.enum('order_time_in_force', enumValues(TimeInForce))
export const selfTradePrevention = order.enum('self_trade_prevention', enumValues(SelfTradePrevention))
export const mode = order.enum('mode', enumValues(Mode))
export const liquidity = order.enum('liquidity', enumValues(Liquidity))
export const legStatus = order.enum('leg_status', ['pending', 'settled'])
export const executionVenue = order.enum('execution_venue', ['internal', 'quote', 'routed'])
export const marketState = order.enum('market_state', ['open', 'halted'])

/** Without the times that other state rows carry: a row of an order is written too often for them. */
const place = {
  partition: smallint('partition').notNull(),
  id: uuid('id').notNull(),
  position: big('position').notNull(),
}

export const orders = order.table(
  'orders',
  {
    ...place,
    accountId: uuid('account_id').notNull(),
    userId: uuid('user_id').notNull(),
    mode: mode('mode').notNull(),
    assetId: uuid('asset_id').notNull(),
    symbol: varchar('symbol', { length: 32 }).notNull(),
    quoteCurrency: varchar('quote_currency', { length: 3 }).notNull(),
    clientOrderId: varchar('client_order_id', { length: 64 }),
    orderType: orderType('order_type').notNull(),
    side: side('side').notNull(),
    status: orderStatus('status').notNull(),
    timeInForce: timeInForce('time_in_force').notNull(),
    venue: executionVenue('venue').notNull().default('internal'),
    postOnly: boolean('post_only').notNull(),
    selfTradePrevention: selfTradePrevention('self_trade_prevention').notNull(),
    quantity: units('quantity').notNull(),
    remainingQuantity: units('remaining_quantity').notNull(),
    filledQuantity: units('filled_quantity').notNull(),
    limitPrice: units('limit_price'),
    stopPrice: units('stop_price'),
    trailAmount: units('trail_amount'),
    trailPercent: units('trail_percent'),
    trailReferencePrice: units('trail_reference_price'),
    protectionPrice: units('protection_price'),
    averageExecutionPrice: units('average_execution_price'),
    totalValue: units('total_value').notNull(),
    commission: units('commission').notNull(),
    fees: units('fees').notNull(),
    netAmount: units('net_amount').notNull(),
    feeRate: numeric('fee_rate', { precision: 10, scale: 8 }).notNull(),
    commissionRate: numeric('commission_rate', { precision: 10, scale: 8 }).notNull(),
    feeMinimum: units('fee_minimum').notNull(),
    feeVersion: integer('fee_version').notNull(),
    feeParts: json('fee_parts'),
    reservedAsset: varchar('reserved_asset', { length: 40 }).notNull(),
    reservedAmount: units('reserved_amount').notNull(),
    drawnAmount: units('drawn_amount').notNull(),
    legs: integer('legs').notNull(),
    amendment: json('amendment'),
    priority: bigint('priority', { mode: 'number' }).notNull(),
    rejectionReason: varchar('rejection_reason', { length: 60 }),
    closeReason: varchar('close_reason', { length: 60 }),
    placedAt: time('placed_at').notNull(),
    openedAt: time('opened_at'),
    triggeredAt: time('triggered_at'),
    executedAt: time('executed_at'),
    cancelledAt: time('cancelled_at'),
    closedAt: time('closed_at'),
    expiresAt: time('expires_at'),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check(
      'orders_fills',
      sql`quantity > 0 AND filled_quantity >= 0 AND remaining_quantity = quantity - filled_quantity AND remaining_quantity >= 0`,
    ),
    check('orders_drawn', sql`drawn_amount >= 0 AND drawn_amount <= reserved_amount`),
    check(
      'orders_limit_price',
      sql`(limit_price IS NOT NULL) = (order_type IN ('limit', 'stop_limit')) AND (limit_price IS NULL OR limit_price > 0)`,
    ),
    check(
      'orders_stop_price',
      sql`CASE WHEN order_type IN ('market', 'limit') THEN stop_price IS NULL ELSE stop_price > 0 END`,
    ),
    check(
      'orders_trail',
      sql`CASE WHEN order_type = 'trailing_stop' THEN (trail_amount IS NULL) <> (trail_percent IS NULL) ELSE trail_amount IS NULL AND trail_percent IS NULL END`,
    ),
    check('orders_post_only', sql`NOT post_only OR (order_type = 'limit' AND time_in_force IN ('day', 'gtc'))`),
    check('orders_closed', sql`(closed_at IS NOT NULL) = (status IN ('filled', 'cancelled', 'rejected', 'expired'))`),
    index('orders_account_idx').on(table.accountId, table.placedAt),
    // The book of a partition is rebuilt from these; it stays small however long the history grows.
    index('orders_live_idx')
      .on(table.partition, table.assetId, table.priority)
      .where(sql`status IN ('pending', 'open', 'partially_filled')`),
  ],
)

export const executions = order.table(
  'executions',
  {
    partition: smallint('partition').notNull(),
    tradeId: uuid('trade_id').notNull(),
    side: side('side').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    orderId: uuid('order_id').notNull(),
    /** Null for a demo order, against which nothing stands. */
    counterOrderId: uuid('counter_order_id'),
    accountId: uuid('account_id').notNull(),
    userId: uuid('user_id').notNull(),
    assetId: uuid('asset_id').notNull(),
    symbol: varchar('symbol', { length: 32 }).notNull(),
    liquidity: liquidity('liquidity').notNull(),
    price: units('price').notNull(),
    quantity: units('quantity').notNull(),
    grossAmount: units('gross_amount').notNull(),
    commission: units('commission').notNull(),
    fees: units('fees').notNull(),
    feeComponents: json('fee_components').notNull(),
    netAmount: units('net_amount').notNull(),
    legStatus: legStatus('leg_status').notNull(),
    venue: executionVenue('venue').notNull().default('internal'),
    venueReference: varchar('venue_reference', { length: 100 }),
    contractNoteNumber: varchar('contract_note_number', { length: 40 }).notNull(),
    settlementDate: text('settlement_date').notNull(),
    executedAt: time('executed_at').notNull(),
    settledAt: time('settled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.tradeId, table.side] }),
    unique('executions_contract_note').on(table.contractNoteNumber),
    check('executions_amounts', sql`price > 0 AND quantity > 0`),
    check('executions_settled', sql`(leg_status = 'settled') = (settled_at IS NOT NULL)`),
    index('executions_account_idx').on(table.accountId, table.executedAt),
    index('executions_order_idx').on(table.orderId),
    index('executions_unsettled_idx')
      .on(table.partition, table.assetId)
      .where(sql`leg_status = 'pending'`),
  ],
)

export const markets = order.table(
  'markets',
  {
    partition: smallint('partition').notNull(),
    assetId: uuid('asset_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    symbol: varchar('symbol', { length: 32 }).notNull(),
    quoteCurrency: varchar('quote_currency', { length: 3 }).notNull(),
    state: marketState('state').notNull(),
    haltReason: varchar('halt_reason', { length: 100 }),
    /** While compliance holds the market. */
    holdReason: varchar('hold_reason', { length: 100 }),
    terms: json('terms').notNull(),
    session: json('session'),
    lastTradePrice: units('last_trade_price'),
    lastTradeSize: units('last_trade_size'),
    lastTradeAt: time('last_trade_at'),
    /** True while demo orders wait for prices from outside, as market was told. */
    quotesWanted: boolean('quotes_wanted').notNull().default(false),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partition, table.assetId] }), unique('markets_symbol').on(table.symbol)],
)

/** Whose account is whose, projected from identity. */
export const traderView = order.table('trader_view', {
  accountId: uuid('account_id').primaryKey(),
  userId: uuid('user_id').notNull(),
  mode: mode('mode').notNull(),
})

/** Fees in rupees are judged by them. */
export const fxRates = exchangeRatesTable(order)
