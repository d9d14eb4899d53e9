import { z } from 'zod'
import { event } from '../contract'
import { Day, Id } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { RiskLevel } from './compliance.fields'
import {
  KycDecider,
  KycDecision,
  KycProvider,
  ProviderStatus,
  ReviewTerms,
  SessionStep,
  VerifiedIdentity,
} from './kyc.fields'

const service = 'compliance'
const ofCase = { routing: { subject: 'caseId', key: 'userId' } } as const
const ofSession = { routing: { subject: 'sessionId', key: 'userId' } } as const
const person = 'userId'
const kyc = { userId: Id, caseId: Id } as const
/** The live accounts that a change concerns: reactions see the event alone. */
const accountIds = z.array(Id)

/** A session is wanted; the provider is asked for it outside of the rules. */
export const KycStarted = event({
  service,
  name: 'KycStarted',
  ...ofCase,
  fields: {
    ...kyc,
    sessionId: Id,
    provider: KycProvider,
    cycle: z.number().int().positive(),
    /** True when the client stays approved meanwhile. */
    renewal: z.boolean(),
  },
})
/** An attempt: the provider has made a session. */
export const KycSessionStarted = event({
  service,
  name: 'KycSessionStarted',
  ...ofSession,
  person,
  fields: {
    ...kyc,
    sessionId: Id,
    providerSessionId: z.string().min(1).max(255),
    providerStatus: ProviderStatus,
    workflowId: z.string().max(64).optional(),
    workflowVersion: z.number().int().nonnegative().optional(),
    url: personal('cdd', z.url().max(2_000)),
    attempt: z.number().int().positive(),
  },
})
/** The provider had an unfinished session, which goes on: no new attempt. */
export const KycSessionResumed = event({
  service,
  name: 'KycSessionResumed',
  ...ofSession,
  person,
  fields: { ...kyc, sessionId: Id, providerStatus: ProviderStatus, url: personal('cdd', z.url().max(2_000)) },
})
export const KycSessionProgressed = event({ service, name: 'KycSessionProgressed', ...ofSession, fields: SessionStep })
export const KycSessionSentToReview = event({
  service,
  name: 'KycSessionSentToReview',
  ...ofSession,
  fields: SessionStep,
})
export const KycSessionApproved = event({ service, name: 'KycSessionApproved', ...ofSession, fields: SessionStep })
export const KycSessionDeclined = event({ service, name: 'KycSessionDeclined', ...ofSession, fields: SessionStep })
export const KycSessionResubmissionRequested = event({
  service,
  name: 'KycSessionResubmissionRequested',
  ...ofSession,
  fields: SessionStep,
})
export const KycSessionExpired = event({ service, name: 'KycSessionExpired', ...ofSession, fields: SessionStep })
export const KycSessionAbandoned = event({ service, name: 'KycSessionAbandoned', ...ofSession, fields: SessionStep })
/** The document behind an approval has ended, says the provider. */
export const KycSessionLapsed = event({ service, name: 'KycSessionLapsed', ...ofSession, fields: SessionStep })
/** What the provider found, fetched from it. */
export const KycDecisionRecorded = event({
  service,
  name: 'KycDecisionRecorded',
  ...ofSession,
  person,
  fields: { ...kyc, sessionId: Id, ...KycDecision, duplicate: z.boolean() },
})
/** The provider is content: an officer decides. */
export const KycAwaitingApproval = event({
  service,
  name: 'KycAwaitingApproval',
  ...ofCase,
  fields: { ...kyc, renewal: z.boolean() },
})
export const KycFirstApproved = event({
  service,
  name: 'KycFirstApproved',
  ...ofCase,
  fields: { ...kyc, commandHash: Sha256, by: Id, bySenior: z.boolean() },
})
const approval = {
  ...kyc,
  commandHash: Sha256,
  by: Id,
  /** Absent where one person is enough. */
  firstApprovedBy: Id.optional(),
  riskLevel: RiskLevel,
  identity: personal('cdd', VerifiedIdentity),
  documentExpiresOn: Day.optional(),
  reviewDueOn: Day,
  graceEndsOn: Day,
  review: ReviewTerms,
  accountIds,
} as const
/** The client may do business. `accountId` is the live account that identity opens. */
export const KycApproved = event({
  service,
  name: 'KycApproved',
  ...ofCase,
  person,
  fields: { ...approval, accountId: Id, cycle: z.number().int().positive() },
})
/** A review has ended well. */
export const KycRenewed = event({
  service,
  name: 'KycRenewed',
  ...ofCase,
  person,
  fields: { ...approval, cycle: z.number().int().positive() },
})
/** `wasApproved`: the client could do business until now. */
export const KycRejected = event({
  service,
  name: 'KycRejected',
  ...ofCase,
  person,
  fields: {
    ...kyc,
    decidedBy: KycDecider,
    by: Id.optional(),
    reason: SealedReason,
    wasApproved: z.boolean(),
    accountIds,
  },
})
export const KycResubmissionRequired = event({
  service,
  name: 'KycResubmissionRequired',
  ...ofCase,
  person,
  fields: { ...kyc, decidedBy: KycDecider, by: Id.optional(), reason: SealedReason },
})
/** An approval is taken back. */
export const KycRevoked = event({
  service,
  name: 'KycRevoked',
  ...ofCase,
  person,
  fields: { ...kyc, decidedBy: KycDecider, by: Id.optional(), reason: SealedReason, accountIds },
})
/** An approval has run out. */
export const KycExpired = event({
  service,
  name: 'KycExpired',
  ...ofCase,
  fields: { ...kyc, ground: z.enum(['session_lapsed', 'document_expired', 'grace_over']), accountIds },
})
export const KycReviewDue = event({
  service,
  name: 'KycReviewDue',
  ...ofCase,
  fields: { ...kyc, cycle: z.number().int().positive(), graceEndsOn: Day },
})
/** The risk has risen since: the client is looked at sooner. */
export const KycReviewBroughtForward = event({
  service,
  name: 'KycReviewBroughtForward',
  ...ofCase,
  fields: { ...kyc, reviewDueOn: Day, graceEndsOn: Day },
})
export const KycAttemptGranted = event({
  service,
  name: 'KycAttemptGranted',
  ...ofCase,
  person,
  fields: { ...kyc, by: Id, reason: SealedReason },
})
export const UserStatusRecorded = event({
  service,
  name: 'UserStatusRecorded',
  routing: { subject: 'userId', key: 'userId' },
  fields: {
    userId: Id,
    status: z.enum(['pending_kyc', 'active', 'suspended', 'closed']),
    accountIds,
    isApproved: z.boolean(),
  },
})
