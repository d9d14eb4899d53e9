import type { KycSessionStatus, Personal, ReviewTerms } from '@filao/contracts'
import { assert, type Id, type Instant, type Word } from '@filao/kernel'
import type { EventOf } from '../compliance.events'

export type KycStatus = 'pending' | 'approved' | 'rejected' | 'resubmission_required'
type Decision = Omit<EventOf<'KycDecisionRecorded'>, 'type' | 'userId' | 'caseId' | 'sessionId'>

/** One try at the provider. */
export interface KycSession {
  readonly sessionId: Id
  readonly provider: string
  readonly providerSessionId: string
  readonly workflowId: string | undefined
  readonly workflowVersion: number | undefined
  readonly attempt: number
  readonly startedAt: Instant
  url: EventOf<'KycSessionStarted'>['url']
  status: KycSessionStatus
  providerStatus: string
  providerUpdatedAt: Instant
  decision: Decision | undefined
  decisionFetchedAt: Instant | undefined
}

/** What an approval stands on, while it holds. */
export interface KycApproval {
  readonly identity: EventOf<'KycApproved'>['identity']
  readonly documentExpiresOn: string | undefined
  readonly reviewDueOn: string
  readonly graceEndsOn: string
  readonly review: ReviewTerms
}

/** A client's case. It begins with the first start and never ends; a cycle of it does. */
export interface KycCase {
  readonly caseId: Id
  cycle: number
  status: KycStatus
  officer: 'pending_approval' | 'approved' | 'rejected' | undefined
  attempts: number
  attemptsMax: number
  currentSessionId: Id | undefined
  /** A session that the provider has been asked for and has not given yet. */
  wanted: { readonly sessionId: Id; readonly provider: string } | undefined
  submittedAt: Instant | undefined
  first: (Word & { readonly senior: boolean; readonly at: Instant }) | undefined
  approvedBy: Id | undefined
  rejectedBy: Id | undefined
  decidedAt: Instant | undefined
  /** Why it was rejected or sent back. */
  reason: Personal<string> | undefined
  approval: KycApproval | undefined
  reviewDue: boolean
  readonly sessions: Map<Id, KycSession>
}

export const ATTEMPTS_MAX = 5

export const newCase = (caseId: Id): KycCase => ({
  caseId,
  cycle: 1,
  status: 'pending',
  officer: undefined,
  attempts: 0,
  attemptsMax: ATTEMPTS_MAX,
  currentSessionId: undefined,
  wanted: undefined,
  submittedAt: undefined,
  first: undefined,
  approvedBy: undefined,
  rejectedBy: undefined,
  decidedAt: undefined,
  reason: undefined,
  approval: undefined,
  reviewDue: false,
  sessions: new Map(),
})

/** The session that moves the case; no other does. */
export const currentSession = ({ sessions, currentSessionId }: KycCase): KycSession | undefined =>
  currentSessionId === undefined ? undefined : sessions.get(currentSessionId)

/**
 * Whether a session moves its case. One that is over does not once the client was let try again: what its provider thinks
 * of it later is no word on the new try. While a renewal is asked for, the approval still stands on the session before.
 */
export const movesCase = ({ currentSessionId, wanted, status }: KycCase, sessionId: Id): boolean =>
  currentSessionId === sessionId && (wanted === undefined || status === 'approved')

/** True from an approval to its end; a review that is due ends nothing by itself. */
export const isApproved = ({ kyc }: { readonly kyc: KycCase | undefined }): boolean => kyc?.status === 'approved'

export function sessionOf(kyc: KycCase, sessionId: Id): KycSession {
  const session = kyc.sessions.get(sessionId)
  assert(session !== undefined, 'a session that an event names is known')
  return session
}
