import { z } from 'zod'
import { event } from '../contract'
import { Day, Id } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { RiskLevel } from './compliance.fields'
import { RiskFactor, RiskFloor, RiskInputs, RiskOverride } from './risk.fields'

const service = 'compliance'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
/** `tier` is what holds: the model's, or the one that people have set in its place. */
const outcome = { userId: Id, scoreId: Id, tier: RiskLevel, override: RiskOverride.optional() } as const

export const SubjectScored = event({
  service,
  name: 'SubjectScored',
  ...user,
  person: 'userId',
  fields: {
    ...outcome,
    modelVersion: z.string().max(20),
    factors: z.array(RiskFactor).min(1).max(5),
    inputs: personal('cdd', RiskInputs),
    /** 0 to 10,000. */
    scoreHundredths: z.number().int().min(0).max(10_000),
    accumulation: z.boolean(),
    floors: z.array(RiskFloor),
    computedTier: RiskLevel,
    versions: z.record(z.string(), z.number().int().nonnegative()),
  },
})
export const RiskOverrideProposed = event({
  service,
  name: 'RiskOverrideProposed',
  ...user,
  person: 'userId',
  fields: { userId: Id, tier: RiskLevel, reason: SealedReason, expiresOn: Day, commandHash: Sha256, proposedBy: Id },
})
export const RiskOverridden = event({ service, name: 'RiskOverridden', ...user, person: 'userId', fields: outcome })
/** The model's own tier holds again. */
export const RiskOverrideEnded = event({
  service,
  name: 'RiskOverrideEnded',
  ...user,
  person: 'userId',
  fields: outcome,
})

export const riskEvents = [SubjectScored, RiskOverrideProposed, RiskOverridden, RiskOverrideEnded] as const
