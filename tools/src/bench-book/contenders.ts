import { PriceTimeQueue, type Level, type Queued } from '@filao/order'
import { OrderBook as HftOrderBook } from 'hft-limit-order-book'
import { OrderBook as NodeOrderBook } from 'nodejs-order-book'
import type { FlowOperation } from './recorded-flow'

/** Plays operations on a new book and returns what was traded, so that the books can be compared and nothing is skipped. */
export type Contender = (operations: readonly FlowOperation[]) => { readonly traded: number }

/** An order as the rules keep it: bigint amounts, its own links. */
interface Entry extends Queued<Entry> {
  readonly orderId: string
  readonly side: 'buy' | 'sell'
  readonly price: bigint
}

const UNIT = 100_000_000n
/** One tick of 0.01, in units of 10⁻⁸. */
const TICK = 1_000_000n

/**
 * The matching core of the order rules, in its two halves: first the walk that decides the fills and changes nothing,
 * then their application. Prices and quantities are bigint units of 10⁻⁸, as in the service.
 */
function filao(operations: readonly FlowOperation[]): { traded: number } {
  const bids = new PriceTimeQueue<Entry>('highest')
  const asks = new PriceTimeQueue<Entry>('lowest')
  const orders = new Map<string, Entry>()
  let traded = 0n
  let priority = 0
  const remove = (entry: Entry): void => {
    ;(entry.side === 'buy' ? bids : asks).remove(entry)
    orders.delete(entry.orderId)
  }
  for (const { kind, orderId, side, price, size } of operations) {
    const known = kind === 'cancel' ? orders.get(orderId) : undefined
    if (known) remove(known)
    if (kind === 'cancel') continue
    priority += 1
    const taker: Entry = {
      remainingQuantity: BigInt(size) * UNIT,
      priority,
      level: undefined as Level<Entry> | undefined,
      ahead: undefined,
      behind: undefined,
      orderId,
      side,
      price: BigInt(price) * TICK,
    }
    const opposite = side === 'buy' ? asks : bids
    const fills: { maker: Entry; quantity: bigint }[] = []
    let left = taker.remainingQuantity
    opposite.meet(taker.price, (maker) => {
      if (left === 0n) return false
      const quantity = left < maker.remainingQuantity ? left : maker.remainingQuantity
      fills.push({ maker, quantity })
      left -= quantity
      return true
    })
    for (const { maker, quantity } of fills) {
      opposite.reduce(maker, quantity)
      traded += quantity
      if (maker.remainingQuantity === 0n) remove(maker)
    }
    taker.remainingQuantity = left
    if (left === 0n || kind === 'take') continue
    orders.set(orderId, taker)
    ;(side === 'buy' ? bids : asks).add(taker, taker.price)
  }
  return { traded: Number(traded / UNIT) }
}

type Library = typeof NodeOrderBook | typeof HftOrderBook

const library =
  (OrderBook: Library): Contender =>
  (operations) => {
    const book = new OrderBook()
    let traded = 0
    for (const { kind, orderId, side, price, size } of operations) {
      if (kind === 'cancel') {
        book.cancel(orderId)
        continue
      }
      const timeInForce = kind === 'take' ? 'IOC' : 'GTC'
      const result = book.limit({ id: orderId, side, size, price, timeInForce } as never)
      if (result.err) throw new Error('an order was refused', { cause: result.err })
      traded += size - result.quantityLeft
    }
    return { traded }
  }

export const CONTENDERS = {
  filao,
  'nodejs-order-book': library(NodeOrderBook),
  'hft-limit-order-book': library(HftOrderBook),
} as const satisfies Record<string, Contender>
export type ContenderName = keyof typeof CONTENDERS
