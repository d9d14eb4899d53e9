import { z } from 'zod'
import { command } from '../contract'
import { Id, NameScore, Time } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { KycDecision, KycProvider, ProviderStatus, ReviewTerms } from './kyc.fields'
import { personal } from '../personal'
import { ListVersionId } from './screening.fields'

const service = 'compliance'
const ofCase = { routing: { subject: 'caseId', key: 'userId' } } as const
const ofSession = { routing: { subject: 'sessionId', key: 'userId' } } as const
const person = 'userId'
const staff = { userId: Id, caseId: Id, by: Id } as const

/** The client begins, goes on, or tries again. A first start makes the case. */
export const StartKyc = command({
  service,
  name: 'StartKyc',
  ...ofCase,
  fields: { userId: Id, caseId: Id, sessionId: Id, provider: KycProvider },
})
/** The provider has made the session, or has given the unfinished one that it has. */
export const RecordKycSession = command({
  service,
  name: 'RecordKycSession',
  ...ofSession,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    providerSessionId: z.string().min(1).max(255),
    providerStatus: ProviderStatus,
    workflowId: z.string().max(64).optional(),
    workflowVersion: z.number().int().nonnegative().optional(),
    /** Where the client proves who they are. */
    url: personal('cdd', z.url().max(2_000)),
  },
})
/** A status of the provider: told by a webhook, or fetched, which is taken as it is. */
export const RecordKycSessionStatus = command({
  service,
  name: 'RecordKycSessionStatus',
  ...ofSession,
  fields: { userId: Id, sessionId: Id, providerStatus: ProviderStatus, at: Time, fetched: z.boolean() },
})
/** A fetched decision with its status. */
export const RecordKycDecision = command({
  service,
  name: 'RecordKycDecision',
  ...ofSession,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    providerStatus: ProviderStatus,
    at: Time,
    ...KycDecision,
    /** True once the document was found to be another client's: it is kept, and nobody is approved by it. */
    duplicate: z.boolean().optional(),
  },
})
/** An officer approves, or the second of two. */
export const ApproveKyc = command({
  service,
  name: 'ApproveKyc',
  ...ofCase,
  fields: {
    ...staff,
    /** True when the officer belongs to senior management. */
    bySenior: z.boolean(),
    /** Id of the live account that identity opens. */
    accountId: Id,
    /**
     * Likeness of the name that the client goes by and the one that was verified; absent where one of them is not known
     * yet: then nobody is let in.
     */
    nameScore: NameScore.optional(),
    review: ReviewTerms,
    /** The versions of lists in force; absent where a list that must be has none, or nobody can tell: then nobody is clear. */
    listsInForce: z
      .object({
        sanctions: z.array(ListVersionId).max(20).optional(),
        pep: z.array(ListVersionId).max(20).optional(),
      })
      .optional(),
  },
})
export const RejectKyc = command({
  service,
  name: 'RejectKyc',
  ...ofCase,
  person,
  fields: { ...staff, reason: SealedReason },
})
export const RequestResubmission = command({
  service,
  name: 'RequestResubmission',
  ...ofCase,
  person,
  fields: { ...staff, reason: SealedReason },
})
/** One more attempt than a cycle has. */
export const GrantAttempt = command({
  service,
  name: 'GrantAttempt',
  ...ofCase,
  person,
  fields: { ...staff, reason: SealedReason },
})
/** From the timer of the review. */
export const ReviewDue = command({
  service,
  name: 'ReviewDue',
  ...ofCase,
  fields: { userId: Id, caseId: Id },
})
/** From the timers of the document and of the grace after a review. */
export const ExpireKyc = command({
  service,
  name: 'ExpireKyc',
  ...ofCase,
  fields: { userId: Id, caseId: Id, ground: z.enum(['document_expired', 'grace_over']) },
})
/** What identity has decided on a client's status, which an approval asks for. */
export const RecordUserStatus = command({
  service,
  name: 'RecordUserStatus',
  senders: ['identity'],
  routing: { subject: 'userId', key: 'userId' },
  fields: { userId: Id, status: z.enum(['pending_kyc', 'active', 'suspended', 'closed']) },
})
