import {
  CddField,
  CddValues,
  Id,
  IdentityDocument,
  KycReason,
  KycStatus,
  PostalAddress,
  VerifiedIdentity,
} from '@filao/contracts'
import { DecimalInput, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

const SessionStatus = z.string()

const Address = z.strictObject(PostalAddress.shape)
/** What a client says of themselves: any of it, at any time until approval. */
export const DueDiligenceBody = z
  .strictObject({
    ...CddValues,
    residentialAddress: Address,
    permanentAddress: Address,
    identityDocument: z.strictObject(IdentityDocument.shape),
    expectedMonthlyDeposits: DecimalInput,
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { message: 'Nothing is said.' })
  .meta({ id: 'DueDiligence' })
export type DueDiligenceBody = z.output<typeof DueDiligenceBody>

/** Documents by their last four characters: who is shown this knows the rest. */
const ShownIdentity = VerifiedIdentity.partial()
export const KycView = z
  .strictObject({
    status: KycStatus,
    submittedAt: TimeString.nullable(),
    attemptsLeft: z.number().int(),
    canStart: z.boolean(),
    session: z.strictObject({ id: Id, status: SessionStatus, url: z.string().nullable() }).nullable(),
    identity: ShownIdentity.nullable(),
    dueDiligence: z.array(z.strictObject({ field: CddField, isVerified: z.boolean() })),
    reasons: z.array(z.string()),
    reviewDueOn: z.string().nullable(),
  })
  .meta({ id: 'Kyc' })
export type KycView = z.infer<typeof KycView>

export const CasePath = z.strictObject({ id: Id })
export type CasePath = z.infer<typeof CasePath>
export const CaseListQuery = z.strictObject({
  ...pageQuery,
  status: KycStatus.optional(),
  approval: z.enum(['pending_approval', 'approved', 'rejected']).optional(),
  userId: Id.optional(),
})
export type CaseListQuery = z.infer<typeof CaseListQuery>
const CaseSummaryView = z
  .strictObject({
    id: Id,
    userId: Id,
    status: KycStatus,
    approval: z.enum(['pending_approval', 'approved', 'rejected']).nullable(),
    cycle: z.number().int(),
    attempts: z.number().int(),
    attemptsMax: z.number().int(),
    submittedAt: TimeString.nullable(),
    updatedAt: TimeString,
  })
  .meta({ id: 'KycCaseSummary' })
export const CaseList = pageOf(CaseSummaryView).meta({ id: 'KycCaseList' })
export type CaseList = z.infer<typeof CaseList>

const Fact = z.strictObject({
  field: CddField,
  value: z.unknown(),
  verifiedBy: z.string().nullable(),
  verifiedAt: TimeString.nullable(),
})
export const CaseView = z
  .strictObject({
    id: Id,
    userId: Id,
    name: z.string(),
    status: KycStatus,
    approval: z.enum(['pending_approval', 'approved', 'rejected']).nullable(),
    /** Null, as the risk, to whoever may not learn what was found of the client. */
    fourEyesRequired: z.boolean().nullable(),
    riskLevel: z.string().nullable(),
    cycle: z.number().int(),
    attempts: z.number().int(),
    attemptsMax: z.number().int(),
    submittedAt: TimeString.nullable(),
    /** Of what the first of two people has approved. */
    commandHash: z.string().nullable(),
    firstApprovedBy: Id.nullable(),
    approvedBy: Id.nullable(),
    rejectedBy: Id.nullable(),
    decidedAt: TimeString.nullable(),
    reason: z.string().nullable(),
    documentExpiresOn: z.string().nullable(),
    reviewDueOn: z.string().nullable(),
    graceEndsOn: z.string().nullable(),
    dueDiligence: z.array(Fact),
    sessions: z.array(
      z.strictObject({
        id: Id,
        provider: z.string(),
        status: SessionStatus,
        providerStatus: z.string(),
        attempt: z.number().int(),
        startedAt: TimeString,
        decisionFetchedAt: TimeString.nullable(),
        isDuplicate: z.boolean(),
        identity: VerifiedIdentity.partial().nullable(),
        warnings: z.array(z.strictObject({ risk: z.string(), description: z.string() })),
        evidence: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'KycCase' })
export type CaseView = z.infer<typeof CaseView>

export const ReasonBody = z.strictObject({ reason: KycReason }).meta({ id: 'KycReason' })
export type ReasonBody = z.infer<typeof ReasonBody>
export const VerifyBody = z
  .strictObject({
    fields: z.array(CddField).min(1).max(19),
    /** The id of a document of the client's, or of a session with the provider. */
    verifiedBy: Id,
  })
  .meta({ id: 'VerifyDueDiligence' })
export type VerifyBody = z.infer<typeof VerifyBody>
/** What has become of the case, or that a second person is waited for. */
export const DecisionView = z
  .strictObject({ outcome: z.enum(['done', 'first_approved']), status: KycStatus })
  .meta({ id: 'KycDecision' })
export type DecisionView = z.infer<typeof DecisionView>

export const ProviderPath = z.strictObject({ provider: z.string().regex(/^[a-z][a-z0-9_-]{0,29}$/) })
export type ProviderPath = z.infer<typeof ProviderPath>
export const WebhookAnswer = z.strictObject({ received: z.literal(true) }).meta({ id: 'WebhookAnswer' })
