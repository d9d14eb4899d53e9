import type { Book, Queues } from './book.state'
import type { PriceTimeQueue, Queued } from './queue.state'
import { isLive, type Order } from './row.state'
import { isSettled } from './trade.state'

/** Places in the queues, which the queues themselves tell. */
const PLACES = new Set(['level', 'ahead', 'behind', 'trail'])

/**
 * All that a book decides by, as text: two books with the same facts decide alike. What a restart begins anew (quotes,
 * memos) and what is over are no facts.
 */
export function bookFacts(book: Book): string {
  const { assetId, symbol, quoteCurrency, terms, session, haltReason, holdReason } = book
  const { lastTradePrice, lastTradeSize, lastTradeAt } = book
  return JSON.stringify(
    {
      market: {
        assetId,
        symbol,
        quoteCurrency,
        terms,
        session,
        haltReason,
        holdReason,
        lastTradePrice,
        lastTradeSize,
        lastTradeAt,
      },
      orders: sorted([...book.orders.values()].filter(isLive), ({ orderId }) => orderId),
      live: standing(book),
      demo: standing(book.demo),
      quotesWanted: book.quotesWanted,
      trades: sorted(
        [...book.trades.values()].filter((trade) => !isSettled(trade)),
        ({ tradeId }) => tradeId,
      ),
    },
    plain,
  )
}

const standing = ({ bids, asks, buyStops, sellStops, buyTrails, sellTrails }: Queues): unknown => ({
  queues: [bids, asks, buyStops, sellStops].map((queue) => queueFacts(queue, ({ orderId }) => orderId)),
  trails: [buyTrails, sellTrails].map((queue) => queueFacts(queue, ({ order }) => order.orderId)),
})

function queueFacts<E extends Queued<E>>(queue: PriceTimeQueue<E>, idOf: (entry: E) => string): unknown {
  return queue.levels.map(({ price, size, count, first }) => {
    const ids: string[] = []
    for (let entry = first; entry; entry = entry.behind) ids.push(idOf(entry))
    return { price, size, count, ids }
  })
}

const sorted = <T>(items: readonly T[], idOf: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))

/** Members in the order of their names, so that where an object came from does not show. */
function plain(key: string, value: unknown): unknown {
  if (PLACES.has(key)) return undefined
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value as Partial<Order>).sort(([a], [b]) => (a < b ? -1 : 1)))
}
