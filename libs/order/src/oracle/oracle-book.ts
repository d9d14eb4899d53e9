import type { Instant } from '@filao/kernel'
import type { OrderEvent, OrderPlaced, SessionSet } from '../order.events'

/** What the oracle expects: one line per trade, in the order of trading. */
export interface OracleExecution {
  readonly price: bigint
  readonly quantity: bigint
  readonly buyOrderId: string
  readonly sellOrderId: string
}

interface Standing {
  readonly placed: OrderPlaced
  price: bigint
  stopPrice: bigint | undefined
  remaining: bigint
  filled: bigint
  expiresAt: Instant | undefined
  priority: number
  isOpen: boolean
  isWaiting: boolean
}

/**
 * A slow, obvious book: one array, sorted again for every match. It is fed the order log in position order and says which
 * trades must follow. It shares no code with the book that it judges, and it knows nothing of money.
 */
export class OracleBook {
  private readonly orders = new Map<string, Standing>()
  private session: SessionSet | undefined

  /** The executions that this event must lead to. Events that lead to none return an empty list. */
  feed(event: OrderEvent, now: Instant): readonly OracleExecution[] {
    switch (event.type) {
      case 'OrderPlaced':
        this.orders.set(event.orderId, standing(event))
        return []
      case 'OrderOpened':
      case 'StopTriggered':
        return this.take(event.orderId, now, (order) => {
          order.priority = event.priority
          order.isOpen = true
          if (event.type === 'StopTriggered') order.isWaiting = false
        })
      case 'TrailMoved': {
        const order = this.orders.get(event.orderId)!
        order.price = event.protectionPrice
        return []
      }
      case 'OrderAmended':
        return this.take(event.orderId, now, (order) => {
          order.remaining = (event.quantity ?? order.filled + order.remaining) - order.filled
          order.price = event.limitPrice ?? event.protectionPrice ?? order.price
          order.priority = event.priority ?? order.priority
        })
      case 'SessionSet':
        this.moveClose(this.session, event)
        this.session = event
        return []
      case 'OrderClosed':
        this.orders.delete(event.orderId)
        return []
      default:
        return []
    }
  }

  /** Orders that stand on a side, best first: what the oracle thinks of the final book. */
  side(side: 'buy' | 'sell'): readonly { orderId: string; price: bigint; remaining: bigint }[] {
    return this.standing(side).map(({ placed: { orderId }, price, remaining }) => ({ orderId, price, remaining }))
  }

  /** Day orders end with the session that they were placed in, also when its close is moved. */
  private moveClose(before: SessionSet | undefined, { opensAt, closesAt }: SessionSet): void {
    if (!before || before.opensAt !== opensAt || closesAt === undefined) return
    for (const order of this.orders.values()) {
      if (order.placed.timeInForce === 'day' && order.expiresAt === before.closesAt) order.expiresAt = closesAt
    }
  }

  private standing(side: 'buy' | 'sell'): Standing[] {
    return [...this.orders.values()]
      .filter((order) => order.placed.side === side && order.isOpen && !order.isWaiting && order.remaining > 0n)
      .sort((a, b) => (a.price === b.price ? a.priority - b.priority : a.price < b.price === (side === 'buy') ? 1 : -1))
  }

  private take(orderId: string, now: Instant, change: (order: Standing) => void): OracleExecution[] {
    const order = this.orders.get(orderId)!
    change(order)
    if (order.isWaiting || order.remaining <= 0n) return []
    return this.match(order, now)
  }

  private match(taker: Standing, now: Instant): OracleExecution[] {
    const { placed } = taker
    const makers = this.standing(placed.side === 'buy' ? 'sell' : 'buy').filter(({ price }) =>
      placed.side === 'buy' ? price <= taker.price : price >= taker.price,
    )
    if (placed.timeInForce === 'fok' && !canFill(taker, makers, now)) return []
    const executions: OracleExecution[] = []
    for (const maker of makers) {
      if (taker.remaining === 0n) break
      if (isOver(maker, now)) continue
      if (maker.placed.userId === placed.userId) {
        if (placed.selfTradePrevention !== 'cancel_newest') maker.remaining = 0n
        if (placed.selfTradePrevention === 'cancel_oldest') continue
        taker.remaining = 0n
        break
      }
      const quantity = maker.remaining < taker.remaining ? maker.remaining : taker.remaining
      for (const side of [maker, taker]) {
        side.remaining -= quantity
        side.filled += quantity
      }
      const [buy, sell] = placed.side === 'buy' ? [taker, maker] : [maker, taker]
      executions.push({
        price: maker.price,
        quantity,
        buyOrderId: buy.placed.orderId,
        sellOrderId: sell.placed.orderId,
      })
    }
    return executions
  }
}

const standing = (placed: OrderPlaced): Standing => ({
  placed,
  price: (placed.limitPrice ?? placed.protectionPrice)!,
  stopPrice: placed.stopPrice,
  remaining: placed.quantity,
  filled: 0n,
  expiresAt: placed.expiresAt,
  priority: 0,
  isOpen: false,
  isWaiting: placed.stopPrice !== undefined,
})

const isOver = ({ expiresAt }: Standing, now: Instant): boolean => expiresAt !== undefined && expiresAt <= now

function canFill(taker: Standing, makers: readonly Standing[], now: Instant): boolean {
  let available = 0n
  for (const maker of makers) {
    if (isOver(maker, now)) continue
    const isOwn = maker.placed.userId === taker.placed.userId
    if (isOwn && taker.placed.selfTradePrevention !== 'cancel_oldest') break
    if (!isOwn) available += maker.remaining
  }
  return available >= taker.remaining
}
