import { isSealed, type Personal, type TravelRuleFault, type TravelRuleTerms } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { parseUnits, ZERO, type Units } from '@filao/money'
import { isFullyNamed, travelRuleFaults } from './travel-rule.invariants'

/** What a transfer is judged by where its sender knew no settings: everything is asked for, and what fails waits. */
const STRICT: TravelRuleTerms = {
  policy: 'suspend',
  threshold: ZERO,
  registrationAuthorities: [],
  enhanced: false,
  isCrossBorder: false,
}
/** In USD and EUR; in any other currency nobody knows here what that is, and every amount is above it. */
const ENHANCED_ABOVE = parseUnits('1000')

interface Transfer {
  readonly travelRule?: Personal<Readonly<Record<string, unknown>>> | undefined
  readonly travelRuleTerms?: TravelRuleTerms | undefined
  readonly currency: string
  readonly amount: Units
}

/** What fails of the data of a transfer, and what becomes of it then: nothing failed, nothing becomes. */
export function judgeTravelRule(
  { travelRule, travelRuleTerms = STRICT, currency, amount }: Transfer,
  { murAmount, now }: { readonly murAmount: Units | undefined; readonly now: Instant },
): { readonly faults: readonly TravelRuleFault[]; readonly policy: TravelRuleTerms['policy'] } {
  const { policy, threshold, registrationAuthorities, enhanced, isCrossBorder } = travelRuleTerms
  if (murAmount !== undefined && murAmount < threshold) return { faults: [], policy: 'execute' }
  // Nobody reads what nobody has a key for: it is as if it were not there.
  const data = isSealed(travelRule) ? undefined : travelRule
  const isAbove = (currency !== 'USD' && currency !== 'EUR') || amount > ENHANCED_ABOVE
  const lacks = enhanced && isCrossBorder && isAbove && !isFullyNamed(data)
  const faults = [...travelRuleFaults(data, { now, registrationAuthorities }), ...(lacks ? (['R16'] as const) : [])]
  return { faults, policy: faults.length === 0 ? 'execute' : policy }
}
