import type { InstrumentTerms } from '@filao/contracts'
import { assert, toTimestamp, type Claim, type Instant, type Moment } from '@filao/kernel'
import { inRange, multiply, type Units } from '@filao/money'
import type { Book } from './book.state'
import { closeAll, expired, isExpired, type OrderDecision } from './closing.decider'
import { Draft } from './draft.decider'
import { confirmDemo, slipped } from './demo.decider'
import { feedPrice } from './feed.state'
import { feeOn, feeTermsOf, type FeeTerms } from './fee.decider'
import { inSession, isHalted, mayTrade, nextOpen } from './market.state'
import { bestAgainst, match, progressOf, wouldTake } from './matching.decider'
import type { ConfirmOrder, OrderCommand, PlaceOrder } from './order.commands'
import type { OrderPlaced, OrderRefused } from './order.events'
import { refuse, type OrderRefusal, type OrderRefusalCode } from './order.refusals'
import { bookPrice, isWaiting } from './row.state'
import { ORDER_LIFE_MS_MAX, refusedPrice, wrongForm, wrongPrice, wrongQuantity } from './terms.decider'
import { protectionPrice } from './tick.state'
import { trailedStop } from './trail.state'

/** Live orders of one account in one book. */
const LIVE_ORDERS_MAX = 50
const DAY_MS = 86_400_000

/** The same order id placed again is answered as before; one that left memory long ago is answered by the inbox. */
export function place(command: PlaceOrder, book: Book, { now }: Moment): OrderDecision {
  if (book.orders.has(command.orderId)) return []
  const wrong = notNow(command, book, now) ?? wrongForm(command, now) ?? wrongTerms(command, book)
  if (wrong) {
    const detail = wrong === 'market_closed' ? nextOpening(book, now) : refusedPrice(wrong, command, book)
    return refusePlace(command, wrong, detail)
  }
  if ((book.liveByAccount.get(command.accountId)?.size ?? 0) >= LIVE_ORDERS_MAX)
    return refusePlace(command, 'open_order_limit')
  const prices = pricesOf(command, book, now)
  if (typeof prices === 'string') return refusePlace(command, prices)
  const placed = placedOrder(command, book, { now, prices })
  if (!placed) return refusePlace(command, 'price_unavailable')
  const { orderValue, reservedAmount, stopPrice = 0n, protectionPrice: protection = 0n } = placed
  const fits = [orderValue, reservedAmount, stopPrice, protection].every(inRange)
  return fits ? [placed] : refusePlace(command, 'amount_out_of_range')
}

/** A refused order is a fact too (regulation ORD-3). */
function refusePlace(command: PlaceOrder, code: OrderRefusalCode, detail?: Record<string, string>): OrderRefusal {
  const { orderId, assetId, accountId, userId, symbol, side, orderType, quantity } = command
  const recorded: OrderRefused = {
    type: 'OrderRefused',
    orderId,
    assetId,
    accountId,
    userId,
    symbol,
    side,
    orderType,
    quantity,
    reason: code,
  }
  return { ...refuse(code, detail), recorded: [recorded] }
}

/** A client's own order id is unique per account, in all books of all partitions. */
export const claims = (command: OrderCommand): readonly Claim<OrderRefusal>[] =>
  command.type !== 'PlaceOrder' || command.clientOrderId === undefined
    ? []
    : [
        {
          scope: 'client_order_id',
          value: `${command.accountId}/${command.clientOrderId}`,
          ownerId: command.orderId,
          taken: refusePlace(command, 'client_order_id_in_use'),
        },
      ]

function notNow({ mode }: PlaceOrder, book: Book, now: Instant): OrderRefusalCode | undefined {
  const { terms } = book
  if (!terms) return 'instrument_unknown'
  if (mode === 'live' ? !terms.isTradable : !terms.isDemoTradable) return 'instrument_not_tradable'
  if (terms.status === 'suspended' || terms.status === 'delisted') return 'instrument_not_tradable'
  if (isHalted(book)) return 'instrument_halted'
  return inSession(book, now) ? undefined : 'market_closed'
}

function nextOpening(book: Book, now: Instant): Record<string, string> | undefined {
  const opening = nextOpen(book, now)
  return opening === undefined ? undefined : { nextOpen: toTimestamp(opening) }
}

const wrongTerms = ({ quantity, limitPrice, stopPrice }: PlaceOrder, book: Book): OrderRefusalCode | undefined =>
  wrongQuantity(quantity, termsOf(book)) ?? wrongPrice(limitPrice, book) ?? wrongPrice(stopPrice, book)

/** The prices that an order is fixed to when it is placed. Confirming never prices it again. */
interface Prices {
  readonly stopPrice?: Units | undefined
  readonly protectionPrice?: Units | undefined
  readonly referencePrice?: Units | undefined
  /** What limits and the fee tier judge each unit by; of a buy also what is reserved for it. */
  readonly valuePrice: Units
}

function pricesOf(command: PlaceOrder, book: Book, now: Instant): Prices | OrderRefusalCode {
  const { orderType, side, limitPrice, stopPrice } = command
  const terms = termsOf(book)
  const outside = command.mode === 'demo' ? feedPrice(book, now) : undefined
  if (typeof outside === 'string') return outside
  if (limitPrice !== undefined) return { stopPrice, valuePrice: limitPrice }
  if (orderType === 'market') {
    if (outside !== undefined) return fixedAt(slipped(side, outside, terms))
    const best = bestAgainst(book, side, now)
    return best === undefined ? 'no_liquidity' : protectedFrom(side, bookPrice(best), terms)
  }
  if (stopPrice !== undefined) return { stopPrice, ...protectedFrom(side, stopPrice, terms) }
  const referencePrice = outside ?? book.lastTradePrice
  if (referencePrice === undefined) return 'no_liquidity'
  const stop = trailedStop(command, referencePrice, terms)
  return stop > 0n ? { stopPrice: stop, referencePrice, ...protectedFrom(side, stop, terms) } : 'price_not_allowed'
}

/** A price that an order trades at, whatever comes. */
const fixedAt = (price: Units): Prices => ({ protectionPrice: price, valuePrice: price })

function protectedFrom(side: PlaceOrder['side'], base: Units, terms: InstrumentTerms): Prices {
  const protection = protectionPrice(side, base, terms)
  return { protectionPrice: protection, valuePrice: side === 'buy' ? protection : base }
}

/** Paper money is charged nothing. */
const freeOf = (quoteCurrency: string): FeeTerms => ({
  quoteCurrency,
  feeRate: 0n,
  commissionRate: 0n,
  feeMinimum: 0n,
  feeParts: undefined,
})

/** Undefined when the order's value cannot be told in the currency of its fees: nobody knows the rate. */
function placedOrder(
  command: PlaceOrder,
  { symbol, quoteCurrency, session }: Book,
  { now, prices }: { readonly now: Instant; readonly prices: Prices },
): OrderPlaced | undefined {
  assert(symbol !== undefined && quoteCurrency !== undefined, 'a book with terms has a symbol and a currency')
  const { type: _, fees, expiresAt, ...order } = command
  const { valuePrice, ...fixed } = prices
  const orderValue = multiply(valuePrice, order.quantity)
  const isDemo = order.mode === 'demo'
  const feeTerms = isDemo ? freeOf(quoteCurrency) : feeTermsOf(fees, quoteCurrency, orderValue)
  if (!feeTerms) return undefined
  const buys = order.side === 'buy'
  return {
    ...order,
    type: 'OrderPlaced',
    ...fixed,
    ...feeTerms,
    symbol,
    expiresAt: expiresAt ?? endOf(order, { now, closesAt: session?.closesAt }),
    feeVersion: fees.version,
    feeValuation: isDemo ? undefined : fees.valuation,
    reservedAsset: buys ? quoteCurrency : order.assetId,
    reservedAmount: buys ? orderValue + feeOn(feeTerms, orderValue) : order.quantity,
    orderValue,
  }
}

/** A market that never closes has no session to end a day order with: its day ends at midnight UTC. */
function endOf(
  { timeInForce }: Pick<PlaceOrder, 'timeInForce'>,
  { now, closesAt }: { readonly now: Instant; readonly closesAt: Instant | undefined },
): Instant | undefined {
  if (timeInForce === 'gtc') return now + ORDER_LIFE_MS_MAX
  if (timeInForce === 'day') return closesAt ?? now - (now % DAY_MS) + DAY_MS
  return undefined
}

/** Funds are reserved: the order takes its place and matches. Halts and sessions are tested here, before matching. */
export function confirm(command: ConfirmOrder, book: Book, at: Moment): OrderDecision {
  const order = book.orders.get(command.orderId)
  assert(order !== undefined, 'wallet answers a known order')
  // Open already, or closed while wallet was reserving: the closing has released the reservation.
  if (order.status !== 'pending') return []
  if (isExpired(order, at.now)) return closeAll(book, [order], expired(order), at)
  if (!mayTrade(book, at.now)) return closeAll(book, [order], { status: 'rejected', reason: noTrading(book) }, at)
  const takes = order.postOnly && wouldTake(book, order, { limit: bookPrice(order), now: at.now })
  if (takes) return closeAll(book, [order], { status: 'rejected', reason: 'would_take' }, at)
  if (order.mode === 'demo') return confirmDemo(book, order, at)
  const { orderId, assetId, accountId, userId } = order
  const draft = new Draft(book, at)
  draft.add({ type: 'OrderOpened', orderId, assetId, accountId, userId, priority: at.position })
  if (!isWaiting(order)) match(draft, progressOf(order))
  return draft.done()
}

const noTrading = (book: Book): string => {
  if (book.terms?.status === 'delisted') return 'delisted'
  return isHalted(book) || book.terms?.status === 'suspended' ? 'market_halted' : 'market_closed'
}

function termsOf({ terms }: Book): InstrumentTerms {
  assert(terms !== undefined, 'an order is judged by the terms of its instrument')
  return terms
}
