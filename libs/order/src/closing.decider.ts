import type { CancelAccountOrders, CancelOrder, ExpireOrder, RejectOrder, TimeOutPending } from './order.commands'
import { assert, type Decision, type Instant, type Moment } from '@filao/kernel'
import type { Book } from './book.state'
import { Draft } from './draft.decider'
import type { OrderClosed, OrderEvent } from './order.events'
import { refuse, type OrderRefusal } from './order.refusals'
import { isLive, type Order } from './row.state'

export type OrderDecision = Decision<OrderEvent, OrderRefusal>

/** Wallet must answer a reservation within this time. */
export const PENDING_MS_MAX = 30_000
/** Fills or closes of one command; the rest is the next command on the book. */
export const WORK_MAX = 500

/** How an order ends. Without `releases: false` wallet frees what is left of its reservation. */
export interface Ending {
  readonly status: OrderClosed['status']
  readonly reason: string
  readonly note?: string | undefined
  readonly releases?: boolean
}

export const closeOrder = (
  order: Order,
  { status, reason, note, releases = true }: Ending,
  { filledQuantity, legs, drawnAmount }: Pick<Order, 'filledQuantity' | 'legs' | 'drawnAmount'> = order,
): OrderClosed => ({
  type: 'OrderClosed',
  orderId: order.orderId,
  assetId: order.assetId,
  accountId: order.accountId,
  userId: order.userId,
  status,
  reason,
  note,
  filledQuantity,
  legs,
  drawn: drawnAmount,
  releases,
})

/** Closes orders that stand anywhere in the book or wait for wallet. */
export function closeAll(book: Book, orders: Iterable<Order>, ending: Ending, at: Moment): readonly OrderEvent[] {
  const draft = new Draft(book, at)
  for (const order of orders) {
    draft.leaves(order)
    draft.add(closeOrder(order, ending))
  }
  return draft.done()
}

/** True when an order's time is over: it must not trade any more, whether or not it has been closed yet. */
export const isExpired = ({ expiresAt }: Order, now: Instant): boolean => expiresAt !== undefined && expiresAt <= now

/** A day order ends with its session, another one by its own time. */
export const expired = ({ timeInForce }: Order): Ending => ({
  status: 'expired',
  reason: timeInForce === 'day' ? 'market_closed' : 'expired',
})

/** Wallet has refused, so there is nothing to release. */
export function reject(command: RejectOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  assert(order !== undefined, 'wallet answers a known order')
  if (!isLive(order)) return []
  assert(order.status === 'pending', 'an order that is open has been reserved for')
  return closeAll(book, [order], { status: 'rejected', reason: command.reason, releases: false }, at)
}

/** The reservation may exist or still arrive: the release makes a tombstone of it. */
export function timeOut(command: TimeOutPending, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  if (order?.status !== 'pending' || at.now < order.placedAt + PENDING_MS_MAX) return []
  return closeAll(book, [order], { status: 'rejected', reason: 'reservation_timeout' }, at)
}

export function cancel(command: CancelOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  if (!order || (command.accountId !== undefined && command.accountId !== order.accountId))
    return refuse('order_not_found')
  if (order.status === 'cancelled') return []
  if (!isLive(order)) return refuse('already_closed')
  return closeAll(book, [order], { status: 'cancelled', reason: command.reason, note: command.note }, at)
}

/** All of an account's orders in a book at once: they are at most 50. */
export function cancelAccount(command: CancelAccountOrders, book: Book, at: Moment): OrderDecision {
  const orders = book.liveByAccount.get(command.accountId) ?? []
  return closeAll(book, orders, { status: 'cancelled', reason: command.reason }, at)
}

export function expire(command: ExpireOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  if (!order || !isLive(order) || !isExpired(order, at.now)) return []
  return closeAll(book, [order], expired(order), at)
}
