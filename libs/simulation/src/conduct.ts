import type { InstrumentTerms, OrderEvent } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { demand } from './broken'

type Placed = Extract<OrderEvent, { type: 'OrderPlaced' }>
type Traded = Extract<OrderEvent, { type: 'TradeExecuted' }>
type Closed = Extract<OrderEvent, { type: 'OrderClosed' }>

interface Venue {
  status: InstrumentTerms['status'] | undefined
  isHalted: boolean
  isHeld: boolean
  opensAt: Instant
  closesAt: Instant
}

/** Watches what may happen when, and to whom: halts and sessions, post-only, fill-or-kill, one user on both sides. */
export class Conduct {
  private readonly venues = new Map<string, Venue>()
  private readonly orders = new Map<string, Placed>()

  order(event: OrderEvent, at: Instant): void {
    const venue = this.venueOf(event.assetId)
    switch (event.type) {
      case 'MarketHalted':
      case 'MarketResumed':
        venue.isHalted = event.type === 'MarketHalted'
        return
      case 'MarketHeld':
      case 'MarketReleased':
        venue.isHeld = event.type === 'MarketHeld'
        return
      case 'InstrumentSet':
        venue.status = event.terms.status
        return
      case 'SessionSet':
        venue.opensAt = event.opensAt ?? -Infinity
        venue.closesAt = event.closesAt ?? Infinity
        return
      case 'OrderPlaced':
        this.orders.set(event.orderId, event)
        return isOpen(venue, event, at)
      case 'OrderOpened':
      case 'StopTriggered':
        this.isInTime(event.orderId, at)
        return isOpen(venue, event, at)
      case 'TrailMoved':
        return isOpen(venue, event, at)
      case 'TradeExecuted':
        isOpen(venue, event, at)
        for (const { orderId } of [event.buy, event.sell]) this.isInTime(orderId, at)
        return this.traded(event)
      case 'OrderClosed':
        return this.closed(event)
      default:
    }
  }

  /** Of day orders the venue's hours tell; their end moves with the close. */
  private isInTime(orderId: string, at: Instant): void {
    const { timeInForce, expiresAt = Infinity } = this.of(orderId)
    demand(timeInForce !== 'gtc' || at < expiresAt, `order ${orderId} does nothing after its end`)
  }

  private traded({ tradeId, buy, sell }: Traded): void {
    demand(buy.userId !== sell.userId, `nobody trades with themselves in trade ${tradeId}`)
    const { orderId } = buy.liquidity === 'taker' ? buy : sell
    demand(buy.liquidity !== sell.liquidity, `trade ${tradeId} has one maker and one taker`)
    demand(!this.of(orderId).postOnly, `the taker of trade ${tradeId} may take`)
  }

  private closed({ orderId, filledQuantity, status }: Closed): void {
    const order = this.of(orderId)
    if (order.timeInForce === 'fok')
      demand(filledQuantity === (status === 'filled' ? order.quantity : 0n), `order ${orderId} is filled whole or not`)
    this.orders.delete(orderId)
  }

  private of(orderId: string): Placed {
    const order = this.orders.get(orderId)
    demand(order !== undefined, `order ${orderId} was placed and is not closed`)
    return order
  }

  private venueOf(assetId: string): Venue {
    const known = this.venues.get(assetId)
    if (known) return known
    const venue = { status: undefined, isHalted: false, isHeld: false, opensAt: Infinity, closesAt: Infinity }
    this.venues.set(assetId, venue)
    return venue
  }
}

function isOpen({ status, isHalted, isHeld, opensAt, closesAt }: Venue, { type }: OrderEvent, at: Instant): void {
  demand(status === 'active' && !isHalted && !isHeld, `no ${type} while the market is halted`)
  demand(at >= opensAt && at < closesAt, `no ${type} while the market is closed`)
}
