import { command } from '../contract'
import { Day, Id } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { personal } from '../personal'
import { RiskLevel } from './compliance.fields'
import { RiskInputs, RiskInputsHashes, RiskTerms } from './risk.fields'

const service = 'compliance'
const user = { routing: { subject: 'userId', key: 'userId' } } as const

/** Something that bears on the risk has changed, or a setting of the model has. The inputs are what was seen and hashed. */
export const ScoreSubject = command({
  service,
  name: 'ScoreSubject',
  ...user,
  person: 'userId',
  fields: { userId: Id, inputs: personal('cdd', RiskInputs), hashes: RiskInputsHashes, terms: RiskTerms },
})
/** Upwards by one person; downwards by two who say the same, with an end, and never below a floor. */
export const OverrideRisk = command({
  service,
  name: 'OverrideRisk',
  ...user,
  person: 'userId',
  fields: { userId: Id, tier: RiskLevel, reason: SealedReason, expiresOn: Day.optional(), by: Id },
})
/** From the timer of an override's last day. */
export const ExpireRiskOverride = command({ service, name: 'ExpireRiskOverride', ...user, fields: { userId: Id } })

export const riskCommands = [ScoreSubject, OverrideRisk, ExpireRiskOverride] as const
