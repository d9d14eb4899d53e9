import { assert, type Instant, type Moment } from '@filao/kernel'
import type { Book } from './book.state'
import { closeAll, expired, isExpired, WORK_MAX } from './closing.decider'
import { Draft, isSameTop, QUOTE_INTERVAL_MS_MIN } from './draft.decider'
import { mayTrade } from './market.state'
import { match, progressOf } from './matching.decider'
import type { OrderEvent, TrailMoved } from './order.events'
import { isLive, type Order } from './row.state'
import { protectionPrice } from './tick.state'
import { trailedStop } from './trail.state'

/**
 * One step of a large work: moves trailing stops, goes on with an unfinished match, triggers one stop, or closes what a
 * delisting leaves. It always records something, so that whoever asks for the rest comes to an end: with nothing to do,
 * because the session is over by now, the book is only quoted.
 */
export function continueBook(book: Book, at: Moment): readonly OrderEvent[] {
  if (book.terms?.status === 'delisted' && book.liveByAccount.size > 0) return sweep(book, at)
  const moves = mayTrade(book, at.now) ? trailMoves(book) : []
  if (moves.length > 0) return moves
  const unfinished = unfinishedOrder(book)
  if (unfinished) return finish(book, unfinished, at)
  const stop = mayTrade(book, at.now) ? dueStop(book) : undefined
  return stop ? trigger(book, stop, at) : quote(book, at)
}

/** True when a step would do more than quote the book. */
export function isUnfinished(book: Book, now: Instant): boolean {
  if (book.terms?.status === 'delisted' && book.liveByAccount.size > 0) return true
  if (unfinishedOrder(book)) return true
  return mayTrade(book, now) && (hasTrailMoves(book) || dueStop(book) !== undefined)
}

/** True when the book has changed since market was told of it and nothing else will tell. */
export function isQuoteDue(book: Book, now: Instant): boolean {
  if (now - book.quotedAt < QUOTE_INTERVAL_MS_MIN) return false
  const top = new Draft(book, { now, position: 0 }).top()
  return top !== undefined && !isSameTop(top, book.quoted)
}

function sweep(book: Book, at: Moment): readonly OrderEvent[] {
  const orders: Order[] = []
  for (const order of book.orders.values()) {
    if (orders.length === WORK_MAX) break
    if (isLive(order)) orders.push(order)
  }
  return closeAll(book, orders, { status: 'cancelled', reason: 'delisted' }, at)
}

/** The incoming order of an unfinished match: the newer one where the two sides overlap. */
function unfinishedOrder({ bids, asks }: Book): Order | undefined {
  if (!bids.top || !asks.top || bids.top.price < asks.top.price) return undefined
  const bid = bids.top.first!
  const ask = asks.top.first!
  return bid.priority > ask.priority ? bid : ask
}

/** What began in the session is finished, even when the session has ended between two batches. */
function finish(book: Book, order: Order, at: Moment): readonly OrderEvent[] {
  const draft = new Draft(book, at)
  draft.leaves(order)
  match(draft, progressOf(order))
  return draft.done()
}

const hasTrailMoves = ({ lastTradePrice, buyTrails, sellTrails }: Book): boolean =>
  lastTradePrice !== undefined &&
  [buyTrails, sellTrails].some((queue) => queue.top && queue.reaches(queue.top.price, lastTradePrice))

function trailMoves(book: Book): TrailMoved[] {
  const { lastTradePrice, buyTrails, sellTrails } = book
  const moves: TrailMoved[] = []
  if (lastTradePrice === undefined) return moves
  for (const queue of [buyTrails, sellTrails]) {
    queue.meet(lastTradePrice, ({ order }) => {
      moves.push(trailMoved(book, order, lastTradePrice))
      return moves.length < WORK_MAX
    })
    if (moves.length >= WORK_MAX) break
  }
  return moves
}

function trailMoved({ terms }: Book, order: Order, referencePrice: bigint): TrailMoved {
  assert(terms !== undefined, 'a book with orders has terms')
  const { orderId, assetId, accountId, userId, side } = order
  const stopPrice = trailedStop(order, referencePrice, terms)
  return {
    type: 'TrailMoved',
    orderId,
    assetId,
    accountId,
    userId,
    stopPrice,
    referencePrice,
    protectionPrice: protectionPrice(side, stopPrice, terms),
  }
}

/**
 * The next stop to trigger, judged by the last trade once a match has ended: of the best on either side the one that
 * has waited longer.
 */
function dueStop({ lastTradePrice, buyStops, sellStops }: Book): Order | undefined {
  if (lastTradePrice === undefined) return undefined
  const buy = buyStops.top && buyStops.top.price <= lastTradePrice ? buyStops.top.first : undefined
  const sell = sellStops.top && sellStops.top.price >= lastTradePrice ? sellStops.top.first : undefined
  if (buy && sell) return buy.priority < sell.priority ? buy : sell
  return buy ?? sell
}

function trigger(book: Book, order: Order, at: Moment): readonly OrderEvent[] {
  if (isExpired(order, at.now)) return closeAll(book, [order], expired(order), at)
  const { orderId, assetId, accountId, userId } = order
  const draft = new Draft(book, at)
  draft.add({
    type: 'StopTriggered',
    orderId,
    assetId,
    accountId,
    userId,
    lastPrice: book.lastTradePrice!,
    priority: at.position,
  })
  match(draft, progressOf(order))
  return draft.done()
}

function quote(book: Book, at: Moment): readonly OrderEvent[] {
  const top = new Draft(book, at).top()
  return top ? [{ type: 'BookQuoted', assetId: book.assetId, top }] : []
}
