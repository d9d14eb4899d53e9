import {
  AlertSource,
  AlertStatus,
  CheckResult,
  CheckStatus,
  CheckTrigger,
  CheckType,
  ClearReason,
  Day,
  FreezeReason,
  FreezeStatus,
  HitStatus,
  ListCode,
  ListState,
  Narrative,
  RiskLevel,
  SubjectKind,
} from '@filao/contracts'
import { IdParameter, IdString, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

export const IdPath = z.strictObject({ id: IdParameter })
export type IdPath = z.output<typeof IdPath>
const Sha256String = z.string().regex(/^[0-9a-f]{64}$/)
const ScoreNumber = z.number().min(0).max(1)

export const NarrativeBody = z.strictObject({ reason: Narrative }).meta({ id: 'ScreeningReason' })
export type NarrativeBody = z.output<typeof NarrativeBody>

export const ListPath = z.strictObject({ list: ListCode })
export type ListPath = z.output<typeof ListPath>
export const ListVersionPath = z.strictObject({ list: ListCode, sha256: Sha256String })
export type ListVersionPath = z.output<typeof ListVersionPath>
export const RejectListBody = z.strictObject({ reason: z.string().min(1).max(500) }).meta({ id: 'RejectListVersion' })
export type RejectListBody = z.output<typeof RejectListBody>
export const ListVersionView = z
  .object({
    list: ListCode,
    versionId: z.string(),
    sha256: Sha256String,
    generatedAt: TimeString,
    entryCount: z.number().int(),
    state: ListState,
    /** Of what is approved: the version and its file. */
    commandHash: Sha256String.nullable(),
    loadedBy: z.uuid(),
    loadedAt: TimeString,
    approvedBy: z.uuid().nullable(),
    rejectedBy: z.uuid().nullable(),
    activatedAt: TimeString.nullable(),
    subjectCount: z.number().int().nullable(),
    matchCount: z.number().int().nullable(),
  })
  .meta({ id: 'ScreeningListVersion' })
export type ListVersionView = z.output<typeof ListVersionView>
export const ListVersionList = pageOf(ListVersionView).meta({ id: 'ScreeningListVersionList' })
export type ListVersionList = z.output<typeof ListVersionList>

export const HitQuery = z.strictObject({ status: HitStatus.optional(), userId: IdString.optional(), ...pageQuery })
export type HitQuery = z.output<typeof HitQuery>
export const ClearHitBody = z
  .strictObject({ reasonCode: ClearReason, evidence: Narrative })
  .meta({ id: 'ClearHit', examples: [{ reasonCode: 'birth_date', evidence: 'Passport seen: born 1990, not 1961.' }] })
export type ClearHitBody = z.output<typeof ClearHitBody>
export const HitView = z
  .object({
    id: z.uuid(),
    checkId: z.uuid(),
    userId: z.uuid().nullable(),
    subjectKind: SubjectKind,
    subjectId: z.string(),
    checkType: CheckType,
    /** Whom the check asked about; null where nobody may know any more. */
    names: z.array(z.string()).nullable(),
    dateOfBirth: Day.nullable(),
    nationality: z.string().nullable(),
    list: ListCode,
    entryId: z.string(),
    referenceNumber: z.string().nullable(),
    caption: z.string(),
    score: ScoreNumber,
    explanations: z.object({
      name: ScoreNumber,
      quality: z.string(),
      candidate: z.string(),
      birth: z.string(),
      nationality: z.boolean(),
      gender: z.boolean(),
      identifier: z.boolean(),
    }),
    status: HitStatus,
    reasonCode: ClearReason.nullable(),
    evidence: z.string().nullable(),
    secondEvidence: z.string().nullable(),
    /** Of what the first of two people has said. */
    commandHash: Sha256String.nullable(),
    proposedBy: z.uuid().nullable(),
    confirmedBy: z.uuid().nullable(),
    secondedBy: z.uuid().nullable(),
    decidedBy: z.uuid().nullable(),
    decidedAt: TimeString.nullable(),
    createdAt: TimeString,
  })
  .meta({ id: 'ScreeningHit' })
export type HitView = z.output<typeof HitView>
export const HitList = pageOf(HitView).meta({ id: 'ScreeningHitList' })
export type HitList = z.output<typeof HitList>

export const AlertQuery = z.strictObject({
  status: AlertStatus.optional(),
  assignedTo: IdString.optional(),
  userId: IdString.optional(),
  /** Those alone that need a person now. */
  lacking: z.enum(['owner', 'time']).optional(),
  ...pageQuery,
})
export type AlertQuery = z.output<typeof AlertQuery>
export const AssignAlertBody = z.strictObject({ assignedTo: IdString.optional() }).meta({ id: 'AssignAlert' })
export type AssignAlertBody = z.output<typeof AssignAlertBody>
export const AlertView = z
  .object({
    id: z.uuid(),
    userId: z.uuid().nullable(),
    source: AlertSource,
    ruleId: z.string().nullable(),
    checkId: z.uuid().nullable(),
    referenceId: z.uuid().nullable(),
    severity: RiskLevel,
    summary: z.string().nullable(),
    status: AlertStatus,
    assignedTo: z.uuid().nullable(),
    /** Nobody has taken it for longer than the setting `alerts.owner_minutes` allows. */
    lacksOwner: z.boolean(),
    isOverdue: z.boolean(),
    reason: z.string().nullable(),
    outcome: z.object({ status: z.enum(['cleared', 'escalated']), reason: z.string() }).nullable(),
    /** Of what the first of two people has said. */
    commandHash: Sha256String.nullable(),
    proposedBy: z.uuid().nullable(),
    decidedBy: z.uuid().nullable(),
    raisedAt: TimeString,
    dueAt: TimeString,
  })
  .meta({ id: 'ComplianceAlert' })
export type AlertView = z.output<typeof AlertView>
export const AlertList = pageOf(AlertView).meta({ id: 'ComplianceAlertList' })
export type AlertList = z.output<typeof AlertList>

export const FreezeQuery = z.strictObject({
  status: FreezeStatus.optional(),
  userId: IdString.optional(),
  ...pageQuery,
})
export type FreezeQuery = z.output<typeof FreezeQuery>
export const ApplyFreezeBody = z
  .strictObject({ userId: IdString, reason: FreezeReason, reference: z.string().min(1).max(255) })
  .meta({ id: 'ApplyFreeze' })
export type ApplyFreezeBody = z.output<typeof ApplyFreezeBody>
export const LiftFreezeBody = z
  .strictObject({
    authorityReference: z.string().min(1).max(255).optional(),
    documentHash: Sha256String.optional(),
  })
  .meta({ id: 'LiftFreeze' })
export type LiftFreezeBody = z.output<typeof LiftFreezeBody>
export const FreezeView = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    reason: FreezeReason.nullable(),
    reference: z.string().nullable(),
    status: FreezeStatus,
    appliedBy: z.uuid().nullable(),
    appliedAt: TimeString,
    authorityReference: z.string().nullable(),
    documentHash: z.string().nullable(),
    /** Of what the first of two people has said. */
    commandHash: Sha256String.nullable(),
    liftProposedBy: z.uuid().nullable(),
    liftedBy: z.uuid().nullable(),
    liftedAt: TimeString.nullable(),
  })
  .meta({ id: 'Freeze' })
export type FreezeView = z.output<typeof FreezeView>
export const FreezeList = pageOf(FreezeView).meta({ id: 'FreezeList' })
export type FreezeList = z.output<typeof FreezeList>

export const CheckQuery = z.strictObject({
  status: CheckStatus.optional(),
  userId: IdString.optional(),
  ...pageQuery,
})
export type CheckQuery = z.output<typeof CheckQuery>
export const CheckView = z
  .object({
    id: z.uuid(),
    userId: z.uuid().nullable(),
    subjectKind: SubjectKind,
    subjectId: z.string(),
    checkType: CheckType,
    trigger: CheckTrigger,
    status: CheckStatus,
    result: CheckResult.nullable(),
    bestScore: ScoreNumber.nullable(),
    provider: z.string().nullable(),
    algorithm: z.string().nullable(),
    listVersionIds: z.array(z.string()),
    configVersions: z.record(z.string(), z.number().int()),
    subjectHash: z.string().nullable(),
    attempts: z.number().int(),
    requestedAt: TimeString,
    checkedAt: TimeString.nullable(),
    durationMs: z.number().int().nullable(),
  })
  .meta({ id: 'ScreeningCheck' })
export type CheckView = z.output<typeof CheckView>
export const CheckList = pageOf(CheckView).meta({ id: 'ScreeningCheckList' })
export type CheckList = z.output<typeof CheckList>
