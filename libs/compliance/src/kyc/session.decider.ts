import { canonicalJson, isSealed, type Cdd } from '@filao/contracts'
import { assert, type Id, type Moment } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import type { ComplianceEvent } from '../compliance.events'
import { refuse, type ComplianceDecision } from '../compliance.refusals'
import { clientChecks } from '../clearance.state'
import { setCdd } from '../subject.decider'
import { cddOf, liveAccounts, type Subject } from '../subject.state'
import { movesCase, type KycCase, type KycSession } from './kyc.state'
import { PROVIDER_STATES } from './provider-status.state'
import { cddOfDecision } from './verified-identity.state'

/** The provider has given a session: a new one is an attempt, the unfinished one that it had goes on. */
export function recordSession(command: CommandOf<'RecordKycSession'>, { kyc }: Subject): ComplianceDecision {
  const { userId, sessionId, providerSessionId, providerStatus, workflowId, workflowVersion, url } = command
  if (!kyc) return refuse('session_unknown')
  if (kyc.wanted?.sessionId !== sessionId) return []
  const { caseId } = kyc
  const known = [...kyc.sessions.values()].find((session) => session.providerSessionId === providerSessionId)
  if (known) return [{ type: 'KycSessionResumed', userId, caseId, sessionId: known.sessionId, providerStatus, url }]
  return [
    {
      type: 'KycSessionStarted',
      userId,
      caseId,
      sessionId,
      providerSessionId,
      providerStatus,
      workflowId,
      workflowVersion,
      url,
      attempt: kyc.attempts + 1,
    },
  ]
}

/**
 * A status that a webhook tells is believed when it is newer than what is known and may follow it; a fetched one is taken
 * as it is. What is not believed is ignored: the decision is fetched then.
 */
export function recordSessionStatus(
  command: CommandOf<'RecordKycSessionStatus'>,
  subject: Subject,
  moment: Moment,
): ComplianceDecision {
  const { sessionId } = command
  const session = subject.kyc?.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  return stepped(command, subject, session, moment)
}

type Told = Pick<CommandOf<'RecordKycSessionStatus'>, 'userId' | 'providerStatus' | 'at' | 'fetched'>

function stepped(told: Told, subject: Subject, session: KycSession, moment: Moment): readonly ComplianceEvent[] {
  const kyc = subject.kyc
  assert(kyc !== undefined, 'a session has a case')
  const { userId, providerStatus, at, fetched } = told
  const state = PROVIDER_STATES.get(providerStatus)
  // Not ours to interpret, or where every session begins: nothing leads back there.
  if (state?.event === undefined || state.status === session.status) return []
  const isStale = at < session.providerUpdatedAt || !state.from.includes(session.status)
  if (!fetched && isStale) return []
  const { caseId } = kyc
  const { sessionId } = session
  const isCurrent = movesCase(kyc, sessionId)
  const step = {
    type: state.event,
    userId,
    caseId,
    sessionId,
    providerStatus,
    providerUpdatedAt: Math.max(at, session.providerUpdatedAt),
    submits: isCurrent && submits(kyc, state.status),
  } as const
  return isCurrent ? [step, ...caseFollows({ userId, kyc, subject, sessionId, moment, status: state.status })] : [step]
}

/** Handed in: the provider has seen the client, whatever it thinks of them. A decided case is not handed in again. */
const submits = (kyc: KycCase, status: KycSession['status']): boolean =>
  (status === 'in_review' || status === 'approved' || status === 'declined') &&
  (kyc.status === 'pending' || (kyc.status === 'approved' && kyc.reviewDue))

interface Following {
  readonly userId: string
  readonly kyc: KycCase
  readonly subject: Subject
  readonly sessionId: Id
  readonly moment: Moment
  readonly status: KycSession['status']
}

/** What becomes of the case when its current session has come into a state (domain 6, the case's second to fifth row). */
function caseFollows({ userId, kyc, subject, sessionId, moment, status }: Following): readonly ComplianceEvent[] {
  const of = { userId, caseId: kyc.caseId }
  const accountIds = liveAccounts(subject)
  const provider = { ...of, decidedBy: 'provider', reason: `provider: ${status}` } as const
  // Nobody is approved who was not looked for in the lists that hold now.
  const screened = clientChecks(subject, { trigger: 'onboarding', referenceId: sessionId }, moment)
  const revoked = { type: 'KycRevoked', ...provider, accountIds } as const
  if (kyc.status === 'pending') {
    if (status === 'approved') return [{ type: 'KycAwaitingApproval', ...of, renewal: false }, ...screened]
    if (status === 'declined') return [{ type: 'KycRejected', ...provider, wasApproved: false, accountIds }]
    if (status === 'resubmitted' || status === 'expired' || status === 'abandoned')
      return [{ type: 'KycResubmissionRequired', ...provider }]
    return []
  }
  if (kyc.status !== 'approved') return []
  if (status === 'approved')
    return kyc.reviewDue ? [{ type: 'KycAwaitingApproval', ...of, renewal: true }, ...screened] : []
  if (status === 'declined' || status === 'resubmitted') return [revoked]
  if (status === 'kyc_expired') return [{ type: 'KycExpired', ...of, ground: 'session_lapsed', accountIds }]
  return []
}

/** A decision is kept whatever its status; what it has verified enters due diligence with the provider's word for it. */
export function recordDecision(
  command: CommandOf<'RecordKycDecision'>,
  subject: Subject,
  moment: Moment,
): ComplianceDecision {
  const { userId, sessionId, identity, warnings, evidence, documentExpiresOn, documentKey } = command
  const { kyc } = subject
  const session = kyc?.sessions.get(sessionId)
  if (!kyc || !session) return refuse('session_unknown')
  const duplicate = command.duplicate === true
  const decision = { identity, warnings, evidence, documentExpiresOn, documentKey, duplicate }
  const events: ComplianceEvent[] = []
  if (!session.decision || canonicalJson(decision) !== canonicalJson(session.decision))
    events.push({ type: 'KycDecisionRecorded', userId, caseId: kyc.caseId, sessionId, ...decision })
  const isCurrent = movesCase(kyc, sessionId)
  if (isCurrent && command.providerStatus === 'Approved' && !isSealed(identity))
    events.push(...verified(userId, cddOfDecision(identity, sessionId), subject, moment))
  const { providerStatus, at } = command
  return [
    ...events,
    ...stepped({ userId, providerStatus, at, fetched: true }, knownAfter(subject, events), session, moment),
  ]
}

/** What is asked about the client is asked with what the decision has just verified. */
function knownAfter(subject: Subject, events: readonly ComplianceEvent[]): Subject {
  const recorded = events.find((event) => event.type === 'CddRecorded')
  if (!recorded || isSealed(recorded.cdd)) return subject
  return { ...subject, cdd: { ...cddOf(subject), ...recorded.cdd } }
}

function verified(userId: string, cdd: Cdd, subject: Subject, { now }: Moment): readonly ComplianceEvent[] {
  if (Object.keys(cdd).length === 0 || !subject.profile) return []
  const id = subject.kyc!.currentSessionId!
  const decision = setCdd({ type: 'SetCdd', userId, cdd, by: { kind: 'provider', id } }, subject, now)
  assert(Array.isArray(decision), 'what the provider has verified is never refused')
  return decision as readonly ComplianceEvent[]
}
