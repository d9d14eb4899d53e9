import { Random } from '@filao/simulation/random'
import { HOLDERS_OF_ONE, PRICE, SYMBOLS } from './market'

/** What a participant asks for next. A cancel names no order: the load chooses one that it knows to rest. */
export type Operation = { readonly kind: 'place'; readonly order: PlannedOrder } | { readonly kind: 'cancel' }

export interface PlannedOrder {
  /** Which participant places it. */
  readonly participant: number
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly limitPrice: string
  readonly quantity: string
  /** Whether it is meant to be cancelled later: it stands where nobody trades. */
  readonly isPassing: boolean
}

/**
 * `trading`: every second order crosses what the one before it on that instrument offered; sizes differ, so that orders
 * fill in parts. `cancelling`: four of five orders rest away from the market and are cancelled.
 */
export type Mix = 'trading' | 'cancelling'

const DEPTH_TICKS = 5
const CROSSING_TICKS = 10
const PASSING_TICKS = 100
const SIZE_MAX = 3
const TICKS_PER_UNIT = 100

/** A seeded flow of limit orders, the instruments in turn. */
export class OrderFlow {
  private readonly random: Random
  private readonly lastSide = new Map<string, 'buy' | 'sell'>()
  private operations = 0
  private orders = 0
  private owedCancels = 0

  constructor(
    private readonly participants: number,
    private readonly mix: Mix,
    seed: number,
  ) {
    this.random = new Random(seed)
  }

  next(): Operation {
    this.operations += 1
    if (this.owedCancels > 0 && this.operations % 2 === 0) {
      this.owedCancels -= 1
      return { kind: 'cancel' }
    }
    return { kind: 'place', order: this.order() }
  }

  private order(): PlannedOrder {
    const at = this.orders % SYMBOLS.length
    const round = Math.floor(this.orders / SYMBOLS.length)
    this.orders += 1
    const symbol = SYMBOLS[at]!
    // Of five rounds over the instruments, one trades in the cancelling mix.
    if (this.mix === 'cancelling' && round % 10 > 1) {
      this.owedCancels += 1
      return this.planned(at, this.anySide(), -PASSING_TICKS)
    }
    const resting = this.lastSide.get(symbol)
    if (resting === undefined) {
      const side = this.anySide()
      this.lastSide.set(symbol, side)
      return this.planned(at, side, -1 - this.random.below(DEPTH_TICKS))
    }
    this.lastSide.delete(symbol)
    return this.planned(at, resting === 'buy' ? 'sell' : 'buy', CROSSING_TICKS)
  }

  /** An order this many ticks beyond the middle, seen from its side; short of it when negative. */
  private planned(at: number, side: 'buy' | 'sell', ticks: number): PlannedOrder {
    const price = PRICE * TICKS_PER_UNIT + (side === 'buy' ? ticks : -ticks)
    return {
      // Whoever buys has money; shares of an instrument are held by some only.
      participant: side === 'buy' ? this.random.below(this.participants) : this.holderOf(at),
      symbol: SYMBOLS[at]!,
      side,
      limitPrice: (price / TICKS_PER_UNIT).toFixed(2),
      quantity: String(1 + this.random.below(SIZE_MAX)),
      isPassing: ticks === -PASSING_TICKS,
    }
  }

  private holderOf(instrument: number): number {
    const holders = Math.floor(this.participants / HOLDERS_OF_ONE)
    return this.random.below(holders) * HOLDERS_OF_ONE + (instrument % HOLDERS_OF_ONE)
  }

  private anySide(): 'buy' | 'sell' {
    return this.random.chance(0.5) ? 'buy' : 'sell'
  }
}
