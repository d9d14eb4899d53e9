import type { OrderEvent } from '@filao/contracts'
import type { Recorded, ServiceEngine } from '@filao/engine'
import { partitionOf } from '@filao/kernel'
import type { Book } from '@filao/order'
import type { OrderView } from '../http/order.schemas'
import { orderView } from './order.queries'

/** How long a placement waits for its order to be no longer pending, in milliseconds (design/api.md). */
const PLACEMENT_WAIT_MS = 2000

type Engine = Pick<ServiceEngine<never, OrderEvent, Book, never>, 'onCommitted' | 'engineOf'>

/** Tells those who placed an order when it is no longer pending, with all that its opening brought about. */
export class PendingOrders {
  private readonly waiting = new Map<string, Set<(view: OrderView | undefined) => void>>()

  constructor(private readonly engine: Engine) {
    engine.onCommitted((partition, events) => this.look(partition, events))
  }

  /** The order as it is in memory; undefined where it is not resident (any more, or on this instance). */
  resident(assetId: string, orderId: string): OrderView | undefined {
    const engine = this.engine.engineOf(partitionOf(assetId))
    const order = engine?.peek(assetId)?.orders.get(orderId)
    return order && engine && orderView(order, { position: engine.position, updatedAt: order.placedAt })
  }

  /** Resolves when the order is opened or closed, with its state then; with undefined after the wait. */
  settled(orderId: string): Promise<OrderView | undefined> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(orderId) ?? new Set()
      this.waiting.set(orderId, waiting)
      const tell = (view: OrderView | undefined): void => {
        clearTimeout(timer)
        waiting.delete(tell)
        if (waiting.size === 0) this.waiting.delete(orderId)
        resolve(view)
      }
      const timer = setTimeout(tell, PLACEMENT_WAIT_MS, undefined)
      waiting.add(tell)
    })
  }

  private look(partition: number, events: readonly Recorded<OrderEvent>[]): void {
    if (this.waiting.size === 0) return
    for (const { event, aggregate, at, position } of events) {
      if (event.type !== 'OrderOpened' && event.type !== 'OrderClosed') continue
      if (!this.waiting.has(event.orderId)) continue
      // The whole batch is in memory already, so an order that traded on arrival shows its fills.
      const order = this.engine.engineOf(partition)?.peek(aggregate)?.orders.get(event.orderId)
      const view = order && orderView(order, { position, updatedAt: at })
      for (const tell of this.waiting.get(event.orderId) ?? []) tell(view)
    }
  }
}
