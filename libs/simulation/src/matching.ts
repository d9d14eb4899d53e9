import type { OrderEvent } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { OracleBook, type OracleExecution } from '@filao/order'
import { demand } from './broken'

interface Watched {
  readonly oracle: OracleBook
  /** What the oracle has foretold and the book has not traded yet. */
  readonly due: OracleExecution[]
}

/** Watches every book beside a slow, obvious one that is fed with its log and foretells its trades. */
export class Matching {
  private readonly books = new Map<string, Watched>()

  order(event: OrderEvent, at: Instant): void {
    const { oracle, due } = this.of(event.assetId)
    if (event.type !== 'TradeExecuted') {
      due.push(...oracle.feed(event, at))
      return
    }
    const foretold = due.shift()
    const { price, quantity, buy, sell, tradeId } = event
    demand(
      foretold?.price === price &&
        foretold.quantity === quantity &&
        foretold.buyOrderId === buy.orderId &&
        foretold.sellOrderId === sell.orderId,
      `trade ${tradeId} is the one that the slow book foretold`,
    )
  }

  /** Holds when no match is unfinished. */
  checkAtRest(): void {
    for (const [assetId, { due }] of this.books)
      demand(due.length === 0, `book ${assetId} has traded all that the slow book foretold`)
  }

  private of(assetId: string): Watched {
    let book = this.books.get(assetId)
    if (!book) this.books.set(assetId, (book = { oracle: new OracleBook(), due: [] }))
    return book
  }
}
