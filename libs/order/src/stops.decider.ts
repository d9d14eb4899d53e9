import type { Instant, Moment } from '@filao/kernel'
import type { Book } from './book.state'
import { closeAll, expired, isExpired, WORK_MAX } from './closing.decider'
import { Draft, isSameTop, QUOTE_INTERVAL_MS_MIN } from './draft.decider'
import { mayTrade } from './market.state'
import { match, progressOf } from './matching.decider'
import { demoStep, hasDemoWork } from './demo.decider'
import type { OrderEvent } from './order.events'
import { isLive, type Order } from './row.state'
import { hasTrailMoves, trailMoves } from './trails.decider'

/**
 * One step of a large work: moves trailing stops, goes on with an unfinished match, triggers one stop, or closes what a
 * delisting leaves. It always records something, so that whoever asks for the rest comes to an end: with nothing to do,
 * because the session is over by now, the book is only quoted.
 */
export function continueBook(book: Book, at: Moment): readonly OrderEvent[] {
  if (book.terms?.status === 'delisted' && book.liveByAccount.size > 0) return sweep(book, at)
  const moves = mayTrade(book, at.now) ? trailMoves(book, book, book.lastTradePrice) : []
  if (moves.length > 0) return moves
  const unfinished = unfinishedOrder(book)
  if (unfinished) return finish(book, unfinished, at)
  const stop = mayTrade(book, at.now) ? dueStop(book) : undefined
  if (stop) return trigger(book, stop, at)
  if (hasDemoWork(book, at.now)) return demoStep(book, at)
  return isWantingUntold(book) ? tellWanted(book) : quote(book, at)
}

/** True when a step would do more than quote the book. */
export function isUnfinished(book: Book, now: Instant): boolean {
  if (book.terms?.status === 'delisted' && book.liveByAccount.size > 0) return true
  if (unfinishedOrder(book)) return true
  if (hasDemoWork(book, now)) return true
  return mayTrade(book, now) && (hasTrailMoves(book, book.lastTradePrice) || dueStop(book) !== undefined)
}

/** True when market has another idea of whether demo orders wait for prices from outside. */
export const isWantingUntold = (book: Book): boolean => wantsQuotes(book) !== book.quotesWanted

const wantsQuotes = ({ demoLive }: Book): boolean => demoLive.size > 0

const tellWanted = (book: Book): readonly OrderEvent[] => [
  { type: 'QuotesWanted', assetId: book.assetId, wanted: wantsQuotes(book) },
]

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
