import { assert, type Moment } from '@filao/kernel'
import { inRange, multiply, multiplyExact, type Units } from '@filao/money'
import type { Book } from './book.state'
import { isExpired, type OrderDecision } from './closing.decider'
import { Draft } from './draft.decider'
import { feeOn } from './fee.decider'
import { inSession, isHalted, mayTrade } from './market.state'
import { match, progressOf, wouldTake } from './matching.decider'
import type { AmendOrder, ConfirmAmend, RejectAmend } from './order.commands'
import type { AmendRefused, OrderEvent } from './order.events'
import { refuse, type OrderRefusalCode } from './order.refusals'
import { bookPrice, isLive, isWaiting, type Amendment, type Order } from './row.state'
import { wrongForm, wrongPrice, wrongQuantity } from './terms.decider'
import { protectionPrice } from './tick.state'
import { trailedStop } from './trail.state'

/** What a client wants changed. */
type Change = Pick<AmendOrder, 'quantity' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent'>

/** An order's terms as they would be after a change. */
interface Amended {
  readonly quantity: Units
  readonly limitPrice: Units | undefined
  readonly stopPrice: Units | undefined
  readonly trailAmount: Units | undefined
  readonly trailPercent: Units | undefined
  readonly protectionPrice: Units | undefined
  readonly remaining: Units
  /** What the reservation must still hold for what remains. */
  readonly needed: Units
  readonly keepsPlace: boolean
}

export function amend(command: AmendOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  if (!order || order.accountId !== command.accountId) return refuse('order_not_found')
  if (order.status === 'pending') return refuse('not_open')
  if (!isLive(order) || isExpired(order, at.now)) return refuse('already_closed')
  if (order.amendment) return order.amendment.amendmentId === command.amendmentId ? [] : refuse('amend_in_flight')
  const change = realChange(command, order)
  if (!change) return []
  const amended = judge(change, { order, book, at })
  if (typeof amended === 'string') return refuse(amended)
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

/** The change without what is so already; undefined when nothing is left of it. */
function realChange(
  { quantity, limitPrice, stopPrice, trailAmount, trailPercent }: AmendOrder,
  order: Order,
): Change | undefined {
  const change = {
    quantity: quantity === order.quantity ? undefined : quantity,
    limitPrice: limitPrice === order.limitPrice ? undefined : limitPrice,
    stopPrice: stopPrice === order.stopPrice ? undefined : stopPrice,
    trailAmount: trailAmount === order.trailAmount ? undefined : trailAmount,
    trailPercent: trailPercent === order.trailPercent ? undefined : trailPercent,
  }
  return Object.values(change).some((value) => value !== undefined) ? change : undefined
}

/** Only the quantity falls: the order keeps its place, and what it gives up needs no market. */
const isLess = ({ quantity, ...prices }: Change, order: Order): boolean =>
  quantity !== undefined && quantity < order.quantity && Object.values(prices).every((price) => price === undefined)

interface Circumstances {
  readonly order: Order
  readonly book: Book
  readonly at: Moment
}

/** The terms after a change, or why it may not be made now. */
function judge(change: Change, { order, book, at }: Circumstances): Amended | OrderRefusalCode {
  const wrong = wrongChange(change, { order, book, at })
  if (wrong) return wrong
  const keepsPlace = isLess(change, order)
  if (!keepsPlace && !mayTrade(book, at.now)) return noTrading(book, at)
  const amended = amendedTerms(change, { order, book, keepsPlace })
  if (amended.stopPrice === 0n) return 'price_not_allowed'
  if (!inRange(amended.needed)) return 'amount_out_of_range'
  return !keepsPlace && order.postOnly && wouldTake(book, order, bookPrice(amended)) ? 'would_take' : amended
}

function wrongChange(change: Change, { order, book, at }: Circumstances): OrderRefusalCode | undefined {
  assert(book.terms !== undefined, 'a book with orders has terms')
  const { quantity = order.quantity } = change
  if (quantity <= order.filledQuantity) return 'quantity_below_filled'
  if (change.stopPrice !== undefined && (order.orderType === 'trailing_stop' || !isWaiting(order)))
    return 'price_not_allowed'
  const wrong = wrongForm({ ...order, ...formOf(change, order), expiresAt: undefined }, at.now)
  if (wrong) return wrong
  const wrongNumber = change.quantity === undefined ? undefined : wrongQuantity(change.quantity, book.terms)
  return wrongNumber ?? wrongPrice(change.limitPrice, book) ?? wrongPrice(change.stopPrice, book)
}

/** The fields that a client sets. A trailing stop's stop is not one of them. */
const formOf = (
  change: Change,
  order: Order,
): Pick<Amended, 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent'> => ({
  limitPrice: change.limitPrice ?? order.limitPrice,
  stopPrice: order.orderType === 'trailing_stop' ? undefined : (change.stopPrice ?? order.stopPrice),
  trailAmount: change.trailAmount ?? order.trailAmount,
  trailPercent: change.trailPercent ?? order.trailPercent,
})

function noTrading(book: Book, { now }: Moment): OrderRefusalCode {
  if (isHalted(book)) return 'instrument_halted'
  return inSession(book, now) ? 'instrument_not_tradable' : 'market_closed'
}

function amendedTerms(
  change: Change,
  { order, book: { terms }, keepsPlace }: { readonly order: Order; readonly book: Book; readonly keepsPlace: boolean },
): Amended {
  assert(terms !== undefined, 'a book with orders has terms')
  const form = formOf(change, order)
  const { quantity = order.quantity } = change
  const trails = order.orderType === 'trailing_stop' && isWaiting(order)
  const stopPrice = trails
    ? trailedStop({ ...form, side: order.side }, order.trailReferencePrice!, terms)
    : (form.stopPrice ?? order.stopPrice)
  const protects = order.protectionPrice !== undefined && stopPrice !== order.stopPrice
  const protection = protects ? protectionPrice(order.side, stopPrice!, terms) : order.protectionPrice
  const remaining = quantity - order.filledQuantity
  const price = bookPrice({ limitPrice: form.limitPrice, protectionPrice: protection })
  return {
    ...form,
    quantity,
    stopPrice,
    protectionPrice: protection,
    remaining,
    needed: neededFor(order, remaining, price),
    keepsPlace,
  }
}

/** What the reservation must hold for the rest of an order: its worst cost, less the fee that is paid already. */
function neededFor(order: Order, remaining: Units, price: Units): Units {
  if (order.side === 'sell') return remaining
  const notional = multiplyExact(price, remaining)
  return notional + feeOn(order, order.totalValue + notional) - order.commission - order.fees
}

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
    release: release > 0n ? release : undefined,
    priority: amended.keepsPlace ? undefined : at.position,
  })
  if (isWaiting(order)) return draft.done()
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
