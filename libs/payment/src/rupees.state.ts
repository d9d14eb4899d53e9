import type { ExchangeRate } from '@filao/contracts'
import { multiply, roundTo, type Units } from '@filao/money'

/** Value of a payment in MUR, half-up to 2 decimals; undefined where no rate is known, or only an old one. */
export function rupeesOf(amount: Units, currency: string, rate: ExchangeRate | undefined): Units | undefined {
  if (currency === 'MUR') return roundTo(amount, 2)
  return rate && !rate.stale ? roundTo(multiply(amount, rate.rate), 2) : undefined
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
}): Units | undefined => murAmount ?? (rate && roundTo(multiply(amount, rate.rate), 2))
