import { assert, type Moment } from '@filao/kernel'
import { multiply, type Units } from '@filao/money'
import { judge, realChange, type Amended, type Change } from './amendment.decider'
import type { Book } from './book.state'
import { isExpired, type OrderDecision } from './closing.decider'
import { Draft } from './draft.decider'
import { match, progressOf } from './matching.decider'
import type { AmendOrder, ConfirmAmend, RejectAmend } from './order.commands'
import type { AmendRefused, OrderEvent } from './order.events'
import { refuse } from './order.refusals'
import { bookPrice, isLive, isWaiting, type Amendment, type Order } from './row.state'
import { refusedPrice } from './terms.decider'

export function amend(command: AmendOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  if (!order || order.accountId !== command.accountId) return refuse('order_not_found')
  if (order.status === 'pending') return refuse('not_open')
  if (!isLive(order) || isExpired(order, at.now)) return refuse('already_closed')
  if (order.amendment) return order.amendment.amendmentId === command.amendmentId ? [] : refuse('amend_in_flight')
  const change = realChange(command, order)
  if (!change) return []
  const amended = judge(change, { order, book, at })
  if (typeof amended === 'string') return refuse(amended, refusedPrice(amended, change, book))
  const held = order.reservedAmount - order.drawnAmount
  const increment = amended.needed - held
  if (increment > 0n) return request({ order, amendmentId: command.amendmentId, change, amended, increment })
  const reserved = order.drawnAmount + amended.needed
  return apply(book, at, { order, amendmentId: command.amendmentId, change, amended, reserved })
}

/** Wallet has reserved the increment. Between request and answer the old terms lived, so all is judged again. */
export function confirmAmend(command: ConfirmAmend, book: Book, at: Moment): OrderDecision {
  const order = amendedOrder(book, command)
  if (!order) return []
  const { increment, amendmentId, quantity, limitPrice, stopPrice, trailAmount, trailPercent } = order.amendment
  const change: Change = { quantity, limitPrice, stopPrice, trailAmount, trailPercent }
  const amended = isExpired(order, at.now) ? 'already_closed' : judge(change, { order, book, at })
  if (typeof amended === 'string') return [amendRefused(order, { reason: amended, retained: increment })]
  const reserved = order.reservedAmount + increment
  // Fills at the old, higher price may have used up what the new terms counted on.
  const isCovered = order.drawnAmount + amended.needed <= reserved
  if (!isCovered) return [amendRefused(order, { reason: 'filled_meanwhile', retained: increment })]
  return apply(book, at, { order, amendmentId, change, amended, reserved })
}

export function rejectAmend(command: RejectAmend, book: Book): OrderDecision {
  const order = amendedOrder(book, command)
  return order ? [amendRefused(order, { reason: command.reason })] : []
}

/**
 * The order whose amendment wallet answers. Undefined when it has closed meanwhile (its release covers the increment)
 * or when the answer has been taken before.
 */
function amendedOrder(book: Book, { orderId, amendmentId }: ConfirmAmend | RejectAmend): AmendedOrder | undefined {
  const order = book.orders.get(orderId)
  assert(order !== undefined && order.status !== 'pending', 'wallet answers an amendment of an order that was open')
  if (!isLive(order) || !isBeingAmended(order)) return undefined
  assert(order.amendment.amendmentId === amendmentId, 'one amendment is in flight')
  return order
}

type AmendedOrder = Order & { readonly amendment: Amendment }
const isBeingAmended = (order: Order): order is AmendedOrder => order.amendment !== undefined

interface Application {
  readonly order: Order
  readonly amendmentId: string
  readonly change: Change
  readonly amended: Amended
  /** The whole reservation under the new terms, with what has been drawn. */
  readonly reserved: Units
}

type Request = Omit<Application, 'reserved'> & { readonly increment: Units }

function request({ order, amendmentId, change, amended, increment }: Request): readonly OrderEvent[] {
  const { orderId, assetId, accountId, userId, reservedAsset, quoteCurrency, side } = order
  const price = amended.limitPrice ?? amended.stopPrice
  assert(price !== undefined, 'an order that can be amended has a price')
  const value = side === 'buy' ? increment : multiply(price, increment)
  return [
    {
      type: 'AmendRequested',
      orderId,
      assetId,
      accountId,
      userId,
      amendmentId,
      ...change,
      increment,
      reservedAsset,
      value,
      quoteCurrency,
    },
  ]
}

/** Puts new terms in force. Unless it keeps its place, the order comes in anew, behind all others, and may trade. */
function apply(book: Book, at: Moment, application: Application): readonly OrderEvent[] {
  const { order, amendmentId, change, amended, reserved } = application
  const { orderId, assetId, accountId, userId } = order
  const draft = new Draft(book, at)
  const release = order.reservedAmount - reserved
  // Wallet counts open buys by their quantity, so it is told of a new one also when no money moves.
  const tellsWallet = release > 0n || (release === 0n && order.side === 'buy' && change.quantity !== undefined)
  draft.leaves(order)
  draft.add({
    type: 'OrderAmended',
    orderId,
    assetId,
    accountId,
    userId,
    amendmentId,
    ...change,
    stopPrice: amended.stopPrice === order.stopPrice ? undefined : amended.stopPrice,
    protectionPrice: amended.protectionPrice === order.protectionPrice ? undefined : amended.protectionPrice,
    reservedAmount: reserved,
    release: tellsWallet ? release : undefined,
    priority: amended.keepsPlace ? undefined : at.position,
  })
  // What a demo order's new terms reach is traded by the next step of the book.
  if (isWaiting(order) || order.mode === 'demo') return draft.done()
  const price = bookPrice(amended)
  if (amended.keepsPlace) draft.change(order.side, price, amended.remaining)
  else match(draft, progressOf(order, price, amended.remaining))
  return draft.done()
}

const amendRefused = (
  { orderId, assetId, accountId, userId, amendment }: AmendedOrder,
  { reason, retained }: { readonly reason: string; readonly retained?: Units },
): AmendRefused => ({
  type: 'AmendRefused',
  orderId,
  assetId,
  accountId,
  userId,
  amendmentId: amendment.amendmentId,
  reason,
  retained,
})
