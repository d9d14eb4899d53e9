import type { OrderEvent } from '@filao/contracts'
import { ONE, type Units } from '@filao/money'
import { demand } from './broken'

interface Stop {
  readonly assetId: string
  readonly side: 'buy' | 'sell'
  stopPrice: Units
  trailAmount: Units | undefined
  trailPercent: Units | undefined
  /** Highest last price since a trailing sell has opened, lowest of a trailing buy, beginning with that of its placing. */
  extreme: Units | undefined
  isOpen: boolean
}

/** A stop is rounded to the tick, and an amended trail counts from where the stop moved last: two ticks apart at most. */
const SLACK = ONE

/** Follows the last price beside every stop: which trigger, and where the trailing ones must stand. */
export class Stops {
  private readonly waiting = new Map<string, Stop>()
  private readonly last = new Map<string, Units>()

  order(event: OrderEvent): void {
    const stop = 'orderId' in event ? this.waiting.get(event.orderId) : undefined
    switch (event.type) {
      case 'OrderPlaced': {
        const { orderId, assetId, side, stopPrice, trailAmount, trailPercent, referencePrice: extreme } = event
        if (stopPrice === undefined) return
        const trail = { trailAmount, trailPercent, extreme }
        this.waiting.set(orderId, { assetId, side, stopPrice, ...trail, isOpen: false })
        return
      }
      case 'OrderOpened':
        if (stop) {
          stop.isOpen = true
          follow(stop, this.last.get(event.assetId))
        }
        return
      case 'TradeExecuted':
        return this.traded(event.assetId, event.price)
      case 'TrailMoved': {
        demand(stop !== undefined, `trailing stop ${event.orderId} waits`)
        demand(event.referencePrice === stop.extreme, `stop ${event.orderId} trails the extreme since it opened`)
        const isNearer = stop.side === 'sell' ? event.stopPrice > stop.stopPrice : event.stopPrice < stop.stopPrice
        demand(isNearer, `stop ${event.orderId} never falls back`)
        stop.stopPrice = event.stopPrice
        return
      }
      case 'OrderAmended':
        if (stop && (event.trailAmount ?? event.trailPercent) !== undefined) {
          stop.trailAmount = event.trailAmount
          stop.trailPercent = event.trailPercent
        }
        if (stop) stop.stopPrice = event.stopPrice ?? stop.stopPrice
        return
      case 'StopTriggered': {
        const last = this.last.get(event.assetId)
        demand(stop !== undefined && last !== undefined && hasReached(stop, last), `stop ${event.orderId} was reached`)
        this.waiting.delete(event.orderId)
        return
      }
      case 'OrderClosed':
        this.waiting.delete(event.orderId)
        return
      default:
    }
  }

  checkAtRest(): void {
    for (const [orderId, { side, stopPrice, trailAmount, trailPercent, extreme }] of this.waiting) {
      if (extreme === undefined) continue
      const trail = trailAmount ?? (extreme * trailPercent!) / (100n * ONE)
      const distance = side === 'sell' ? extreme - stopPrice : stopPrice - extreme
      demand(distance >= trail && distance < trail + SLACK, `stop ${orderId} stands where its trail says`)
    }
  }

  private traded(assetId: string, price: Units): void {
    this.last.set(assetId, price)
    for (const stop of this.waiting.values()) if (stop.assetId === assetId && stop.isOpen) follow(stop, price)
  }
}

function follow(stop: Stop, last: Units | undefined): void {
  const { side, extreme } = stop
  if (last === undefined || extreme === undefined) return
  if (side === 'sell' ? last > extreme : last < extreme) stop.extreme = last
}

const hasReached = ({ side, stopPrice }: Stop, last: Units): boolean =>
  side === 'sell' ? last <= stopPrice : last >= stopPrice
