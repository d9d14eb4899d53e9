import { orderCommands, orderEvents, type FeeSchedule, type InstrumentTerms } from '@filao/contracts'
import { isRefusal, makeId, type Decision, type Instant } from '@filao/kernel'
import { minUnits, parseUnits, UNITS_MAX } from '@filao/money'
import type { Book, Queues } from './book.state'
import { bookNeeds, forgetClosed, orderRules, restoreMarket, restoreOrder, restoreTrade } from './index'
import type { OrderCommand, PlaceOrder, SetSession } from './order.commands'
import type { OrderEvent } from './order.events'
import type { OrderRefusal } from './order.refusals'
import type { PriceTimeQueue, Queued } from './queue.state'
import { isLive, type Order, type OrderRow } from './row.state'
import { isSettled, sidesOf, type Execution, type Trade } from './trade.state'

const copies = (trade: Trade): Execution[] => sidesOf(trade).map((execution) => ({ ...execution }))

/** An id for tests: `n` tells it apart, all are of partition 1. */
export const id = (n: number): string => makeId({ partition: 1, at: 1_700_000_000_000, unique: BigInt(n) })
export const uuid = id
export const u = parseUnits
export const ASSET = id(1)
export const NOON = Date.parse('2026-01-05T12:00:00.000Z')
export const HOUR_MS = 3_600_000

export const TERMS: InstrumentTerms = {
  status: 'active',
  exchange: 'NASDAQ',
  assetType: 'stock',
  isTradable: true,
  isDemoTradable: true,
  tickSize: u('0.01'),
  lotSize: u('1'),
  minOrderQuantity: u('1'),
  marketCollarPercent: u('5'),
}
export const FREE: FeeSchedule = { version: 1, minimum: 0n, tiers: [{ rate: 0n, commission: 0n }] }
export const FEES: FeeSchedule = {
  version: 3,
  minimum: u('0.5'),
  tiers: [
    { below: u('10000'), rate: u('0.01'), commission: u('0.006') },
    { rate: u('0.005'), commission: u('0.003') },
  ],
}
export const SESSION: SetSession = {
  type: 'SetSession',
  assetId: ASSET,
  opensAt: NOON - HOUR_MS,
  closesAt: NOON + HOUR_MS,
  nextOpensAt: NOON + 24 * HOUR_MS,
  previousClose: u('100'),
  settlementDate: '2026-01-08',
}

type Price = string | undefined
/** A limit order with readable amounts; the account is also the user, unless one is named. */
export interface Placing extends Partial<
  Omit<PlaceOrder, 'quantity' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent'>
> {
  readonly n: number
  readonly account?: number
  readonly user?: number
  readonly quantity?: string
  readonly limitPrice?: Price
  readonly stopPrice?: Price
  readonly trailAmount?: Price
  readonly trailPercent?: Price
}

export function placing({ n, account = n, user = account, ...given }: Placing): PlaceOrder {
  const { quantity = '10', limitPrice, stopPrice, trailAmount, trailPercent, ...rest } = given
  return {
    type: 'PlaceOrder',
    orderId: id(1000 + n),
    assetId: ASSET,
    accountId: id(2_000_000 + account),
    userId: id(3_000_000 + user),
    mode: 'live',
    symbol: 'AAPL',
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'gtc',
    postOnly: false,
    selfTradePrevention: 'cancel_newest',
    fees: FREE,
    ...rest,
    quantity: u(quantity),
    limitPrice: limitPrice === undefined ? undefined : u(limitPrice),
    stopPrice: stopPrice === undefined ? undefined : u(stopPrice),
    trailAmount: trailAmount === undefined ? undefined : u(trailAmount),
    trailPercent: trailPercent === undefined ? undefined : u(trailPercent),
  }
}

/**
 * One book driven as the engine drives it: decide, evolve, go on with large work. Every step asserts what must always
 * hold: deciding changes nothing, the invariants, and that each message survives its codec.
 */
export class Scenario {
  book: Book = orderRules.decider.initial(ASSET)
  readonly log: { readonly event: OrderEvent; readonly at: Instant; readonly position: number }[] = []
  now: Instant = NOON

  /** Rows of what has left memory. */
  private readonly closed = { orders: new Map<string, OrderRow>(), trades: new Map<string, Trade>() }

  constructor(private readonly checks = true) {}

  /** A book that is open for trading. */
  static open({ terms = TERMS, session = SESSION, checks = true } = {}): Scenario {
    const scenario = new Scenario(checks)
    scenario.do({ type: 'SetInstrument', assetId: ASSET, symbol: 'AAPL', quoteCurrency: 'USD', terms })
    scenario.do(session)
    return scenario
  }

  get events(): readonly OrderEvent[] {
    return this.log.map(({ event }) => event)
  }

  /** Decides and applies a command and what follows from it. Returns the events of all, or the refusal. */
  do(command: OrderCommand): readonly OrderEvent[] | OrderRefusal {
    const first = this.step(command)
    if (isRefusal(first)) return first
    const events = [...first]
    for (let next = orderRules.continuation!(this.book); next; next = orderRules.continuation!(this.book)) {
      const more = this.step(next)
      if (isRefusal(more) || more.length === 0) throw new Error('the rest of a large work makes progress')
      events.push(...more)
    }
    return events
  }

  /** Places an order and, unless refused, lets wallet confirm it. */
  place(terms: Placing): readonly OrderEvent[] | OrderRefusal {
    const command = placing(terms)
    const placed = this.do(command)
    return isRefusal(placed) ? placed : this.confirm(terms.n)
  }

  confirm(n: number): readonly OrderEvent[] | OrderRefusal {
    return this.do({ type: 'ConfirmOrder', orderId: id(1000 + n), assetId: ASSET })
  }

  order(n: number): Order {
    return this.book.orders.get(id(1000 + n))!
  }

  /** Does what time alone brings about. */
  tick(now: Instant): readonly OrderEvent[] {
    this.now = now
    const before = this.log.length
    for (const command of orderRules.overdue!(this.book, now)) this.do(command)
    return this.events.slice(before)
  }

  /** Commits: what is closed leaves memory, and is loaded when a command needs it. */
  commit(): void {
    const { orders, trades, forgettable } = this.book
    for (const orderId of forgettable.orders) this.closed.orders.set(orderId, { ...orders.get(orderId)! })
    for (const tradeId of forgettable.trades) this.closed.trades.set(tradeId, trades.get(tradeId)!)
    forgetClosed(this.book)
  }

  private load(command: OrderCommand): void {
    const { orders, trades } = bookNeeds(command)
    for (const orderId of orders) {
      const row = this.book.orders.has(orderId) ? undefined : this.closed.orders.get(orderId)
      if (row) restoreOrder(this.book, row)
    }
    for (const tradeId of trades) {
      const trade = this.book.trades.has(tradeId) ? undefined : this.closed.trades.get(tradeId)
      if (trade) restoreTrade(this.book, copies(trade))
    }
  }

  /** The book as it would be after a restart: from the rows of what lives. */
  rebuilt(): Book {
    const { book } = this
    const rebuilt = orderRules.decider.initial(ASSET)
    restoreMarket(rebuilt, book)
    const rows = [...book.orders.values()].filter(isLive)
    rows.sort((a, b) => a.priority - b.priority || a.placedAt - b.placedAt)
    for (const row of rows) restoreOrder(rebuilt, { ...row })
    for (const trade of book.trades.values()) if (!isSettled(trade)) restoreTrade(rebuilt, copies(trade))
    return rebuilt
  }

  /** One command, without what follows from it. */
  step(command: OrderCommand): Decision<OrderEvent, OrderRefusal> {
    this.load(command)
    const at = { now: this.now, position: this.log.length + 1 }
    const before = this.checks ? snapshot(this.book) : ''
    const decision = orderRules.decider.decide(command, this.book, at)
    if (this.checks) {
      expect(snapshot(this.book)).toBe(before)
      const contract = orderCommands.of(command.type)
      expect(contract.decode(contract.encode(command))).toEqual(defined(command))
    }
    const events = isRefusal(decision) ? (decision.recorded ?? []) : decision
    for (const event of events) {
      const position = this.log.length + 1
      this.log.push({ event, at: this.now, position })
      orderRules.decider.evolve(this.book, event, { now: this.now, position })
      if (!this.checks) continue
      const contract = orderEvents.of(event.type)
      expect(contract.decode(contract.encode(event))).toEqual(defined(event))
    }
    if (this.checks) this.check(events)
    return decision
  }

  private check(events: readonly OrderEvent[]): void {
    expect(orderRules.violation!(this.book)).toBeUndefined()
    const last = events[events.length - 1]
    for (const event of events) if ('top' in event && event.top) expect(event).toBe(last)
    if (!last || !('top' in last) || !last.top) return
    // What a decision says about the top is what the book shows once its events are applied.
    const { bids, asks } = this.book
    const { bid, bidSize, ask, askSize } = last.top
    const shown = (size: bigint | undefined) => size && minUnits(size, UNITS_MAX)
    expect([bid, bidSize]).toEqual([bids.top?.price, shown(bids.top?.size)])
    expect([ask, askSize]).toEqual([asks.top?.price, shown(asks.top?.size)])
  }
}

const defined = (message: object): unknown => {
  const entries = Object.entries(message).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, isObject(value) ? defined(value) : value]))
}
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All of a book that is a fact, as text: two books are equal when these are. */
export function snapshot(book: Book): string {
  const {
    quoted: _,
    quotedAt: __,
    unquotedTrade: ___,
    nextExpiryAt: ____,
    unsaved: _____,
    feed: _______,
    forgettable,
    now: ______,
    ...rest
  } = book
  const { demo, demoLive } = rest
  const known = { ...rest, orders: undefined, pending: undefined, liveByAccount: undefined, trades: undefined }
  const rows = [...book.orders.values()].filter((order) => !forgettable.orders.includes(order.orderId))
  return JSON.stringify(
    {
      ...known,
      ...queues(book),
      demo: queues(demo),
      demoLive: [...demoLive].map(({ orderId }) => orderId).sort(),
      orders: rows.map(row).sort(byOrderId),
      pending: [...book.pending.keys()].sort(),
      accounts: [...book.liveByAccount]
        .map(([account, orders]) => [account, [...orders].map(row).sort(byOrderId)])
        .sort(),
      trades: [...book.trades.values()].filter(({ tradeId }) => !forgettable.trades.includes(tradeId)),
    },
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  )
}

const row = ({ level: _, ahead: __, behind: ___, trail: ____, ...columns }: Order): Omit<Order, 'level'> =>
  columns as Omit<Order, 'level'>
const byOrderId = (a: { orderId: string }, b: { orderId: string }): number => (a.orderId < b.orderId ? -1 : 1)

const queues = ({ bids, asks, buyStops, sellStops, buyTrails, sellTrails }: Queues) => ({
  bids: queue(bids),
  asks: queue(asks),
  buyStops: queue(buyStops),
  sellStops: queue(sellStops),
  buyTrails: queue(buyTrails),
  sellTrails: queue(sellTrails),
})

function queue<E extends Queued<E> & ({ orderId: string } | { order: Order })>({ levels }: PriceTimeQueue<E>): unknown {
  return levels.map(({ price, size, count, first }) => {
    const entries: string[] = []
    for (let entry = first; entry; entry = entry.behind)
      entries.push('orderId' in entry ? entry.orderId : entry.order.orderId)
    return { price, size, count, entries }
  })
}
