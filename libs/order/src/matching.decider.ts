import { makeId, type Instant } from '@filao/kernel'
import { multiplyExact, type Units } from '@filao/money'
import type { Book } from './book.state'
import { closeOrder, expired, isExpired, WORK_MAX, type Ending } from './closing.decider'
import type { Draft } from './draft.decider'
import { feeOfFill } from './fee.decider'
import { isReached } from './feed.state'
import type { OrderClosed, TradeSide } from './order.events'
import { bookPrice, isImmediate, type Order, type Side } from './row.state'

/** An order as it will be once the draft's events are applied. Deciding changes nothing but this. */
export interface Progress {
  readonly order: Order
  /** The price that it may not pass, and that its reservation is counted at. */
  readonly price: Units
  remainingQuantity: Units
  filledQuantity: Units
  totalValue: Units
  charged: Units
  drawnAmount: Units
  legs: number
}

export const progressOf = (
  order: Order,
  price = bookPrice(order),
  remainingQuantity = order.remainingQuantity,
): Progress => ({
  order,
  price,
  remainingQuantity,
  filledQuantity: order.filledQuantity,
  totalValue: order.totalValue,
  charged: order.commission + order.fees,
  drawnAmount: order.drawnAmount,
  legs: order.legs,
})

/**
 * Matches an incoming order against the other side, then rests or closes it. A match that is longer than `WORK_MAX`, or
 * that moves trailing stops on its way, is left unfinished: the two sides of the book overlap until the next command goes
 * on with it.
 */
export function match(draft: Draft, taker: Progress): void {
  const { order } = taker
  if (order.timeInForce === 'fok' && !isFillable(draft, taker)) return close(draft, taker, 'fok_not_fillable')
  const end = fillFrom(draft, taker)
  if (end === 'self_trade') return close(draft, taker, 'self_trade')
  if (taker.remainingQuantity === 0n) return draft.add(closing(taker, { status: 'filled', reason: 'filled' }))
  if (end === 'unfinished' || !isImmediate(order)) return draft.change(order.side, taker.price, taker.remainingQuantity)
  close(draft, taker, order.orderType === 'limit' ? 'ioc_remainder' : 'no_liquidity')
}

/** What stands against an order of this side. */
export const against = (book: Book, { side }: Pick<Order, 'side'>): Book['bids'] =>
  side === 'buy' ? book.asks : book.bids

/** The best order against this side whose time is not over. */
export function bestAgainst(book: Book, side: Side, now: Instant): Order | undefined {
  const { levels } = against(book, { side })
  for (let index = levels.length - 1; index >= 0; index -= 1)
    for (let order = levels[index]!.first; order; order = order.behind) if (!isExpired(order, now)) return order
  return undefined
}

/** True when an order with this limit would trade at once. */
export function wouldTake(book: Book, order: Order, { limit, now }: { limit: Units; now: Instant }): boolean {
  if (order.mode === 'demo') return isReached(book, order.side, { limit, now })
  const best = bestAgainst(book, order.side, now)
  return best !== undefined && against(book, order).reaches(bookPrice(best), limit)
}

function close(draft: Draft, taker: Progress, reason: string): void {
  draft.add(closing(taker, { status: 'cancelled', reason }))
}

const closing = (progress: Progress, ending: Ending): OrderClosed => closeOrder(progress.order, ending, progress)

/** Walks the other side, price, then priority, and writes down what happens. The book stays as it is. */
function fillFrom(draft: Draft, taker: Progress): 'met' | 'unfinished' | 'self_trade' {
  const { order } = taker
  const now = beginOf(draft, order)
  let work = 0
  let end: 'met' | 'unfinished' | 'self_trade' = 'met'
  let tradedAt: Units | undefined
  against(draft.book, order).meet(taker.price, (maker, { price }) => {
    if (taker.remainingQuantity === 0n) return false
    const moves = tradedAt !== undefined && tradedAt !== price && movesTrails(draft.book, order, tradedAt)
    if (work === WORK_MAX || moves) {
      end = 'unfinished'
      return false
    }
    work += 1
    if (isExpired(maker, now)) return leaves(draft, maker, expired(maker))
    if (maker.userId !== order.userId) {
      tradedAt = price
      return fill(draft, taker, progressOf(maker))
    }
    // The taker's mode decides, and nothing trades. The taker is always the newest.
    if (order.selfTradePrevention !== 'cancel_newest')
      leaves(draft, maker, { status: 'cancelled', reason: 'self_trade' })
    if (order.selfTradePrevention === 'cancel_oldest') return true
    end = 'self_trade'
    return false
  })
  return end
}

/**
 * True when a price of a match moves trailing stops that its later prices will not: a seller's best price is its first.
 * The match waits until they have moved, so that they follow every extreme and not only where a match ends.
 */
function movesTrails({ sellTrails, buyTrails }: Book, { side }: Order, price: Units): boolean {
  const trails = side === 'sell' ? sellTrails : buyTrails
  return trails.top !== undefined && trails.reaches(trails.top.price, price)
}

/** A fill-or-kill goes on at the time that it was judged at: what stood then must not have ended meanwhile. */
const beginOf = (draft: Draft, { timeInForce, openedAt }: Order): Instant =>
  timeInForce === 'fok' && openedAt !== undefined ? openedAt : draft.now

function leaves(draft: Draft, maker: Order, ending: Ending): true {
  draft.leaves(maker)
  draft.add(closeOrder(maker, ending))
  return true
}

/** A fill-or-kill is judged whole, before anything trades. */
function isFillable(draft: Draft, { order, price, remainingQuantity }: Progress): boolean {
  const now = beginOf(draft, order)
  let missing = remainingQuantity
  against(draft.book, order).meet(price, (maker) => {
    if (isExpired(maker, now)) return true
    if (maker.userId === order.userId) return order.selfTradePrevention === 'cancel_oldest'
    missing -= maker.remainingQuantity
    return missing > 0n
  })
  return missing <= 0n
}

/** One trade, at the resting order's price. */
function fill(draft: Draft, taker: Progress, maker: Progress): true {
  const { book, now } = draft
  const price = maker.price
  const quantity = taker.remainingQuantity < maker.remainingQuantity ? taker.remainingQuantity : maker.remainingQuantity
  const gross = multiplyExact(price, quantity)
  const takerSide = sideOf(taker, { quantity, gross, liquidity: 'taker' })
  const makerSide = sideOf(maker, { quantity, gross, liquidity: 'maker' })
  const buys = taker.order.side === 'buy'
  const { position, partition } = draft
  const note = `${draft.day}-${partition}-${position}`
  draft.change(maker.order.side, price, -quantity)
  draft.traded(price, quantity)
  draft.add({
    type: 'TradeExecuted',
    tradeId: makeId({ partition, at: now, unique: BigInt(position) }),
    assetId: book.assetId,
    symbol: maker.order.symbol,
    quoteCurrency: maker.order.quoteCurrency,
    mode: maker.order.mode,
    price,
    quantity,
    gross,
    buy: buys ? takerSide : makerSide,
    sell: buys ? makerSide : takerSide,
    settlementDate: book.session!.settlementDate,
    contractNotes: { buy: `${note}-B`, sell: `${note}-S` },
  })
  if (maker.remainingQuantity === 0n) draft.add(closing(maker, { status: 'filled', reason: 'filled' }))
  return true
}

/** Moves one order's progress by a fill and tells its side of the trade. */
function sideOf(
  progress: Progress,
  { quantity, gross, liquidity }: { quantity: Units; gross: Units; liquidity: TradeSide['liquidity'] },
): TradeSide {
  const { order, price } = progress
  const cumulative = progress.totalValue + gross
  const { commission, fees, levies } = feeOfFill(order, {
    side: order.side,
    gross,
    cumulative,
    charged: progress.charged,
  })
  const draw = order.side === 'buy' ? multiplyExact(price, quantity) + commission + fees : quantity
  progress.totalValue = cumulative
  progress.charged += commission + fees
  progress.remainingQuantity -= quantity
  progress.filledQuantity += quantity
  progress.drawnAmount += draw
  progress.legs += 1
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    userId: order.userId,
    liquidity,
    draw,
    commission,
    fees,
    levies,
    remaining: progress.remainingQuantity,
  }
}
