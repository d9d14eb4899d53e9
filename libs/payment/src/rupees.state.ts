import type { ExchangeRate } from '@filao/contracts'
import { divideTo, inRange, ONE, type Units } from '@filao/money'

/**
 * Value of a payment in MUR, half-up to 2 decimals; undefined where no rate is known, or only an old one, or none can
 * hold it.
 */
export function rupeesOf(amount: Units, currency: string, rate: ExchangeRate | undefined): Units | undefined {
  if (currency === 'MUR') return held(amount, ONE)
  return rate && !rate.stale ? held(amount, rate.rate) : undefined
}

/** What no column holds is as unknown as what has no rate: a person has to look at it. */
function held(amount: Units, rate: Units): Units | undefined {
  const rounded = divideTo(amount * rate, ONE, 2)
  return inRange(rounded) ? rounded : undefined
}

/**
 * The same for what is measured, and for what people have let go although no rate was of the day: by the last that was
 * known, however old. The rate beside it says that it is.
 */
export const measuredRupees = ({
  amount,
  rate,
  murAmount,
}: {
  readonly amount: Units
  readonly rate?: ExchangeRate | undefined
  readonly murAmount?: Units | undefined
}): Units | undefined => murAmount ?? (rate && held(amount, rate.rate))
