import type { OrderEvent } from '@filao/contracts'
import { assert, never, type Moment } from '@filao/kernel'
import { divideHalfUp, ONE } from '@filao/money'
import { enter, leave, queueOf, requeueStop, unquoted, type Book } from './book.state'
import type {
  AmendRefused,
  ExecutionSettled,
  OrderAmended,
  OrderClosed,
  OrderOpened,
  OrderPlaced,
  QuoteFilled,
  StopTriggered,
  TradeExecuted,
  TrailMoved,
} from './order.events'
import { newOrder, type Order } from './row.state'
import { evolveInstrument, evolveSession } from './market.state'
import { demoTradeOf, isSettled, tradeOf } from './trade.state'

/** Total: every event in every state. Changes the book in place and returns it: a rollback drops the memory. */
export function evolve(book: Book, event: OrderEvent, at: Moment): Book {
  book.now = at.now
  apply(book, event, at)
  if ('top' in event && event.top) {
    book.quoted = event.top
    book.quotedAt = at.now
    book.unquotedTrade = undefined
  }
  return book
}

function apply(book: Book, event: OrderEvent, at: Moment): void {
  switch (event.type) {
    case 'OrderPlaced':
      return placed(book, event, at)
    case 'OrderOpened':
      return opened(book, event, at)
    case 'StopTriggered':
      return triggered(book, event, at)
    case 'TrailMoved':
      return moved(book, event)
    case 'TradeExecuted':
      return executed(book, event, at)
    case 'QuoteFilled':
      return filledAtQuote(book, event, at)
    case 'QuotesWanted':
      book.quotesWanted = event.wanted
      book.unsaved.market = true
      return
    case 'OrderClosed':
      return closed(book, event, at)
    case 'OrderAmended':
      return amended(book, event)
    case 'AmendRequested':
      change(book, event.orderId).amendment = event
      return
    case 'AmendRefused':
      return amendRefused(book, event)
    case 'ExecutionSettled':
      return settled(book, event, at)
    case 'MarketHalted':
      book.haltReason = event.reason
      book.unsaved.market = true
      return
    case 'MarketResumed':
      book.haltReason = undefined
      book.unsaved.market = true
      return
    case 'MarketHeld':
      book.holdReason = event.reason
      book.unsaved.market = true
      return
    case 'MarketReleased':
      book.holdReason = undefined
      book.unsaved.market = true
      return
    case 'InstrumentSet':
      return evolveInstrument(book, event)
    case 'SessionSet':
      return evolveSession(book, event)
    // A refused order has no row, a settled trade is known by its two executions, and what was quoted is taken above.
    case 'OrderRefused':
    case 'TradeSettled':
    case 'BookQuoted':
      return
    default:
      return never(event)
  }
}

function placed(book: Book, event: OrderPlaced, at: Moment): void {
  const order = newOrder(event, at.now)
  enter(book, order)
  book.unsaved.orders.add(order)
}

function opened(book: Book, event: OrderOpened, at: Moment): void {
  const order = change(book, event.orderId)
  book.pending.delete(order.orderId)
  order.status = 'open'
  order.priority = event.priority
  order.openedAt = at.now
  enter(book, order)
}

function triggered(book: Book, event: StopTriggered, at: Moment): void {
  const order = change(book, event.orderId)
  leave(book, order)
  order.priority = event.priority
  order.triggeredAt = at.now
  enter(book, order)
}

function moved(book: Book, event: TrailMoved): void {
  const order = change(book, event.orderId)
  order.stopPrice = event.stopPrice
  order.trailReferencePrice = event.referencePrice
  order.protectionPrice = event.protectionPrice
  requeueStop(book, order)
}

function executed(book: Book, event: TradeExecuted, at: Moment): void {
  const { quantity, gross } = event
  fill(book, { ...event.buy, side: 'buy', quantity, gross }, at)
  fill(book, { ...event.sell, side: 'sell', quantity, gross }, at)
  book.lastTradePrice = event.price
  book.lastTradeSize = event.quantity
  book.lastTradeAt = at.now
  book.unquotedTrade = unquoted(book.unquotedTrade, event)
  const trade = tradeOf(event, at)
  book.trades.set(event.tradeId, trade)
  book.unsaved.trades.add(trade)
  book.unsaved.market = true
}

/** Neither the live sides nor the last trade of the book know of it. */
function filledAtQuote(book: Book, event: QuoteFilled, at: Moment): void {
  fill(book, { ...event, commission: 0n, fees: 0n }, at)
  const trade = demoTradeOf(event, at)
  book.trades.set(event.tradeId, trade)
  book.unsaved.trades.add(trade)
}

/** What a fill does to its order. */
interface Fill {
  readonly orderId: string
  readonly side: 'buy' | 'sell'
  readonly quantity: bigint
  readonly gross: bigint
  readonly draw: bigint
  readonly commission: bigint
  readonly fees: bigint
}

function fill(book: Book, { orderId, side, quantity, gross, draw, commission, fees }: Fill, at: Moment): void {
  const order = change(book, orderId)
  queueOf(book, order).reduce(order, quantity)
  order.filledQuantity += quantity
  order.status = 'partially_filled'
  order.totalValue += gross
  order.commission += commission
  order.fees += fees
  order.netAmount = order.totalValue + (side === 'buy' ? 1n : -1n) * (order.commission + order.fees)
  order.averageExecutionPrice = divideHalfUp(order.totalValue * ONE, order.filledQuantity)
  order.drawnAmount += draw
  order.legs += 1
  order.executedAt = at.now
}

function settled(book: Book, event: ExecutionSettled, at: Moment): void {
  const trade = book.trades.get(event.tradeId)
  assert(trade !== undefined, 'a settled execution names a trade of the book')
  const execution = trade[event.side]
  assert(execution !== undefined, 'a settled execution is a side of its trade')
  execution.legStatus = 'settled'
  execution.settledAt = at.now
  book.unsaved.trades.add(trade)
  if (isSettled(trade)) book.forgettable.trades.push(trade.tradeId)
}

function closed(book: Book, event: OrderClosed, at: Moment): void {
  const order = change(book, event.orderId)
  leave(book, order)
  order.status = event.status
  order.closeReason = event.reason
  if (event.status === 'rejected') order.rejectionReason = event.reason
  if (event.status === 'cancelled') order.cancelledAt = at.now
  order.closedAt = at.now
  order.amendment = undefined
  book.forgettable.orders.push(order.orderId)
}

function amended(book: Book, event: OrderAmended): void {
  const order = change(book, event.orderId)
  const amended = event.quantity ?? order.quantity
  const remaining = amended - order.filledQuantity
  if (event.priority === undefined) {
    // Only the quantity falls, so that the order keeps its place.
    queueOf(book, order).reduce(order, order.remainingQuantity - remaining)
    order.quantity = amended
  } else {
    leave(book, order)
    order.quantity = amended
    order.remainingQuantity = remaining
    order.priority = event.priority
    order.limitPrice = event.limitPrice ?? order.limitPrice
    order.stopPrice = event.stopPrice ?? order.stopPrice
    order.trailAmount = event.trailAmount ?? order.trailAmount
    order.trailPercent = event.trailPercent ?? order.trailPercent
    order.protectionPrice = event.protectionPrice ?? order.protectionPrice
    enter(book, order)
  }
  order.reservedAmount = event.reservedAmount
  order.amendment = undefined
}

function amendRefused(book: Book, event: AmendRefused): void {
  const order = change(book, event.orderId)
  order.amendment = undefined
  order.reservedAmount += event.retained ?? 0n
}

/** The order that an event is about; its row is to be saved. */
function change(book: Book, orderId: string): Order {
  const order = book.orders.get(orderId)
  assert(order !== undefined, 'an event names an order of the book')
  book.unsaved.orders.add(order)
  return order
}
