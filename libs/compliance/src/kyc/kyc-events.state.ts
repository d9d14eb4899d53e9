import type { Personal } from '@filao/contracts'
import { assert, type Instant } from '@filao/kernel'
import type { ComplianceEvent, EventOf } from '../compliance.events'
import type { Subject } from '../subject.state'
import { ATTEMPTS_MAX, newCase, sessionOf, type KycCase } from './kyc.state'
import { PROVIDER_STATES } from './provider-status.state'

/** Events of a case and its sessions. */
export type KycEvent = Extract<ComplianceEvent, { caseId: string }>

export function evolveKyc(subject: Subject, event: KycEvent, now: Instant): void {
  if (event.type === 'KycStarted') subject.kyc ??= newCase(event.caseId)
  const kyc = subject.kyc
  assert(kyc !== undefined, 'a case begins with its first start')
  switch (event.type) {
    case 'KycStarted':
      return started(kyc, event)
    case 'KycSessionStarted':
      return sessionStarted(kyc, event, now)
    case 'KycSessionResumed':
      return sessionResumed(kyc, event)
    case 'KycDecisionRecorded':
      return decisionRecorded(kyc, event, now)
    case 'KycAwaitingApproval':
      kyc.officer = 'pending_approval'
      kyc.first = undefined
      return
    case 'KycFirstApproved':
      kyc.first = { by: event.by, senior: event.bySenior, commandHash: event.commandHash, at: now }
      return
    case 'KycApproved':
    case 'KycRenewed':
      return approved(kyc, event, now)
    case 'KycRejected':
      kyc.rejectedBy = event.by
      ended(kyc, 'rejected', event.reason, now)
      kyc.officer = 'rejected'
      return
    case 'KycResubmissionRequired':
      return ended(kyc, 'resubmission_required', event.reason, now)
    case 'KycRevoked':
      ended(kyc, 'resubmission_required', event.reason, now)
      return newCycle(kyc, kyc.cycle + 1)
    case 'KycExpired':
      ended(kyc, 'resubmission_required', event.ground, now)
      return newCycle(kyc, kyc.cycle + 1)
    case 'KycReviewDue':
      kyc.reviewDue = true
      return newCycle(kyc, event.cycle)
    case 'KycReviewBroughtForward':
      if (kyc.approval)
        kyc.approval = { ...kyc.approval, reviewDueOn: event.reviewDueOn, graceEndsOn: event.graceEndsOn }
      return
    case 'KycAttemptGranted':
      kyc.attemptsMax += 1
      return
    default:
      return stepped(kyc, event, now)
  }
}

function started(kyc: KycCase, { sessionId, provider, renewal }: EventOf<'KycStarted'>): void {
  kyc.wanted = { sessionId, provider }
  kyc.submittedAt = undefined
  kyc.officer = renewal ? kyc.officer : undefined
  kyc.reason = undefined
  if (!renewal) kyc.status = 'pending'
}

function sessionStarted(kyc: KycCase, event: EventOf<'KycSessionStarted'>, now: Instant): void {
  const { sessionId, providerSessionId, providerStatus, workflowId, workflowVersion, url, attempt } = event
  kyc.sessions.set(sessionId, {
    sessionId,
    provider: kyc.wanted!.provider,
    providerSessionId,
    workflowId,
    workflowVersion,
    attempt,
    startedAt: now,
    url,
    status: 'pending',
    providerStatus,
    providerUpdatedAt: 0,
    decision: undefined,
    decisionFetchedAt: undefined,
  })
  kyc.attempts = attempt
  kyc.currentSessionId = sessionId
  kyc.wanted = undefined
}

function sessionResumed(kyc: KycCase, { sessionId, providerStatus, url }: EventOf<'KycSessionResumed'>): void {
  const session = sessionOf(kyc, sessionId)
  session.status = PROVIDER_STATES.get(providerStatus)?.status ?? session.status
  session.providerStatus = providerStatus
  session.url = url
  kyc.currentSessionId = sessionId
  kyc.wanted = undefined
}

function stepped(kyc: KycCase, event: Extract<KycEvent, { submits: boolean }>, now: Instant): void {
  const session = sessionOf(kyc, event.sessionId)
  session.status = PROVIDER_STATES.get(event.providerStatus)!.status
  session.providerStatus = event.providerStatus
  session.providerUpdatedAt = event.providerUpdatedAt
  if (event.submits) kyc.submittedAt = now
  // What an officer was to decide on is no longer so.
  if (kyc.currentSessionId === event.sessionId && kyc.officer === 'pending_approval' && session.status !== 'approved') {
    kyc.officer = undefined
    kyc.first = undefined
  }
}

function decisionRecorded(kyc: KycCase, event: EventOf<'KycDecisionRecorded'>, now: Instant): void {
  const { sessionId, identity, warnings, evidence, documentExpiresOn, documentKey, duplicate } = event
  const session = sessionOf(kyc, sessionId)
  session.decision = { identity, warnings, evidence, documentExpiresOn, documentKey, duplicate }
  session.decisionFetchedAt = now
  // What the first officer has seen is no longer what is approved.
  if (kyc.currentSessionId === sessionId && kyc.officer === 'pending_approval') kyc.first = undefined
}

function approved(kyc: KycCase, event: EventOf<'KycApproved'> | EventOf<'KycRenewed'>, now: Instant): void {
  const { by, identity, documentExpiresOn, reviewDueOn, graceEndsOn, review } = event
  kyc.status = 'approved'
  kyc.officer = 'approved'
  kyc.approvedBy = by
  // A first word on something else than what was approved is nobody's part in it.
  if (event.firstApprovedBy === undefined) kyc.first = undefined
  kyc.rejectedBy = undefined
  kyc.decidedAt = now
  kyc.reason = undefined
  kyc.reviewDue = false
  kyc.approval = { identity, documentExpiresOn, reviewDueOn, graceEndsOn, review }
}

function ended(
  kyc: KycCase,
  status: 'rejected' | 'resubmission_required',
  reason: Personal<string>,
  now: Instant,
): void {
  kyc.status = status
  kyc.officer = undefined
  kyc.first = undefined
  kyc.decidedAt = now
  kyc.reason = reason
  kyc.reviewDue = false
  kyc.approval = undefined
}

function newCycle(kyc: KycCase, cycle: number): void {
  kyc.cycle = cycle
  kyc.attempts = 0
  kyc.attemptsMax = ATTEMPTS_MAX
}
