import type { OrderEvent, TradeSide } from '@filao/contracts'
import { ONE, type Units } from '@filao/money'
import { demand } from './broken'

type Placed = Extract<OrderEvent, { type: 'OrderPlaced' }>
type Traded = Extract<OrderEvent, { type: 'TradeExecuted' }>

interface Account {
  readonly placed: Placed
  /** What each unit is reserved at. */
  price: Units
  traded: Units
  charged: Units
}

/**
 * Reckons what every order reserves, draws and is charged from the words of the rules (domain 4, "fee of a fill"), and
 * shares no code with them.
 */
export class Charges {
  private readonly orders = new Map<string, Account>()

  order(event: OrderEvent): void {
    switch (event.type) {
      case 'OrderPlaced':
        return this.placed(event)
      case 'TradeExecuted':
        this.filled(event, event.buy, 'buy')
        return this.filled(event, event.sell, 'sell')
      case 'OrderAmended':
      case 'TrailMoved': {
        const order = this.of(event.orderId)
        const limitPrice = 'limitPrice' in event ? event.limitPrice : undefined
        order.price = limitPrice ?? event.protectionPrice ?? order.price
        return
      }
      case 'OrderClosed':
        this.orders.delete(event.orderId)
        return
      default:
    }
  }

  private placed(placed: Placed): void {
    const price = placed.limitPrice ?? placed.protectionPrice
    demand(price !== undefined, `order ${placed.orderId} has a price that it may not pass`)
    const { stopPrice, protectionPrice, side } = placed
    if (stopPrice !== undefined && protectionPrice !== undefined) {
      const isWithin =
        side === 'buy' ? protectionPrice * 100n <= stopPrice * 105n : protectionPrice * 100n >= stopPrice * 95n
      demand(isWithin, `order ${placed.orderId} goes no further than 5 % beyond its stop`)
    }
    const order = { placed, price, traded: 0n, charged: 0n }
    this.orders.set(placed.orderId, order)
    const notional = (price * placed.quantity) / ONE
    const reserved = side === 'buy' ? notional + feeOf(placed, notional) : placed.quantity
    demand(placed.reservedAmount === reserved, `order ${placed.orderId} reserves its worst cost`)
  }

  private filled(trade: Traded, { orderId, commission, fees, levies, draw }: TradeSide, side: 'buy' | 'sell'): void {
    const { price, quantity, gross } = trade
    const order = this.of(orderId)
    demand(gross * ONE === price * quantity, `trade ${trade.tradeId} is worth its price times its quantity`)
    demand(side === 'buy' ? price <= order.price : price >= order.price, `order ${orderId} trades within its price`)
    const fee = commission + fees
    order.traded += gross
    order.charged += fee
    const due = feeOf(order.placed, order.traded)
    demand(commission >= 0n && fees >= 0n, `order ${orderId} is charged nothing negative`)
    const toldApart = order.placed.feeParts !== undefined && fee > 0n
    demand(toldApart === (levies !== undefined), `order ${orderId} is told whose its fees are, or not at all`)
    if (levies) demand(sumOf(levies) === fees, `order ${orderId} is told whose each of its fees is`)
    // Of a sale a fill brings no less than nothing; what it could not pay is charged to the next.
    const isCapped = side === 'sell' && fee === gross
    demand(order.charged === due || (isCapped && order.charged < due), `order ${orderId} is charged what is due`)
    const expected = side === 'buy' ? (order.price * quantity) / ONE + fee : quantity
    demand(draw === expected, `order ${orderId} draws what the fill was reserved at`)
  }

  private of(orderId: string): Account {
    const order = this.orders.get(orderId)
    demand(order !== undefined, `order ${orderId} is open`)
    return order
  }
}

function sumOf({ exchange, regulator, depository }: NonNullable<TradeSide['levies']>): Units {
  demand(exchange >= 0n && regulator >= 0n && depository >= 0n, 'nobody is passed on less than nothing')
  return exchange + regulator + depository
}

/** The rate's share of the notional in whole minor units, a half rounded up, and at least the minimum. */
function feeOf({ feeRate, feeMinimum, quoteCurrency }: Placed, notional: Units): Units {
  const minorUnit = quoteCurrency === 'JPY' ? ONE : ONE / 100n
  const exact = feeRate * notional
  const step = minorUnit * ONE
  const rounded = (exact / step + (2n * (exact % step) >= step ? 1n : 0n)) * minorUnit
  return rounded > feeMinimum ? rounded : feeMinimum
}
