import type { TravelRuleTerms } from '@filao/contracts'

/** By these nothing is kept back for the data of a transfer. */
const LENIENT: TravelRuleTerms = {
  policy: 'execute',
  threshold: 0n,
  registrationAuthorities: [],
  enhanced: false,
  isCrossBorder: false,
}

/** The data of a transfer, for specs that are about something else. */
export const TRANSFER = { travelRule: { a: 1 }, travelRuleTerms: LENIENT }
