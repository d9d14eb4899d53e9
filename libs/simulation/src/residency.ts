import type { OrderCommand } from '@filao/contracts'
import { bookNeeds, forgetClosed, restoreOrder, restoreTrade, sidesOf, type Book, type OrderRow } from '@filao/order'

/** What leaves memory after a commit and comes back when a command needs it: the part of a service's store. */
export interface Residency<C, S> {
  load(commands: readonly C[], memory: ReadonlyMap<string, S>): void
  forget(memory: ReadonlyMap<string, S>): void
}

type Trades = Book['trades'] extends Map<string, infer Trade> ? Trade : never

/** Closed orders and settled trades leave the book, as they do in the order service. */
export class BookResidency implements Residency<OrderCommand, Book> {
  private readonly orders = new Map<string, OrderRow>()
  private readonly trades = new Map<string, Trades>()

  load(commands: readonly OrderCommand[], memory: ReadonlyMap<string, Book>): void {
    for (const command of commands) {
      const book = 'assetId' in command ? memory.get(command.assetId) : undefined
      if (!book) continue
      const { orders, trades } = bookNeeds(command)
      for (const orderId of orders) {
        const row = book.orders.has(orderId) ? undefined : this.orders.get(orderId)
        if (row?.assetId === book.assetId) restoreOrder(book, { ...row })
      }
      for (const tradeId of trades) {
        const trade = book.trades.has(tradeId) ? undefined : this.trades.get(tradeId)
        if (trade)
          restoreTrade(
            book,
            sidesOf(trade).map((execution) => ({ ...execution })),
          )
      }
    }
  }

  forget(memory: ReadonlyMap<string, Book>): void {
    for (const book of memory.values()) {
      for (const orderId of book.forgettable.orders) {
        const order = book.orders.get(orderId)
        if (order) this.orders.set(orderId, order)
      }
      for (const tradeId of book.forgettable.trades) {
        const trade = book.trades.get(tradeId)
        if (trade) this.trades.set(tradeId, trade)
      }
      forgetClosed(book)
    }
  }
}
