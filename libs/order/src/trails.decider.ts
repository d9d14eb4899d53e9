import { assert } from '@filao/kernel'
import { minUnits, type Units } from '@filao/money'
import type { Book, Queues } from './book.state'
import { WORK_MAX } from './closing.decider'
import type { TrailMoved } from './order.events'
import { bookPrice, type Order } from './row.state'
import { protectionPrice } from './tick.state'
import { trailedStop } from './trail.state'

type Trails = Pick<Queues, 'buyTrails' | 'sellTrails'>

/** True when a last price moves trailing stops of these queues. */
export const hasTrailMoves = ({ buyTrails, sellTrails }: Trails, last: Units | undefined): boolean =>
  last !== undefined && [buyTrails, sellTrails].some((queue) => queue.top && queue.reaches(queue.top.price, last))

/** The stops of these queues that a last price moves, moved. */
export function trailMoves(book: Book, { buyTrails, sellTrails }: Trails, last: Units | undefined): TrailMoved[] {
  const moves: TrailMoved[] = []
  if (last === undefined) return moves
  for (const queue of [buyTrails, sellTrails]) {
    queue.meet(last, ({ order }) => {
      moves.push(trailMoved(book, order, last))
      return moves.length < WORK_MAX
    })
    if (moves.length >= WORK_MAX) break
  }
  return moves
}

function trailMoved({ terms }: Book, order: Order, referencePrice: Units): TrailMoved {
  assert(terms !== undefined, 'a book with orders has terms')
  const { orderId, assetId, accountId, userId, side } = order
  const stopPrice = trailedStop(order, referencePrice, terms)
  const protection = protectionPrice(side, stopPrice, terms)
  return {
    type: 'TrailMoved',
    orderId,
    assetId,
    accountId,
    userId,
    stopPrice,
    referencePrice,
    // A buy has reserved at its price so far, and the collar or the ticks may have been widened since.
    protectionPrice: side === 'buy' ? minUnits(protection, bookPrice(order)) : protection,
  }
}
