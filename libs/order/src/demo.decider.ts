import type { InstrumentTerms } from '@filao/contracts'
import { assert, makeId, type Instant, type Moment } from '@filao/kernel'
import { multiplyExact, ONE, type Units } from '@filao/money'
import type { Book } from './book.state'
import { closeAll, closeOrder, expired, isExpired, WORK_MAX, type OrderDecision } from './closing.decider'
import { Draft } from './draft.decider'
import { feedPrice, isReached } from './feed.state'
import { mayTrade } from './market.state'
import type { ApplyQuote } from './order.commands'
import type { OrderEvent } from './order.events'
import { bookPrice, isWaiting, type Order, type Side } from './row.state'
import { ceilToTick, floorToTick, loweredBy, raisedBy, tickAt } from './tick.state'
import { hasTrailMoves, trailMoves } from './trails.decider'

/** A market order of a demo account trades so far from the last price, against it: 0.1 %. */
const SLIPPAGE_PERCENT = ONE / 10n

/** What an order without a limit trades at when the last price outside is `last`. */
export function slipped(side: Side, last: Units, terms: InstrumentTerms): Units {
  if (side === 'buy') return ceilToTick(raisedBy(last, SLIPPAGE_PERCENT), terms)
  const price = floorToTick(loweredBy(last, SLIPPAGE_PERCENT), terms)
  return price > 0n ? price : tickAt(price, terms)
}

/** A price from outside, and what it does to demo orders. One that is older than the last is ignored. */
export function applyQuote({ lastPrice, asOf, ageMsMax }: ApplyQuote, book: Book, at: Moment): OrderDecision {
  if (lastPrice <= 0n || (book.feed && asOf < book.feed.asOf)) return []
  book.feed = { lastPrice, asOf, ageMsMax, takenAt: at.now }
  return hasDemoWork(book, at.now) ? demoStep(book, at) : []
}

/** True when the price outside has reached demo orders that have not traded yet. */
export function hasDemoWork(book: Book, now: Instant): boolean {
  const last = demoPrice(book, now)
  if (last === undefined) return false
  return hasTrailMoves(book.demo, last) || dueOrders(book, last, 1).length > 0
}

/** One step: trailing stops follow the price, then it fills and triggers what it has reached. */
export function demoStep(book: Book, at: Moment): readonly OrderEvent[] {
  const last = demoPrice(book, at.now)
  if (last === undefined) return []
  const moves = trailMoves(book, book.demo, last)
  if (moves.length > 0) return moves
  const draft = new Draft(book, at)
  for (const order of dueOrders(book, last, WORK_MAX)) {
    if (isExpired(order, at.now)) draft.add(closeOrder(order, expired(order)))
    else if (isWaiting(order)) trigger(draft, order, last)
    else fill(draft, order, bookPrice(order))
  }
  return draft.done()
}

/** Wallet has reserved for a demo order: it trades at once, rests in its list, or ends. */
export function confirmDemo(book: Book, order: Order, at: Moment): readonly OrderEvent[] {
  const { orderId, assetId, accountId, userId, orderType, timeInForce } = order
  const last = feedPrice(book, at.now)
  const isMarket = orderType === 'market'
  if (isMarket && typeof last === 'string') return closeAll(book, [order], { status: 'cancelled', reason: last }, at)
  const draft = new Draft(book, at)
  draft.add({ type: 'OrderOpened', orderId, assetId, accountId, userId, priority: at.position })
  const limit = isWaiting(order) ? undefined : bookPrice(order)
  const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok'
  if (limit === undefined) return draft.done()
  // Its price was fixed when it was placed, and so was what is reserved for it.
  if (isMarket || isReached(book, order.side, { limit, now: at.now })) fill(draft, order, limit)
  else if (isImmediate) {
    const reason = timeInForce === 'ioc' ? 'ioc_remainder' : 'fok_not_fillable'
    draft.add(closeOrder(order, { status: 'cancelled', reason }))
  }
  return draft.done()
}

/** The price that demo orders may trade at now. */
function demoPrice(book: Book, now: Instant): Units | undefined {
  if (book.demoLive.size === 0 || !book.feed) return undefined
  const at = Math.max(now, book.feed.takenAt)
  const last = mayTrade(book, at) ? feedPrice(book, at) : 'price_stale'
  return typeof last === 'string' ? undefined : last
}

/** Orders that a price reaches, at most so many: limits at it or better, stops that it triggers. */
function dueOrders({ demo }: Book, last: Units, max: number): readonly Order[] {
  const due: Order[] = []
  for (const queue of [demo.bids, demo.asks, demo.buyStops, demo.sellStops]) {
    if (due.length >= max) break
    queue.meet(last, (order) => {
      due.push(order)
      return due.length < max
    })
  }
  return due
}

/** A stop becomes a limit order, or trades at the price outside unless that has run past its collar. */
function trigger(draft: Draft, order: Order, last: Units): void {
  const { orderId, assetId, accountId, userId, side, limitPrice, orderType } = order
  const { terms } = draft.book
  assert(terms !== undefined, 'a book with orders has terms')
  const priority = draft.position
  draft.add({ type: 'StopTriggered', orderId, assetId, accountId, userId, lastPrice: last, priority })
  if (orderType === 'stop_limit') {
    assert(limitPrice !== undefined, 'a stop limit has a limit')
    if (side === 'buy' ? last <= limitPrice : last >= limitPrice) fill(draft, order, limitPrice)
    return
  }
  const price = slipped(side, last, terms)
  const worst = bookPrice(order)
  if (side === 'buy' ? price <= worst : price >= worst) fill(draft, order, price)
  else draft.add(closeOrder(order, { status: 'cancelled', reason: 'no_liquidity' }))
}

/** All of what remains, at one price, and the order is done. */
function fill(draft: Draft, order: Order, price: Units): void {
  const { book, now, partition, position, day } = draft
  const { orderId, assetId, accountId, userId, symbol, quoteCurrency, side, remainingQuantity: quantity } = order
  assert(book.feed !== undefined && book.session !== undefined, 'a demo order trades by a price, in a session')
  const draw = side === 'buy' ? multiplyExact(bookPrice(order), quantity) : quantity
  draft.add({
    type: 'QuoteFilled',
    tradeId: makeId({ partition, at: now, unique: BigInt(position) }),
    ...{ orderId, assetId, accountId, userId, symbol, quoteCurrency, side, price, quantity },
    gross: multiplyExact(price, quantity),
    draw,
    lastPrice: book.feed.lastPrice,
    quotedAt: book.feed.asOf,
    settlementDate: book.session.settlementDate,
    contractNote: `${day}-${partition}-${position}-${side === 'buy' ? 'B' : 'S'}`,
  })
  const drawnAmount = order.drawnAmount + draw
  const progress = { filledQuantity: order.quantity, legs: order.legs + 1, drawnAmount }
  draft.add(closeOrder(order, { status: 'filled', reason: 'filled' }, progress))
}
