import type { FeeSchedule } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { currencyScale, divideHalfUp, minUnits, ONE, roundTo, type Units } from '@filao/money'
import type { OrderRow, Side } from './row.state'

/** The fee terms frozen with an order. */
export type FeeTerms = Pick<OrderRow, 'quoteCurrency' | 'feeRate' | 'commissionRate' | 'feeMinimum'>

/** The tier that an order's whole value falls into. */
export function tierOf({ tiers }: FeeSchedule, value: Units): FeeSchedule['tiers'][number] {
  const tier = tiers.find(({ below }) => below === undefined || value < below) ?? tiers[tiers.length - 1]
  assert(tier !== undefined, 'a fee schedule has a tier')
  return tier
}

/** F(n): what is charged in all once a notional of n has been traded. Rounded once, half away from zero. */
export function feeOn(terms: FeeTerms, notional: Units): Units {
  const step = 10n ** BigInt(8 - currencyScale(terms.quoteCurrency))
  const fee = divideHalfUp(terms.feeRate * notional, ONE * step) * step
  return fee > terms.feeMinimum ? fee : terms.feeMinimum
}

/**
 * The fee of one fill: F(cumulative notional) − charged so far. F never falls, so the fees of any sequence of fills add up
 * to at most F of the whole, which is what was reserved. A sale is never charged more than it brings.
 */
export function feeOfFill(
  terms: FeeTerms,
  fill: { readonly side: Side; readonly gross: Units; readonly cumulative: Units; readonly charged: Units },
): { readonly commission: Units; readonly fees: Units } {
  const due = feeOn(terms, fill.cumulative) - fill.charged
  const fee = fill.side === 'sell' ? minUnits(due, fill.gross) : due
  if (terms.feeRate === 0n) return { commission: fee, fees: 0n }
  const dealers = divideHalfUp(fee * terms.commissionRate, terms.feeRate)
  const commission = minUnits(fee, roundTo(dealers, currencyScale(terms.quoteCurrency)))
  return { commission, fees: fee - commission }
}
