import type { Units } from '@filao/money'
import type { Book } from './book.state'
import { mayTrade } from './market.state'
import { type PriceTimeQueue, type Queued } from './queue.state'
import { bookPrice, isImmediate, isLive, isWaiting, type Order } from './row.state'
import { isUnfinished } from './stops.decider'
import { trailedStop } from './trail.state'

/** The first sentence about a book that does not hold; undefined when all do. */
export function violation(book: Book): string | undefined {
  for (const order of book.orders.values()) {
    const broken = brokenOrder(book, order)
    if (broken) return `order ${order.orderId}: ${broken}`
  }
  return brokenQueues(book) ?? brokenIndexes(book) ?? brokenSides(book) ?? brokenStops(book)
}

function brokenOrder(book: Book, order: Order): string | undefined {
  const { quantity, filledQuantity, remainingQuantity, drawnAmount, reservedAmount } = order
  if (remainingQuantity !== quantity - filledQuantity) return 'what remains is the quantity less what is filled'
  if (filledQuantity < 0n || remainingQuantity < 0n) return 'it is filled at most whole'
  if (drawnAmount > reservedAmount) return 'fills never exceed the reservation'
  if ((order.status === 'filled') !== (remainingQuantity === 0n)) return 'it is filled when nothing remains'
  if (order.amendment && !isOpen(order)) return 'only an open order is being amended'
  if (isLive(order) === (order.closedAt !== undefined)) return 'it has a closing time when it is closed'
  if (isOpen(order) !== (order.level !== undefined)) return 'it stands in a queue while it is open'
  if (isOpen(order) && order.level?.price !== (isWaiting(order) ? order.stopPrice : bookPrice(order)))
    return 'it stands at its price'
  if (book.pending.has(order.orderId) !== (order.status === 'pending'))
    return 'it is pending while wallet has not answered'
  return undefined
}

function brokenQueues(book: Book): string | undefined {
  for (const [mode, queues] of [
    ['live', book],
    ['demo', book.demo],
  ] as const) {
    for (const queue of [queues.bids, queues.asks, queues.buyStops, queues.sellStops]) {
      const broken = brokenQueue(queue) ?? strangers(queue, mode)
      if (broken) return broken
    }
    const broken = brokenQueue(queues.buyTrails) ?? brokenQueue(queues.sellTrails)
    if (broken) return broken
  }
  return undefined
}

/** A live order and a demo order never stand in one queue. */
function strangers(queue: PriceTimeQueue<Order>, mode: Order['mode']): string | undefined {
  for (const { first } of queue.levels)
    for (let order = first; order; order = order.behind)
      if (order.mode !== mode) return `${mode} orders stand by themselves`
  return undefined
}

function brokenQueue<E extends Queued<E>>(queue: PriceTimeQueue<E>): string | undefined {
  let better: Units | undefined
  for (const level of [...queue.levels].reverse()) {
    if (better !== undefined && (queue.reaches(level.price, better) || level.price === better))
      return 'levels stand best first'
    better = level.price
    let size = 0n
    let count = 0
    let priority = 0
    for (let entry = level.first; entry; entry = entry.behind) {
      if (entry.level !== level || entry.priority < priority) return 'a level stands in the order of priority'
      priority = entry.priority
      size += entry.remainingQuantity
      count += 1
    }
    if (count === 0 || count !== level.count || size !== level.size) return 'a level is the sum of its entries'
  }
  return undefined
}

function brokenIndexes(book: Book): string | undefined {
  let live = 0
  for (const order of book.orders.values()) {
    if (!isLive(order)) continue
    live += 1
    if (!book.liveByAccount.get(order.accountId)?.has(order)) return 'a live order is listed for its account'
    if (order.expiresAt !== undefined && order.expiresAt < book.nextExpiryAt)
      return 'no order ends before the next expiry'
  }
  let listed = 0
  for (const orders of book.liveByAccount.values()) {
    if (orders.size === 0) return 'an account without live orders is not listed'
    listed += orders.size
  }
  return listed === live ? undefined : 'only live orders are listed for accounts'
}

function brokenSides(book: Book): string | undefined {
  if (isUnfinished(book, book.now)) return undefined
  const { bids, asks, demo } = book
  if (bids.top && asks.top && bids.top.price >= asks.top.price) return 'the sides of a book do not overlap'
  for (const { levels } of [bids, asks, demo.bids, demo.asks])
    for (const level of levels)
      for (let order = level.first; order; order = order.behind)
        if (isImmediate(order)) return 'an immediate order does not rest'
  return undefined
}

/** Looks at every stop, where the rules look only at the first of their queues. */
function brokenStops(book: Book): string | undefined {
  const { lastTradePrice: last, terms, now } = book
  if (last === undefined || !terms || !mayTrade(book, now) || isUnfinished(book, now)) return undefined
  for (const order of book.orders.values()) {
    if (!isOpen(order) || !isWaiting(order) || order.mode === 'demo') continue
    const { side, stopPrice, orderType } = order
    if (stopPrice === undefined || (side === 'buy' ? last >= stopPrice : last <= stopPrice))
      return `stop ${order.orderId} is triggered when the last price reaches it`
    if (orderType !== 'trailing_stop') continue
    const trailed = trailedStop(order, last, terms)
    if (side === 'buy' ? trailed < stopPrice : trailed > stopPrice)
      return `trailing stop ${order.orderId} follows the last price`
  }
  return undefined
}

const isOpen = ({ status }: Order): boolean => status === 'open' || status === 'partially_filled'
