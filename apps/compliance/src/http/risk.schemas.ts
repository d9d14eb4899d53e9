import { Day, Id, RiskFactorName, RiskFloor, RiskLevel, StaffReason } from '@filao/contracts'
import { pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

export const RiskScoreQuery = z.strictObject({ ...pageQuery, userId: Id.optional(), tier: RiskLevel.optional() })
export type RiskScoreQuery = z.infer<typeof RiskScoreQuery>
export const RiskUserPath = z.strictObject({ userId: Id })
export type RiskUserPath = z.infer<typeof RiskUserPath>

const Override = z.strictObject({
  tier: RiskLevel,
  direction: z.enum(['up', 'down']),
  /** Null once nobody can read it any more. */
  reason: z.string().nullable(),
  expiresOn: z.string().nullable(),
  /** Of what two people have said, for a lowering. */
  commandHash: z.string().nullable(),
  proposedBy: Id.nullable(),
  by: Id,
  at: TimeString,
})
/** A score as it was given (regulation 1.2). */
export const RiskScoreView = z
  .strictObject({
    id: Id,
    userId: Id,
    modelVersion: z.string(),
    factors: z.array(
      z.strictObject({
        name: RiskFactorName,
        value: z.number().int(),
        weight: z.number().int(),
        inputsHash: z.string(),
      }),
    ),
    /** 0 to 100, two decimals. Null, as all that the model has found, to an auditor. */
    score: z.string().nullable(),
    accumulation: z.boolean().nullable(),
    floors: z.array(RiskFloor),
    computedTier: RiskLevel.nullable(),
    /** What holds: the model's tier, or the one that people have set in its place. */
    tier: RiskLevel,
    override: Override.nullable(),
    configVersions: z.record(z.string(), z.number().int()),
    computedAt: TimeString,
  })
  .meta({ id: 'RiskScore' })
export type RiskScoreView = z.infer<typeof RiskScoreView>
export const RiskScoreList = pageOf(RiskScoreView).meta({ id: 'RiskScoreList' })
export type RiskScoreList = z.infer<typeof RiskScoreList>

export const OverrideRiskBody = z
  .strictObject({ tier: RiskLevel, reason: StaffReason, expiresOn: Day.optional() })
  .meta({ id: 'OverrideRisk' })
export type OverrideRiskBody = z.infer<typeof OverrideRiskBody>
export const RiskView = z
  .strictObject({ outcome: z.enum(['done', 'proposed']), score: RiskScoreView.nullable() })
  .meta({ id: 'RiskOutcome' })
export type RiskView = z.infer<typeof RiskView>
