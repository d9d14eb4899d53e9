import { murmur2 } from '@filao/kernel'

/** What one US dollar costs, about. */
const TABLE: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 0.862069,
  GBP: 0.757576,
  MUR: 45.8,
  ZAR: 17.54386,
  INR: 84.2,
  CHF: 0.79,
  JPY: 153.4,
  AUD: 1.53,
  CNY: 7.11,
  SGD: 1.29,
  AED: 3.6725,
}
/** A rate moves by at most so much from the table, in parts of it: a walk that never leads away. */
const SWAY = 0.004
/** The time of one step between two places of the walk. */
const STEP_MS = 600_000
const DECIMALS = 6

/** Rates that follow from the seed and the time alone, so that nothing runs while nobody asks. */
export class SimulatedRates {
  constructor(private readonly seed: number) {}

  knows(currency: string): boolean {
    return currency in TABLE
  }

  /** What one unit of the base costs in each currency. */
  at(time: number, base: string): Record<string, number> {
    const one = this.of(base, time)
    return Object.fromEntries(
      Object.keys(TABLE).map((currency) => [
        currency,
        currency === base ? 1 : Number((this.of(currency, time) / one).toFixed(DECIMALS)),
      ]),
    )
  }

  private of(currency: string, time: number): number {
    const dollar = TABLE[currency]!
    return currency === 'USD' ? dollar : dollar * (1 + SWAY * this.wave(currency, time))
  }

  /** Random heights at equal distances, joined straight: -1 to 1. */
  private wave(currency: string, time: number): number {
    const index = Math.floor(time / STEP_MS)
    const part = time / STEP_MS - index
    return (1 - part) * this.noise(currency, index) + part * this.noise(currency, index + 1)
  }

  private noise(currency: string, index: number): number {
    return (2 * (murmur2(`${this.seed}/${currency}/${index}`) >>> 0)) / 4_294_967_295 - 1
  }
}
