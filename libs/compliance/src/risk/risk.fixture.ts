import type { ComplianceCommand, RiskLevel, RiskTerms } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import type { Subject } from '../subject.state'
import { riskInputsOf } from './risk-inputs.state'

/** As regulation 1.2 has it; what things are worth is chosen for the specs. */
export const TERMS: RiskTerms = {
  model: {
    weights: { customer: 30, geography: 25, product: 15, channel: 10, activity: 20 },
    tiers: { medium: 35, high: 60, critical: 85 },
    accumulation: { factors: 3, from: 70 },
    customer: { person: 20, pep: 90, adverseMedia: 80, occupations: [{ word: 'casino', value: 85 }] },
    product: { demo: 10, live: 30, leveraged: 70 },
    channel: { remote: 50, introduced: 60, face_to_face: 10 },
    activity: {
      quiet: 10,
      large: { from: 100_000_000_000_000n, value: 50 },
      upheld: { one: 50, two: 70, more: 90 },
      turnover: [
        { beyondPercent: 50, value: 60 },
        { beyondPercent: 200, value: 90 },
      ],
    },
  },
  geography: { byDefault: 30, countries: { MU: 20 } },
  fatf: { callForAction: ['IR', 'KP', 'MM'], increasedMonitoring: ['HT'] },
  versions: { 'risk.model': 1, 'geography.scores': 1, 'fatf.lists': 1 },
}

const LIMITS: Readonly<Record<RiskLevel, RiskTerms['model']['tiers']>> = {
  low: { medium: 100, high: 100, critical: 100 },
  medium: { medium: 0, high: 100, critical: 100 },
  high: { medium: 0, high: 0, critical: 100 },
  critical: { medium: 0, high: 0, critical: 0 },
}
/** Terms by which everybody is of a tier, but for floors. */
export const termsOf = (tier: RiskLevel): RiskTerms => ({
  ...TERMS,
  model: { ...TERMS.model, tiers: LIMITS[tier], accumulation: { factors: 5, from: 100 } },
})

const HASH = '5'.repeat(64)
const HASHES = { customer: HASH, geography: HASH, product: HASH, channel: HASH, activity: HASH }

/** What the service sends when a client is due. */
export const scoring = (subject: Subject, now: Instant, terms: RiskTerms = TERMS): ComplianceCommand => ({
  type: 'ScoreSubject',
  userId: subject.id,
  inputs: riskInputsOf(subject, now)!,
  hashes: HASHES,
  terms,
})
