import type { FeeParts, FeeSchedule, FeeTier, Levies } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { currencyScale, divideTo, minUnits, multiply, ONE, type Units } from '@filao/money'
import type { OrderRow, Side } from './row.state'

/** The fee terms frozen with an order. */
export type FeeTerms = Pick<OrderRow, 'quoteCurrency' | 'feeRate' | 'commissionRate' | 'feeMinimum' | 'feeParts'>

/** The fee of a fill: the dealer's part, all others, and these by who gets them where that is told apart. */
export interface FillFee {
  readonly commission: Units
  readonly fees: Units
  readonly levies: Levies | undefined
}

/** The tier that an order's whole value, in the schedule's currency, falls into. */
export function tierOf({ tiers }: FeeSchedule, value: Units): FeeTier {
  const tier = tiers.find(({ below }) => below === undefined || value < below) ?? tiers[tiers.length - 1]
  assert(tier !== undefined, 'a fee schedule has a tier')
  return tier
}

/**
 * The terms that an order of this value is placed on. A schedule in another currency judges the value in its own, and its
 * minimum is told in the quote currency. Undefined when nobody knows the rate between the two.
 */
export function feeTermsOf(schedule: FeeSchedule, quoteCurrency: string, orderValue: Units): FeeTerms | undefined {
  const { currency = quoteCurrency, valuation } = schedule
  const rate = currency === quoteCurrency ? ONE : valuation?.rate
  if (!rate) return undefined
  const tier = tierOf(schedule, multiply(orderValue, rate))
  const minimum = tier.minimum ?? schedule.minimum
  return {
    quoteCurrency,
    feeRate: tier.rate,
    commissionRate: tier.commission,
    feeMinimum: rate === ONE ? minimum : divideTo(minimum * ONE, rate, currencyScale(quoteCurrency)),
    feeParts: tier.parts,
  }
}

/** F(n): what is charged in all once a notional of n has been traded. Rounded once, half away from zero. */
export function feeOn(terms: FeeTerms, notional: Units): Units {
  const fee = divideTo(terms.feeRate * notional, ONE, currencyScale(terms.quoteCurrency))
  return fee > terms.feeMinimum ? fee : terms.feeMinimum
}

/**
 * The fee of one fill: F(cumulative notional) − charged so far. F never falls, so the fees of any sequence of fills add up
 * to at most F of the whole, which is what was reserved. A sale is never charged more than it brings.
 */
export function feeOfFill(
  terms: FeeTerms,
  fill: { readonly side: Side; readonly gross: Units; readonly cumulative: Units; readonly charged: Units },
): FillFee {
  const due = feeOn(terms, fill.cumulative) - fill.charged
  const fee = fill.side === 'sell' ? minUnits(due, fill.gross) : due
  const { feeParts, feeRate, commissionRate, quoteCurrency } = terms
  if (fee === 0n) return { commission: 0n, fees: 0n, levies: undefined }
  if (feeParts) return toldApart(fee, feeParts, quoteCurrency)
  if (feeRate === 0n) return { commission: fee, fees: 0n, levies: undefined }
  const commission = shareOf(fee, { part: commissionRate, whole: feeRate, currency: quoteCurrency })
  return { commission, fees: fee - commission, levies: undefined }
}

/**
 * Cuts a fee at the rounded sums of its shares: so each part is within a minor unit of its share, none is negative, and
 * together they are the fee.
 */
function toldApart(fee: Units, parts: FeeParts, currency: string): FillFee {
  const { commission, exchange, regulator, depository } = parts
  const whole = commission + exchange + regulator + depository
  const upTo = (part: Units): Units => shareOf(fee, { part, whole, currency })
  const first = upTo(commission)
  const second = upTo(commission + exchange)
  const third = upTo(commission + exchange + regulator)
  const levies = { exchange: second - first, regulator: third - second, depository: fee - third }
  return { commission: first, fees: fee - first, levies }
}

function shareOf(fee: Units, { part, whole, currency }: { part: Units; whole: Units; currency: string }): Units {
  return minUnits(fee, divideTo(fee * part, whole, currencyScale(currency)))
}
