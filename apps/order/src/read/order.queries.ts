import type { Queryable, Row } from '@filao/engine'
import { partitionOf, toTimestamp } from '@filao/kernel'
import { formatUnits, readUnits, type Units } from '@filao/money'
import type { OrderRow } from '@filao/order'
import type { BookView, ExecutionQuery, ExecutionView, OrderQuery, OrderView } from '../http/order.schemas'
import type { Listing } from './fees.queries'
import { orderOfRow } from '../store/order.row.table'

/** An order as clients see it. `version` rises with each change. */
export function orderView(row: OrderRow, { position, updatedAt }: { position: number; updatedAt: number }): OrderView {
  return {
    id: row.orderId,
    accountId: row.accountId,
    clientOrderId: row.clientOrderId ?? null,
    symbol: row.symbol,
    side: row.side,
    type: row.orderType,
    timeInForce: row.timeInForce,
    status: row.status,
    quantity: formatUnits(row.quantity),
    filledQuantity: formatUnits(row.filledQuantity),
    remainingQuantity: formatUnits(row.remainingQuantity),
    limitPrice: nullable(row.limitPrice),
    stopPrice: nullable(row.stopPrice),
    trailAmount: nullable(row.trailAmount),
    trailPercent: nullable(row.trailPercent),
    postOnly: row.postOnly,
    selfTradePrevention: row.selfTradePrevention,
    averagePrice: nullable(row.averageExecutionPrice),
    fees: formatUnits(row.commission + row.fees),
    reservedAmount: formatUnits(row.reservedAmount),
    rejectionReason: row.rejectionReason ?? null,
    closeReason: row.closeReason ?? null,
    placedAt: toTimestamp(row.placedAt),
    updatedAt: toTimestamp(updatedAt),
    closedAt: row.closedAt === undefined ? null : toTimestamp(row.closedAt),
    expiresAt: row.expiresAt === undefined ? null : toTimestamp(row.expiresAt),
    version: position,
  }
}

const nullable = (units: Units | undefined): string | null => (units === undefined ? null : formatUnits(units))

const viewOfRow = (row: Row): OrderView =>
  orderView(orderOfRow(row), { position: Number(row['position']), updatedAt: (row['updated_at'] as Date).getTime() })

/** One order of a user; undefined when it does not exist or is another's. */
export async function readOrder(db: Queryable, userId: string, id: string): Promise<OrderView | undefined> {
  const { rows } = await db.query({
    name: 'read_order',
    text: `SELECT * FROM "order".orders WHERE partition = $3 AND id = $1 AND user_id = $2`,
    values: [id, userId, partitionOf(id)],
  })
  return rows[0] && viewOfRow(rows[0])
}

/** Whose order it is; undefined when there is none. */
export async function readOrderOwner(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query({
    text: `SELECT user_id FROM "order".orders WHERE partition = $1 AND id = $2`,
    values: [partitionOf(id), id],
  })
  return rows[0]?.['user_id'] as string | undefined
}

/** The newest order of a user's account under the client's own id. */
export async function readOrderByClientId(
  db: Queryable,
  account: { userId: string; accountId: string },
  clientOrderId: string,
): Promise<OrderView | undefined> {
  const { rows } = await db.query({
    text: `SELECT * FROM "order".orders WHERE account_id = $1 AND user_id = $2 AND client_order_id = $3
      ORDER BY placed_at DESC LIMIT 1`,
    values: [account.accountId, account.userId, clientOrderId],
  })
  return rows[0] && viewOfRow(rows[0])
}

/** Orders of an account, newest first, after a cursor. One more than the limit is read to know whether there is a next page. */
export async function readOrders(
  db: Queryable,
  account: { userId: string; accountId: string },
  query: OrderQuery & { readonly after?: { readonly at: string; readonly id: string } },
): Promise<readonly OrderView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM "order".orders WHERE account_id = $1 AND user_id = $2
        AND ($3::text IS NULL OR status::text = $3) AND ($4::text IS NULL OR symbol = $4)
        AND ($5::timestamptz IS NULL OR (placed_at, id) < ($5::timestamptz, $6::uuid))
      ORDER BY placed_at DESC, id DESC LIMIT $7`,
    values: [
      account.accountId,
      account.userId,
      query.status ?? null,
      query.symbol ?? null,
      query.after?.at ?? null,
      query.after?.id ?? null,
      query.limit + 1,
    ],
  })
  return rows.map(viewOfRow)
}

/** Live orders of an account: what a cancel of all is about. */
export async function readLiveOrders(
  db: Queryable,
  account: { userId: string; accountId: string },
  symbol: string | undefined,
): Promise<readonly { id: string; assetId: string }[]> {
  const { rows } = await db.query({
    text: `SELECT id, asset_id FROM "order".orders WHERE account_id = $1 AND user_id = $2
      AND status IN ('pending', 'open', 'partially_filled') AND ($3::text IS NULL OR symbol = $3)`,
    values: [account.accountId, account.userId, symbol ?? null],
  })
  return rows.map((row) => ({ id: row['id'] as string, assetId: row['asset_id'] as string }))
}

/** Executions of an account, newest first, after a cursor; one more than the limit. */
export async function readExecutions(
  db: Queryable,
  account: { userId: string; accountId: string },
  query: ExecutionQuery & { readonly after?: { readonly at: string; readonly id: string } },
): Promise<readonly ExecutionView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM "order".executions WHERE account_id = $1 AND user_id = $2
        AND ($3::uuid IS NULL OR order_id = $3) AND ($4::text IS NULL OR symbol = $4)
        AND ($5::timestamptz IS NULL OR (executed_at, trade_id) < ($5::timestamptz, $6::uuid))
      ORDER BY executed_at DESC, trade_id DESC LIMIT $7`,
    values: [
      account.accountId,
      account.userId,
      query.orderId ?? null,
      query.symbol ?? null,
      query.after?.at ?? null,
      query.after?.id ?? null,
      query.limit + 1,
    ],
  })
  return rows.map(executionView)
}

const executionView = (row: Row): ExecutionView => ({
  id: row['contract_note_number'] as string,
  tradeId: row['trade_id'] as string,
  orderId: row['order_id'] as string,
  symbol: row['symbol'] as string,
  side: row['side'] as ExecutionView['side'],
  price: formatUnits(readUnits(row['price'] as string)),
  quantity: formatUnits(readUnits(row['quantity'] as string)),
  fee: formatUnits(readUnits(row['commission'] as string) + readUnits(row['fees'] as string)),
  liquidity: row['liquidity'] as ExecutionView['liquidity'],
  contractNoteNumber: row['contract_note_number'] as string,
  settlementDate: row['settlement_date'] as string,
  settledAt: (row['settled_at'] as Date | null)?.toISOString() ?? null,
  executedAt: (row['executed_at'] as Date).toISOString(),
})

/** Which book a symbol names, and whether it is halted. */
export async function readMarket(
  db: Queryable,
  symbol: string,
): Promise<{ assetId: string; listing: Listing; state: 'open' | 'halted'; haltReason: string | null } | undefined> {
  const { rows } = await db.query({
    name: 'read_market',
    text: `SELECT asset_id, quote_currency, terms, state,
        coalesce(halt_reason, hold_reason) AS halt_reason FROM "order".markets WHERE symbol = $1`,
    values: [symbol],
  })
  const row = rows[0]
  if (!row) return undefined
  const { exchange, assetType } = row['terms'] as Pick<Listing, 'exchange' | 'assetType'>
  return {
    assetId: row['asset_id'] as string,
    listing: { exchange, assetType, quoteCurrency: row['quote_currency'] as string },
    state: row['state'] as 'open' | 'halted',
    haltReason: row['halt_reason'] as string | null,
  }
}

/** The levels of a book, best first, with the position that they hold at. */
export async function readBook(
  db: Queryable,
  market: { readonly symbol: string; readonly assetId: string },
  depth: number,
): Promise<BookView> {
  const { rows } = await db.query({
    text: `WITH levels AS (
        SELECT side, coalesce(limit_price, protection_price) AS price, sum(remaining_quantity) AS quantity, count(*)::int AS orders
        FROM "order".orders
        WHERE partition = $1 AND asset_id = $2 AND status IN ('open', 'partially_filled') AND mode = 'live'
          AND (stop_price IS NULL OR triggered_at IS NOT NULL)
        GROUP BY side, price)
      SELECT h.position, l.side, l.price, l.quantity, l.orders
      FROM "order".log_head h LEFT JOIN levels l ON true WHERE h.partition = $1`,
    values: [partitionOf(market.assetId), market.assetId],
  })
  const levels = rows.filter((row) => row['side'] !== null)
  const side = (name: 'buy' | 'sell'): BookView['bids'] => {
    const direction = name === 'buy' ? -1 : 1
    return levels
      .filter((row) => row['side'] === name)
      .map((row) => ({ price: readUnits(row['price'] as string), row }))
      .sort((a, b) => (a.price < b.price ? -direction : direction))
      .slice(0, depth)
      .map(({ price, row }) => [
        formatUnits(price),
        formatUnits(readUnits(row['quantity'] as string)),
        row['orders'] as number,
      ])
  }
  return {
    symbol: market.symbol,
    position: `order/${partitionOf(market.assetId)}/${Number(rows[0]?.['position'] ?? 0)}`,
    bids: side('buy'),
    asks: side('sell'),
  }
}

/** Whose account it is, and in which mode; undefined when identity has told of none. */
export async function readTrader(
  db: Queryable,
  accountId: string,
): Promise<{ userId: string; mode: 'live' | 'demo' } | undefined> {
  const { rows } = await db.query({
    name: 'read_trader',
    text: `SELECT user_id, mode FROM "order".trader_view WHERE account_id = $1`,
    values: [accountId],
  })
  return rows[0] && { userId: rows[0]['user_id'] as string, mode: rows[0]['mode'] as 'live' | 'demo' }
}
