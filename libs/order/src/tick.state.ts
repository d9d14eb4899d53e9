import type { InstrumentTerms } from '@filao/contracts'
import { ONE, type Units } from '@filao/money'

const PERCENT = 100n * ONE

/** The smallest step of a price at `price`. */
export function tickAt(price: Units, terms: InstrumentTerms): Units {
  for (const { below, tick } of terms.tickLadder ?? []) if (price < below) return tick
  return terms.tickSize
}

/** Rounded down to a price that may be traded at. */
export const floorToTick = (price: Units, terms: InstrumentTerms): Units => price - (price % tickAt(price, terms))

/** Rounded up to a price that may be traded at. */
export function ceilToTick(price: Units, terms: InstrumentTerms): Units {
  const rest = price % tickAt(price, terms)
  return rest === 0n ? price : price - rest + tickAt(price, terms)
}

/** `price` × (1 + percent), rounded down. */
export const raisedBy = (price: Units, percent: Units): Units => (price * (PERCENT + percent)) / PERCENT

/** `price` × (1 − percent), rounded up; 0 when nothing is left. */
export const loweredBy = (price: Units, percent: Units): Units =>
  percent >= PERCENT ? 0n : ceilDivide(price * (PERCENT - percent), PERCENT)

/** `price` ÷ (1 − percent), rounded up. */
export const raisedTo = (price: Units, percent: Units): Units => ceilDivide(price * PERCENT, PERCENT - percent)

/** `price` ÷ (1 + percent), rounded down. */
export const loweredTo = (price: Units, percent: Units): Units => (price * PERCENT) / (PERCENT + percent)

/**
 * The price that an order may not pass, counted from `base`. Rounded to the tick towards the book, so that rounding
 * never lets an order pay more than was reserved.
 */
export const protectionPrice = (side: 'buy' | 'sell', base: Units, terms: InstrumentTerms): Units =>
  side === 'buy'
    ? floorToTick(raisedBy(base, terms.marketCollarPercent), terms)
    : ceilToTick(loweredBy(base, terms.marketCollarPercent), terms)

const ceilDivide = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor
