import { Random } from '@filao/simulation/random'
import { Price } from './price'

/** Live orders that a participant leaves in one book: below the 50 that an account may have. */
const OWN_LIVE_MAX = 25
/** Live orders at which a book takes in no more than it gives back. */
const BOOK_LIVE = 80
const TICK = 0.01
/** Of the steps that add to a book. In the recording of AAPL, 10 % of the orders take; the others rest. */
const TAKES = 0.1
const MARKET_ORDERS = 0.3
const REDUCES = 0.012
/** Half of what rests for long has gone within a second: most often the newest order is the one that is cancelled. */
const CANCELS_NEWEST = 0.6
/** A taker reaches this far, in ticks. */
const REACH_TICKS = 40

export interface Instrument {
  readonly symbol: string
  readonly price: number
}

/** What a participant does next. */
export type Step =
  | { readonly kind: 'place'; readonly participant: number; readonly body: PlaceBody }
  | { readonly kind: 'reduce'; readonly order: Resting; readonly quantity: number }
  | { readonly kind: 'cancel'; readonly order: Resting }

export interface PlaceBody {
  readonly symbol: string
  readonly side: Side
  readonly type: 'limit' | 'market'
  readonly timeInForce: 'gtc' | 'ioc'
  readonly quantity: string
  readonly limitPrice?: string
}

export interface Resting {
  readonly participant: number
  readonly symbol: string
  readonly id: string
  quantity: number
}

type Side = 'buy' | 'sell'

/**
 * The simulated participants' decisions, from a seed: sizes, prices and the share of cancellations are those of the
 * recorded half hour of AAPL. Knows what rests by being told; asks nobody.
 */
export class OrderFlow {
  private readonly random: Random
  private readonly prices: ReadonlyMap<string, Price>
  private readonly resting: ReadonlyMap<string, Resting[]>
  /** What a participant can only do, for lack of cash or shares: `<participant> <symbol>`. */
  private readonly onlySide = new Map<string, Side>()

  constructor(
    seed: number,
    private readonly participants: number,
    private readonly instruments: readonly Instrument[],
  ) {
    this.random = new Random(seed)
    this.prices = new Map(instruments.map(({ symbol, price }) => [symbol, new Price(price, TICK, this.random)]))
    this.resting = new Map(instruments.map(({ symbol }) => [symbol, []]))
  }

  /** Pause before the next step, of which there are `perSecond` on average. */
  pauseMs(perSecond: number): number {
    return this.random.exponential(1000 / perSecond)
  }

  next(): Step {
    const { symbol } = this.random.pick(this.instruments)
    this.prices.get(symbol)!.step()
    const book = this.resting.get(symbol)!
    const gives = (0.5 * book.length) / BOOK_LIVE
    if (this.random.chance(gives)) return this.random.chance(REDUCES) ? this.reduce(book) : this.cancel(book)
    const participant = this.random.below(this.participants)
    const own = book.filter((order) => order.participant === participant)
    // A market maker makes room before it quotes again.
    return own.length >= OWN_LIVE_MAX ? this.cancel(own) : this.place(participant, symbol)
  }

  /** An order rests: it may be cancelled from now on. */
  rests(order: Resting): void {
    this.resting.get(order.symbol)?.push(order)
  }

  /** An order has left its book. */
  gone({ id, symbol }: Resting): void {
    const book = this.resting.get(symbol)
    const index = book?.findIndex((order) => order.id === id) ?? -1
    if (index >= 0) book!.splice(index, 1)
  }

  seen(symbol: string, last: number): void {
    this.prices.get(symbol)?.seen(last)
  }

  /** Who has run out of one thing trades the other way until there is some again. */
  restrict(participant: number, symbol: string, only: Side | undefined): void {
    const key = `${participant} ${symbol}`
    if (only === undefined) this.onlySide.delete(key)
    else this.onlySide.set(key, only)
  }

  private place(participant: number, symbol: string): Step {
    const drawn = this.random.pick(['buy', 'sell'] as const)
    const side = this.onlySide.get(`${participant} ${symbol}`) ?? drawn
    const price = this.prices.get(symbol)!
    const away = side === 'buy' ? -1 : 1
    const terms = { symbol, side, quantity: String(this.size()) }
    if (!this.random.chance(TAKES)) {
      const limitPrice = price.at(away * this.distance())
      return { kind: 'place', participant, body: { ...terms, type: 'limit', timeInForce: 'gtc', limitPrice } }
    }
    if (this.random.chance(MARKET_ORDERS))
      return { kind: 'place', participant, body: { ...terms, type: 'market', timeInForce: 'ioc' } }
    const limitPrice = price.at(-away * REACH_TICKS)
    return { kind: 'place', participant, body: { ...terms, type: 'limit', timeInForce: 'ioc', limitPrice } }
  }

  private cancel(orders: readonly Resting[]): Step {
    const newest = this.random.chance(CANCELS_NEWEST) && orders.at(-1)
    return { kind: 'cancel', order: newest || this.random.pick(orders) }
  }

  private reduce(orders: readonly Resting[]): Step {
    const order = this.random.pick(orders)
    return order.quantity > 1
      ? { kind: 'reduce', order, quantity: Math.ceil(order.quantity / 2) }
      : { kind: 'cancel', order }
  }

  /** Half of all orders are for 100 shares, a seventh for more hundreds, the others for an odd lot. */
  private size(): number {
    const kind = this.random.weighted({ hundred: 51, hundreds: 15, odd: 34 })
    if (kind === 'hundred') return 100
    return kind === 'hundreds' ? 100 * (2 + Math.floor(this.random.exponential(2))) : this.random.between(1, 99)
  }

  /** In ticks from what the instrument is worth: a quarter within three, one in ten beyond thirty. */
  private distance(): number {
    return 1 + Math.floor(Math.exp(1.6 + 1.3 * this.random.normal()))
  }
}
