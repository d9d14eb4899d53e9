import type { Random } from '@filao/simulation'

/** How far the price moves with each step, in ticks. */
const STEP_TICKS = 0.8
/** Share of its distance from the anchor that the price comes back with each step: it swings by about 30 ticks. */
const RETURN = 0.0004
/** A trade this far away shows that others have moved the market: the participants follow it. */
const MOVED_SHARE = 0.03

/**
 * What the simulated participants think an instrument is worth: a price that wanders in ticks and always comes back, so
 * that a run of days ends near where it began.
 */
export class Price {
  private anchor: number
  private value: number

  constructor(
    price: number,
    private readonly tick: number,
    private readonly random: Random,
  ) {
    this.anchor = price
    this.value = price
  }

  step(): void {
    this.value += STEP_TICKS * this.tick * this.random.normal() + RETURN * (this.anchor - this.value)
  }

  /** Takes note of what was traded last. */
  seen(last: number): void {
    if (Math.abs(last - this.value) < MOVED_SHARE * this.value) return
    this.anchor = last
    this.value = last
  }

  /** The price so many ticks above, or below, what the instrument is worth, as the API takes it. */
  at(ticks: number): string {
    const decimals = Math.max(0, Math.round(-Math.log10(this.tick)))
    return (Math.max(1, Math.round(this.value / this.tick) + ticks) * this.tick).toFixed(decimals)
  }
}
