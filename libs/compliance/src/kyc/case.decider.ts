import { localDay, type Instant } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import { refuse, type ComplianceDecision, type RefusalCode } from '../compliance.refusals'
import { liveAccounts, type Subject } from '../subject.state'
import { currentSession, type KycCase } from './kyc.state'
import { isLive } from './provider-status.state'

/** Begins a try at the provider, unless one is running, an officer is to decide, or there is nothing to prove. */
export function startKyc(command: CommandOf<'StartKyc'>, { kyc, profile }: Subject): ComplianceDecision {
  const { userId, sessionId, provider } = command
  if (!profile) return refuse('subject_unknown')
  const started = { type: 'KycStarted', userId, sessionId, provider } as const
  if (!kyc) return [{ ...started, caseId: command.caseId, cycle: 1, renewal: false }]
  if (kyc.wanted) return []
  if (kyc.officer === 'pending_approval') return refuse('awaiting_approval')
  const renewal = kyc.status === 'approved'
  if (renewal && !kyc.reviewDue) return refuse('kyc_already_approved')
  const session = currentSession(kyc)
  if ((kyc.status === 'pending' || renewal) && session && isLive(session.status)) return []
  if (kyc.attempts >= kyc.attemptsMax) return refuse('kyc_attempts_exhausted')
  return [{ ...started, caseId: kyc.caseId, cycle: kyc.cycle, renewal }]
}

/** An officer turns down what the provider was content with. */
export function rejectKyc({ userId, by, reason }: CommandOf<'RejectKyc'>, subject: Subject): ComplianceDecision {
  const { kyc } = subject
  if (!kyc) return refuse('not_awaiting_approval')
  if (by === userId) return refuse('own_case')
  if (kyc.status === 'rejected' || kyc.status === 'resubmission_required') return refuse('not_allowed_in_state')
  const wasApproved = kyc.status === 'approved'
  if (kyc.officer !== 'pending_approval') return refuse(notAwaiting(kyc))
  const { caseId } = kyc
  const accountIds = liveAccounts(subject)
  return [{ type: 'KycRejected', userId, caseId, decidedBy: 'officer', by, reason, wasApproved, accountIds }]
}

/** Why there is nothing to decide on. */
export const notAwaiting = ({ status }: KycCase): RefusalCode =>
  status === 'approved' ? 'kyc_already_approved' : 'not_awaiting_approval'

export function requestResubmission(
  { userId, by, reason }: CommandOf<'RequestResubmission'>,
  subject: Subject,
): ComplianceDecision {
  const { kyc } = subject
  if (!kyc) return refuse('not_allowed_in_state')
  if (by === userId) return refuse('own_case')
  if (kyc.status === 'resubmission_required') return []
  const sent = { userId, caseId: kyc.caseId, decidedBy: 'officer', by, reason } as const
  if (kyc.status === 'approved') return [{ type: 'KycRevoked', ...sent, accountIds: liveAccounts(subject) }]
  return [{ type: 'KycResubmissionRequired', ...sent }]
}

export function grantAttempt({ userId, by, reason }: CommandOf<'GrantAttempt'>, { kyc }: Subject): ComplianceDecision {
  if (!kyc) return refuse('not_allowed_in_state')
  if (by === userId) return refuse('own_case')
  return [{ type: 'KycAttemptGranted', userId, caseId: kyc.caseId, by, reason }]
}

/** From a timer that may be late, or of an approval that is gone: what the case says now decides. */
export function reviewDue({ userId }: CommandOf<'ReviewDue'>, { kyc }: Subject, now: Instant): ComplianceDecision {
  if (!kyc || kyc.status !== 'approved' || !kyc.approval || kyc.reviewDue) return []
  const { reviewDueOn, graceEndsOn } = kyc.approval
  if (reviewDueOn > localDay(now)) return []
  return [{ type: 'KycReviewDue', userId, caseId: kyc.caseId, cycle: kyc.cycle + 1, graceEndsOn }]
}

export function expireKyc(
  { userId, ground }: CommandOf<'ExpireKyc'>,
  subject: Subject,
  now: Instant,
): ComplianceDecision {
  const { kyc } = subject
  if (!kyc || kyc.status !== 'approved' || !kyc.approval) return []
  const { documentExpiresOn, graceEndsOn } = kyc.approval
  const endedOn = ground === 'document_expired' ? documentExpiresOn : kyc.reviewDue ? graceEndsOn : undefined
  if (endedOn === undefined || endedOn >= localDay(now)) return []
  return [{ type: 'KycExpired', userId, caseId: kyc.caseId, ground, accountIds: liveAccounts(subject) }]
}
