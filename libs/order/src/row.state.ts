import type { FeeParts } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { AmendRequested, OrderPlaced } from './order.events'
import type { Level, Queued } from './queue.state'

export type Side = 'buy' | 'sell'
export type OrderStatus = 'pending' | 'open' | 'partially_filled' | 'filled' | 'cancelled' | 'rejected' | 'expired'
/** An amendment that waits for wallet. */
export type Amendment = Pick<
  AmendRequested,
  'amendmentId' | 'quantity' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'increment'
>

/** The columns of an order. Amounts in units, times in milliseconds, what is null in the table is undefined here. */
export interface OrderRow {
  readonly orderId: string
  readonly assetId: string
  readonly accountId: string
  readonly userId: string
  readonly mode: 'live' | 'demo'
  readonly symbol: string
  readonly quoteCurrency: string
  readonly clientOrderId: string | undefined
  readonly orderType: OrderPlaced['orderType']
  readonly side: Side
  readonly timeInForce: OrderPlaced['timeInForce']
  readonly postOnly: boolean
  readonly selfTradePrevention: OrderPlaced['selfTradePrevention']
  readonly feeRate: Units
  /** The dealer's part of `feeRate`. */
  readonly commissionRate: Units
  readonly feeMinimum: Units
  readonly feeVersion: number
  /** The shares in which its fees are told apart. */
  readonly feeParts: FeeParts | undefined
  readonly reservedAsset: string
  readonly placedAt: Instant
  status: OrderStatus
  quantity: Units
  remainingQuantity: Units
  filledQuantity: Units
  limitPrice: Units | undefined
  stopPrice: Units | undefined
  trailAmount: Units | undefined
  trailPercent: Units | undefined
  trailReferencePrice: Units | undefined
  protectionPrice: Units | undefined
  averageExecutionPrice: Units | undefined
  totalValue: Units
  commission: Units
  fees: Units
  netAmount: Units
  reservedAmount: Units
  drawnAmount: Units
  legs: number
  amendment: Amendment | undefined
  /** 0 until the order is open. */
  priority: number
  rejectionReason: string | undefined
  closeReason: string | undefined
  openedAt: Instant | undefined
  triggeredAt: Instant | undefined
  executedAt: Instant | undefined
  cancelledAt: Instant | undefined
  closedAt: Instant | undefined
  expiresAt: Instant | undefined
}

/** A trailing stop in the queue of those that wait for the last price to move them. */
export interface TrailEntry extends Queued<TrailEntry> {
  readonly order: Order
}

/** An order in memory: its row and its place in the queues. */
export interface Order extends OrderRow, Queued<Order> {
  trail: TrailEntry | undefined
}

/** An order of its row, in no queue. The members always stand in one order: one hidden class, fast property access. */
export const orderOf = (row: OrderRow): Order => ({
  remainingQuantity: row.remainingQuantity,
  priority: row.priority,
  level: undefined as Level<Order> | undefined,
  ahead: undefined,
  behind: undefined,
  trail: undefined,
  orderId: row.orderId,
  assetId: row.assetId,
  accountId: row.accountId,
  userId: row.userId,
  mode: row.mode,
  symbol: row.symbol,
  quoteCurrency: row.quoteCurrency,
  clientOrderId: row.clientOrderId,
  orderType: row.orderType,
  side: row.side,
  timeInForce: row.timeInForce,
  postOnly: row.postOnly,
  selfTradePrevention: row.selfTradePrevention,
  feeRate: row.feeRate,
  commissionRate: row.commissionRate,
  feeMinimum: row.feeMinimum,
  feeVersion: row.feeVersion,
  feeParts: row.feeParts,
  reservedAsset: row.reservedAsset,
  placedAt: row.placedAt,
  status: row.status,
  quantity: row.quantity,
  filledQuantity: row.filledQuantity,
  limitPrice: row.limitPrice,
  stopPrice: row.stopPrice,
  trailAmount: row.trailAmount,
  trailPercent: row.trailPercent,
  trailReferencePrice: row.trailReferencePrice,
  protectionPrice: row.protectionPrice,
  averageExecutionPrice: row.averageExecutionPrice,
  totalValue: row.totalValue,
  commission: row.commission,
  fees: row.fees,
  netAmount: row.netAmount,
  reservedAmount: row.reservedAmount,
  drawnAmount: row.drawnAmount,
  legs: row.legs,
  amendment: row.amendment,
  rejectionReason: row.rejectionReason,
  closeReason: row.closeReason,
  openedAt: row.openedAt,
  triggeredAt: row.triggeredAt,
  executedAt: row.executedAt,
  cancelledAt: row.cancelledAt,
  closedAt: row.closedAt,
  expiresAt: row.expiresAt,
})

/** A pending order as it is placed. */
export const newOrder = (event: OrderPlaced, now: Instant): Order =>
  orderOf({
    ...event,
    clientOrderId: event.clientOrderId,
    feeParts: event.feeParts,
    placedAt: now,
    status: 'pending',
    remainingQuantity: event.quantity,
    filledQuantity: 0n,
    limitPrice: event.limitPrice,
    stopPrice: event.stopPrice,
    trailAmount: event.trailAmount,
    trailPercent: event.trailPercent,
    trailReferencePrice: event.referencePrice,
    protectionPrice: event.protectionPrice,
    averageExecutionPrice: undefined,
    totalValue: 0n,
    commission: 0n,
    fees: 0n,
    netAmount: 0n,
    drawnAmount: 0n,
    legs: 0,
    amendment: undefined,
    priority: 0,
    rejectionReason: undefined,
    closeReason: undefined,
    openedAt: undefined,
    triggeredAt: undefined,
    executedAt: undefined,
    cancelledAt: undefined,
    closedAt: undefined,
    expiresAt: event.expiresAt,
  })

/** True while the order is pending or in the book. */
export const isLive = ({ status }: OrderRow): boolean =>
  status === 'pending' || status === 'open' || status === 'partially_filled'

/** True for a stop that has not been triggered: it stands in no side of the book. */
export const isWaiting = ({ stopPrice, triggeredAt }: OrderRow): boolean =>
  stopPrice !== undefined && triggeredAt === undefined

/** The price at which an order stands in the book: its limit, or the price that it may not pass. */
export const bookPrice = ({ limitPrice, protectionPrice }: Pick<OrderRow, 'limitPrice' | 'protectionPrice'>): Units =>
  (limitPrice ?? protectionPrice)!

/** True for an order that never rests: what it cannot trade at once is closed. */
export const isImmediate = ({ orderType, timeInForce }: Pick<OrderRow, 'orderType' | 'timeInForce'>): boolean =>
  timeInForce === 'ioc' || timeInForce === 'fok' || (orderType !== 'limit' && orderType !== 'stop_limit')
