import { assert, type Moment } from '@filao/kernel'
import { inRange, multiply, multiplyExact, type Units } from '@filao/money'
import type { Book } from './book.state'
import { feeOn } from './fee.decider'
import { inSession, isHalted, mayTrade } from './market.state'
import { wouldTake } from './matching.decider'
import type { AmendOrder } from './order.commands'
import type { OrderRefusalCode } from './order.refusals'
import { bookPrice, isWaiting, type Order } from './row.state'
import { wrongForm, wrongPrice, wrongQuantity } from './terms.decider'
import { protectionPrice } from './tick.state'
import { trailedStop } from './trail.state'

/** What a client wants changed. */
export type Change = Pick<AmendOrder, 'quantity' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent'>

/** An order's terms as they would be after a change. */
export interface Amended {
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

/** The change without what is so already; undefined when nothing is left of it. */
export function realChange(
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
export function judge(change: Change, { order, book, at }: Circumstances): Amended | OrderRefusalCode {
  const wrong = wrongChange(change, { order, book, at })
  if (wrong) return wrong
  const keepsPlace = isLess(change, order)
  if (!keepsPlace && !mayTrade(book, at.now)) return noTrading(book, at)
  const amended = amendedTerms(change, { order, book, keepsPlace })
  if (amended.stopPrice === 0n) return 'price_not_allowed'
  const { stopPrice = 0n, protectionPrice: protection = 0n } = amended
  const value = multiply(bookPrice(amended), amended.quantity)
  const fits = [value, order.drawnAmount + amended.needed, stopPrice, protection].every(inRange)
  if (!fits) return 'amount_out_of_range'
  const place = { limit: bookPrice(amended), now: at.now }
  return !keepsPlace && order.postOnly && wouldTake(book, order, place) ? 'would_take' : amended
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
  const trails = change.trailAmount !== undefined || change.trailPercent !== undefined
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
