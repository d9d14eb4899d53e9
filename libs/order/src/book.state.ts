import type { InstrumentTerms, TopOfBook } from '@filao/contracts'
import { assert, type Instant } from '@filao/kernel'
import { maxUnits, minUnits, type Units } from '@filao/money'
import type { ApplyQuote } from './order.commands'
import type { SessionSet } from './order.events'
import { PriceTimeQueue } from './queue.state'
import { bookPrice, isLive, isWaiting, type Order, type TrailEntry } from './row.state'
import type { Trade } from './trade.state'
import { trailMovesAt } from './trail.state'

export type Session = Omit<SessionSet, 'type' | 'assetId'>

/** Trades that market has not been told of: the last one, and how high and low they went. */
export interface UnquotedTrade {
  readonly price: Units
  readonly quantity: Units
  readonly high: Units
  readonly low: Units
}

/** Adds a trade to those that market has not been told of. */
export const unquoted = (
  before: UnquotedTrade | undefined,
  { price, quantity }: Pick<UnquotedTrade, 'price' | 'quantity'>,
): UnquotedTrade => ({
  price,
  quantity,
  high: before ? maxUnits(before.high, price) : price,
  low: before ? minUnits(before.low, price) : price,
})

/** Where the orders of one mode stand. */
export interface Queues {
  readonly bids: PriceTimeQueue<Order>
  readonly asks: PriceTimeQueue<Order>
  /** Stops by the price that triggers them: buys when the last price rises to it, sells when it falls to it. */
  readonly buyStops: PriceTimeQueue<Order>
  readonly sellStops: PriceTimeQueue<Order>
  /** Trailing stops by the last price that moves them. */
  readonly buyTrails: PriceTimeQueue<TrailEntry>
  readonly sellTrails: PriceTimeQueue<TrailEntry>
}

/** What an instrument costs outside. */
export interface FeedQuote extends Pick<ApplyQuote, 'lastPrice' | 'asOf' | 'ageMsMax'> {
  /** When it came: what goes on because of it is judged by no earlier time. */
  readonly takenAt: Instant
}

/** The whole book of one instrument, with all that its decisions need. Its own queues are those of live orders. */
export interface Book extends Queues {
  readonly assetId: string
  /** Undefined until market has sent the instrument. */
  symbol: string | undefined
  quoteCurrency: string | undefined
  terms: InstrumentTerms | undefined
  session: Session | undefined
  /** Set while an operator has halted the market. */
  haltReason: string | undefined
  /** Set while compliance holds it. */
  holdReason: string | undefined
  lastTradePrice: Units | undefined
  lastTradeSize: Units | undefined
  lastTradeAt: Instant | undefined
  /** Live orders, and those closed since the last {@link forgetClosed}. */
  readonly orders: Map<string, Order>
  /** Orders that wait for wallet, first placed first. */
  readonly pending: Map<string, Order>
  readonly liveByAccount: Map<string, Set<Order>>
  /** Demo orders, which trade on prices from outside: they never meet the others, nor each other. */
  readonly demo: Queues
  readonly demoLive: Set<Order>
  /** What market has been told of {@link demoLive}: whether there is any. */
  quotesWanted: boolean
  /** The last price from outside. A memo, not a fact: after a restart the next one is waited for. */
  feed: FeedQuote | undefined
  /** Trades of which a leg is unsettled, and those settled since the last {@link forgetClosed}. */
  readonly trades: Map<string, Trade>
  /** Time of the last event. */
  now: Instant
  /** What market was told last, and when. Not a fact: after a restart the book is quoted anew. */
  quoted: TopOfBook | undefined
  quotedAt: Instant
  /** The last trade and the extremes of those before it, while market has not been told of them. */
  unquotedTrade: UnquotedTrade | undefined
  /** No live order ends before this. A memo of `overdue`, not a fact. */
  nextExpiryAt: Instant
  /** What has changed since the last {@link forgetClosed}: the rows to be saved. */
  readonly unsaved: { readonly orders: Set<Order>; readonly trades: Set<Trade>; market: boolean }
  /** Ids of what need not stay in memory. */
  readonly forgettable: { orders: string[]; trades: string[] }
}

const emptyQueues = (): Queues => ({
  bids: new PriceTimeQueue('highest'),
  asks: new PriceTimeQueue('lowest'),
  buyStops: new PriceTimeQueue('lowest'),
  sellStops: new PriceTimeQueue('highest'),
  buyTrails: new PriceTimeQueue('highest'),
  sellTrails: new PriceTimeQueue('lowest'),
})

export const emptyBook = (assetId: string): Book => ({
  assetId,
  symbol: undefined,
  quoteCurrency: undefined,
  terms: undefined,
  session: undefined,
  haltReason: undefined,
  holdReason: undefined,
  lastTradePrice: undefined,
  lastTradeSize: undefined,
  lastTradeAt: undefined,
  orders: new Map(),
  pending: new Map(),
  liveByAccount: new Map(),
  ...emptyQueues(),
  demo: emptyQueues(),
  demoLive: new Set(),
  quotesWanted: false,
  feed: undefined,
  trades: new Map(),
  now: 0,
  quoted: undefined,
  quotedAt: 0,
  unquotedTrade: undefined,
  nextExpiryAt: Infinity,
  unsaved: { orders: new Set(), trades: new Set(), market: false },
  forgettable: { orders: [], trades: [] },
})

/** The queue that an open order stands in: a side of the book, or the stops that wait. */
export function queueOf(book: Book, order: Order): PriceTimeQueue<Order> {
  const queues = queuesOf(book, order)
  if (isWaiting(order)) return order.side === 'buy' ? queues.buyStops : queues.sellStops
  return order.side === 'buy' ? queues.bids : queues.asks
}

const queuesOf = (book: Book, { mode }: Order): Queues => (mode === 'demo' ? book.demo : book)
const trailsOf = (book: Book, order: Order): PriceTimeQueue<TrailEntry> =>
  order.side === 'buy' ? queuesOf(book, order).buyTrails : queuesOf(book, order).sellTrails

/** Puts an order to where its status says: among the pending ones, the stops, or into the book. */
export function enter(book: Book, order: Order): void {
  book.orders.set(order.orderId, order)
  if (!isLive(order)) return
  live(book, order.accountId).add(order)
  if (order.mode === 'demo') book.demoLive.add(order)
  if (order.expiresAt !== undefined && order.expiresAt < book.nextExpiryAt) book.nextExpiryAt = order.expiresAt
  if (order.status === 'pending') book.pending.set(order.orderId, order)
  else if (isWaiting(order)) enterStops(book, order)
  else queueOf(book, order).add(order, bookPrice(order))
}

/** Takes an order out of every queue and index but `orders`. */
export function leave(book: Book, order: Order): void {
  const { accountId } = order
  const orders = live(book, accountId)
  orders.delete(order)
  if (orders.size === 0) book.liveByAccount.delete(accountId)
  book.demoLive.delete(order)
  if (order.status === 'pending') book.pending.delete(order.orderId)
  else if (isWaiting(order)) leaveStops(book, order)
  else queueOf(book, order).remove(order)
}

/** Sorts a waiting stop anew after its stop price has moved. */
export function requeueStop(book: Book, order: Order): void {
  leaveStops(book, order)
  enterStops(book, order)
}

function enterStops(book: Book, order: Order): void {
  const { stopPrice, priority } = order
  assert(stopPrice !== undefined, 'a waiting stop has a stop price')
  queueOf(book, order).add(order, stopPrice)
  if (order.orderType !== 'trailing_stop') return
  assert(book.terms !== undefined, 'a book with orders has terms')
  const movesAt = trailMovesAt(order, stopPrice, book.terms)
  if (movesAt === undefined) return
  order.trail = { order, priority, remainingQuantity: 0n, level: undefined, ahead: undefined, behind: undefined }
  trailsOf(book, order).add(order.trail, movesAt)
}

function leaveStops(book: Book, order: Order): void {
  queueOf(book, order).remove(order)
  if (order.trail) trailsOf(book, order).remove(order.trail)
  order.trail = undefined
}

function live(book: Book, accountId: string): Set<Order> {
  let orders = book.liveByAccount.get(accountId)
  if (!orders) book.liveByAccount.set(accountId, (orders = new Set()))
  return orders
}
