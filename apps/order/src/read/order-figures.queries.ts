import type { Queryable } from '@filao/engine'
import type { Book } from '@filao/order'
import { gauges } from '@filao/service'

/** Of the partial index of legs that are not settled, which is empty when nothing is in flight. */
const OLDEST_UNSETTLED = `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(executed_at)), 0)::float AS oldest
  FROM "order".executions WHERE leg_status = 'pending'`

/** What is needed of the engine. */
interface Engine {
  readonly owned: readonly number[]
  engineOf(partition: number): { readonly resident: ReadonlyMap<string, Book> } | undefined
}

/** Orders that wait for wallet in these books. */
export function pendingOrders(books: Iterable<Book>): number {
  let pending = 0
  for (const book of books) pending += book.pending.size
  return pending
}

/** Shows on each scrape what is in flight. */
export function observeOrders(engine: Engine, db: Queryable): void {
  gauges(['filao_order_pending'], (observe) => {
    for (const partition of engine.owned) {
      const books = engine.engineOf(partition)?.resident.values() ?? []
      observe('filao_order_pending', pendingOrders(books), { partition })
    }
  })
  gauges(['filao_order_oldest_unsettled_seconds'], async (observe) => {
    const { rows } = await db.query({ name: 'oldest_unsettled', text: OLDEST_UNSETTLED })
    observe('filao_order_oldest_unsettled_seconds', Math.max(0, rows[0]?.['oldest'] as number))
  })
}
