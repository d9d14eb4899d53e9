import type { OrderCommand } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { enter, type Book } from './book.state'
import { isLive, orderOf, type OrderRow } from './row.state'
import { isSettled, type Execution, type Trade } from './trade.state'

/** The columns of a book's own row. */
export type MarketRow = Pick<
  Book,
  | 'symbol'
  | 'quoteCurrency'
  | 'terms'
  | 'session'
  | 'haltReason'
  | 'holdReason'
  | 'lastTradePrice'
  | 'lastTradeSize'
  | 'lastTradeAt'
> &
  Partial<Pick<Book, 'quotesWanted'>>

/**
 * The rows that a command may need and memory may lack: closed orders and settled trades leave memory. The store loads
 * those that {@link Book.orders} and {@link Book.trades} do not hold. A repeated `PlaceOrder` is answered by the inbox.
 */
export function bookNeeds(command: OrderCommand): {
  readonly orders: readonly string[]
  readonly trades: readonly string[]
} {
  switch (command.type) {
    case 'ConfirmOrder':
    case 'RejectOrder':
    case 'CancelOrder':
    case 'AmendOrder':
    case 'ConfirmAmend':
    case 'RejectAmend':
      return { orders: [command.orderId], trades: [] }
    case 'RecordLegSettled':
      return { orders: [], trades: [command.tradeId] }
    default:
      return { orders: [], trades: [] }
  }
}

/** Puts a loaded market row into the book. Comes before the orders: the terms tell when trailing stops move. */
export function restoreMarket(book: Book, row: MarketRow): void {
  book.symbol = row.symbol
  book.quoteCurrency = row.quoteCurrency
  book.terms = row.terms
  book.session = row.session
  book.haltReason = row.haltReason
  book.holdReason = row.holdReason
  book.lastTradePrice = row.lastTradePrice
  book.lastTradeSize = row.lastTradeSize
  book.lastTradeAt = row.lastTradeAt
  book.quotesWanted = row.quotesWanted ?? false
  // The last trade is what stops are due by: a cascade that a crash broke off goes on before any other command.
  book.now = row.lastTradeAt ?? 0
}

/** Puts a loaded order into the book. Live ones come sorted by priority, pending ones (0) by the time of placing. */
export function restoreOrder(book: Book, row: OrderRow): void {
  const order = orderOf(row)
  enter(book, order)
  if (!isLive(order)) book.forgettable.orders.push(order.orderId)
}

/** Puts the executions of a loaded trade into the book: two, or the one of a demo order. */
export function restoreTrade(book: Book, executions: readonly Execution[]): void {
  const [first] = executions
  assert(first !== undefined, 'a trade has executions')
  const sides = executions.map((execution) => [execution.side, execution] as const)
  const trade: Trade = { tradeId: first.tradeId, ...Object.fromEntries(sides) }
  book.trades.set(trade.tradeId, trade)
  if (isSettled(trade)) book.forgettable.trades.push(trade.tradeId)
}

/** After the commit: nothing is unsaved, and what is over need not stay in memory. */
export function forgetClosed(book: Book): void {
  for (const orderId of book.forgettable.orders) book.orders.delete(orderId)
  for (const tradeId of book.forgettable.trades) book.trades.delete(tradeId)
  book.forgettable.orders = []
  book.forgettable.trades = []
  book.unsaved.orders.clear()
  book.unsaved.trades.clear()
  book.unsaved.market = false
}
