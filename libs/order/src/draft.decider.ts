import { partitionOf, toTimestamp, type Instant, type Moment } from '@filao/kernel'
import { minUnits, UNITS_MAX, type Units } from '@filao/money'
import { unquoted, type Book } from './book.state'
import type { OrderEvent, TopOfBook } from './order.events'
import type { PriceTimeQueue } from './queue.state'
import { isWaiting, type Order, type Side } from './row.state'

/** Market hears of a book at most this often: 4 times a second. */
export const QUOTE_INTERVAL_MS_MIN = 250

/** How much more (or less) will stand at a price once the decision's events are applied. */
interface SizeChange {
  readonly price: Units
  quantity: Units
}

/** The events of one decision, and what they will do to the top of the book, which the decision itself must not touch. */
export class Draft {
  readonly events: OrderEvent[] = []
  private readonly changes: Readonly<Record<Side, SizeChange[]>> = { buy: [], sell: [] }
  private lastTrade: Book['unquotedTrade']

  constructor(
    readonly book: Book,
    readonly at: Moment,
  ) {}

  get now(): Instant {
    return this.at.now
  }

  get partition(): number {
    return partitionOf(this.book.assetId)
  }

  /** Position that the next event will take. */
  get position(): number {
    return this.at.position + this.events.length
  }

  /** Day of the decision as contract notes write it, `yyyymmdd`. */
  get day(): string {
    return toTimestamp(this.at.now).slice(0, 10).replaceAll('-', '')
  }

  add(event: OrderEvent): void {
    this.events.push(event)
  }

  traded(price: Units, quantity: Units): void {
    this.lastTrade = unquoted(this.lastTrade ?? this.book.unquotedTrade, { price, quantity })
  }

  /** Notes that `quantity` more (less, if negative) stands at a price. */
  change(side: Side, price: Units, quantity: Units): void {
    const changes = this.changes[side]
    const last = changes[changes.length - 1]
    if (last && last.price === price) last.quantity += quantity
    else changes.push({ price, quantity })
  }

  /** Notes that an order leaves the side that it stands in, if it stands in one. Demo orders stand in no side. */
  leaves(order: Order): void {
    if (order.mode === 'live' && order.level && !isWaiting(order))
      this.change(order.side, order.level.price, -order.remainingQuantity)
  }

  /**
   * The events, the last of which carries the new top, if it has changed since market was told and that is long enough
   * ago. What is held back here is said later by `BookQuoted`.
   */
  done(): readonly OrderEvent[] {
    const { book, events, at } = this
    const index = events.length - 1
    const last = events[index]
    if (!last || at.now - book.quotedAt < QUOTE_INTERVAL_MS_MIN || !carriesTop(last)) return events
    const top = this.top()
    if (top && !isSameTop(top, book.quoted)) events[index] = { ...last, top }
    return events
  }

  /** The top after the events; undefined while a match is unfinished, when the two sides overlap. */
  top(): TopOfBook | undefined {
    const { book } = this
    const bid = topAfter(book.bids, this.changes.buy)
    const ask = topAfter(book.asks, this.changes.sell)
    if (book.symbol === undefined || (bid && ask && bid.price >= ask.price)) return undefined
    const trade = this.lastTrade ?? book.unquotedTrade
    return {
      symbol: book.symbol,
      bid: bid?.price,
      bidSize: bid && shownSize(bid.quantity),
      ask: ask?.price,
      askSize: ask && shownSize(ask.quantity),
      lastPrice: trade?.price,
      lastSize: trade?.quantity,
      ...(trade && trade.high !== trade.low && { high: trade.high, low: trade.low }),
    }
  }
}

/** Each order fits into an amount, all that stand at a price need not. */
const shownSize = (size: Units): Units => minUnits(size, UNITS_MAX)

type CarriesTop = Extract<OrderEvent, { top?: unknown }>
const carriesTop = (event: OrderEvent): event is CarriesTop =>
  event.type === 'OrderClosed' ||
  event.type === 'OrderOpened' ||
  event.type === 'OrderAmended' ||
  event.type === 'StopTriggered'

function topAfter(queue: PriceTimeQueue<Order>, changes: readonly SizeChange[]): SizeChange | undefined {
  let best: SizeChange | undefined
  for (let index = queue.levels.length - 1; index >= 0 && !best; index -= 1) {
    const { price, size } = queue.levels[index]!
    const quantity = size + changeAt(changes, price)
    if (quantity > 0n) best = { price, quantity }
  }
  for (const { price } of changes) {
    const quantity = best?.price === price ? 0n : changeAt(changes, price)
    // A level that exists has been seen above, so a better price can only be a new level.
    if (quantity > 0n && (!best || queue.reaches(price, best.price))) best = { price, quantity }
  }
  return best
}

function changeAt(changes: readonly SizeChange[], price: Units): Units {
  let sum = 0n
  for (const change of changes) if (change.price === price) sum += change.quantity
  return sum
}

/** True when market knows this already: the same sides, and no trade since. */
export const isSameTop = (top: TopOfBook, quoted: TopOfBook | undefined): boolean =>
  top.lastPrice === undefined &&
  top.bid === quoted?.bid &&
  top.bidSize === quoted?.bidSize &&
  top.ask === quoted?.ask &&
  top.askSize === quoted?.askSize
