import { LIMIT_LEVELS } from '@filao/compliance'
import { Id, LimitField, StaffReason } from '@filao/contracts'
import { DecimalInput, DecimalString, pageOf, pageQuery, TimeInput, TimeString } from '@filao/service'
import { z } from 'zod'

export const RiskLimitQuery = z.strictObject({ ...pageQuery, userId: Id.optional(), assetId: Id.optional() })
export type RiskLimitQuery = z.infer<typeof RiskLimitQuery>

const ofEach = <Schema extends z.ZodType>(schema: Schema) =>
  Object.fromEntries(LimitField.options.map((field) => [field, schema])) as Record<LimitField, Schema>

/** A limit for a time: of a client, an instrument, both or neither. In USD but for the size and the leverage. */
export const RiskLimitView = z
  .strictObject({
    id: Id,
    userId: Id.nullable(),
    assetId: Id.nullable(),
    ...ofEach(DecimalString.nullable()),
    /** `proposed` waits for a second person; `replaced` never came into force. */
    status: z.enum(['proposed', 'scheduled', 'in_force', 'over', 'replaced']),
    /** Null once nobody can read it any more. */
    reason: z.string().nullable(),
    setBy: Id,
    /** The second of two; null for a lowering, which is one person's. */
    approvedBy: Id.nullable(),
    /** Of what waits for a second person to say it. */
    commandHash: z.string().nullable(),
    effectiveFrom: TimeString.nullable(),
    effectiveUntil: TimeString.nullable(),
    createdAt: TimeString,
  })
  .meta({ id: 'RiskLimit' })
export type RiskLimitView = z.infer<typeof RiskLimitView>

const Effective = z.strictObject({ value: DecimalString.nullable(), level: z.enum(LIMIT_LEVELS).nullable() })
/** What holds for one client now, and where each value comes from. */
export const EffectiveView = z
  .strictObject({
    /** As wallet was told; null before it was. */
    version: z.number().int().nullable(),
    ...ofEach(Effective),
    /** Of each instrument that a row names. */
    assets: z.array(
      z.strictObject({
        assetId: Id,
        maxOrderValue: Effective,
        maxPositionValue: Effective,
        maxPositionSize: Effective,
      }),
    ),
  })
  .meta({ id: 'EffectiveRiskLimits' })
export type EffectiveView = z.infer<typeof EffectiveView>
export const RiskLimitList = pageOf(RiskLimitView)
  .extend({ effective: EffectiveView.nullable() })
  .meta({ id: 'RiskLimitList' })
export type RiskLimitList = z.infer<typeof RiskLimitList>

/** Without any value it ends what holds for the key. */
export const SetRiskLimitBody = z
  .strictObject({
    userId: Id.optional(),
    assetId: Id.optional(),
    ...ofEach(DecimalInput.nullable().optional()),
    reason: StaffReason,
    effectiveFrom: TimeInput.optional(),
    effectiveUntil: TimeInput.optional(),
  })
  .meta({ id: 'SetRiskLimit' })
export type SetRiskLimitBody = z.infer<typeof SetRiskLimitBody>
export const RiskLimitOutcome = z
  .strictObject({ outcome: z.enum(['done', 'proposed']), limit: RiskLimitView.nullable() })
  .meta({ id: 'RiskLimitOutcome' })
export type RiskLimitOutcome = z.infer<typeof RiskLimitOutcome>
