import { assert, isRefusal, type Moment, type Rules } from '@filao/kernel'
import { changeChecks } from './clearance.state'
import type { ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { claims, reactions, timers } from './compliance.reactions'
import type { ComplianceDecision, ComplianceRefusal } from './compliance.refusals'
import { evolve, initial, isSubject, type ComplianceState } from './compliance.state'
import { decideList, type ListCommand } from './list.decider'
import { ScreeningList } from './list.state'
import { expireDocument, reviewDocument, uploadDocument } from './document/document.decider'
import { approveKyc } from './kyc/approval.decider'
import { expireKyc, grantAttempt, rejectKyc, requestResubmission, reviewDue, startKyc } from './kyc/case.decider'
import { recordCounterparty, recordTurnover } from './risk/activity.decider'
import { expireRiskOverride, overrideRisk, scoreSubject } from './risk/risk.decider'
import { setRiskLimit } from './limit/limit.decider'
import { resolveLimits } from './limit/resolve.decider'
import { recordDecision, recordSession, recordSessionStatus } from './kyc/session.decider'
import { decideScreening } from './screening.decider'
import { registerInstrument, releaseInstrument } from './instrument.decider'
import { recordUserStatus, registerAccount, registerSubject, setCdd, verifyCdd } from './subject.decider'
import type { Subject } from './subject.state'

/** An empty list means: done before, or ignored; the first answer stands. */
export function decide(command: ComplianceCommand, state: ComplianceState, at: Moment): ComplianceDecision {
  if (isOfList(command)) {
    assert(state instanceof ScreeningList, 'the id of a list is that of a list')
    return decideList(command, state)
  }
  assert(!(state instanceof ScreeningList), 'the id of a subject is that of no list')
  if (command.type === 'SetRiskLimit') return setRiskLimit(command, state, at)
  assert(isSubject(state), 'the id of the limits of all is that of no subject')
  return withChecks(decideOnSubject(command, state, at), state, at)
}

const isOfList = (command: ComplianceCommand): command is ListCommand => 'listId' in command

function decideOnSubject(
  command: Exclude<ComplianceCommand, ListCommand | { type: 'SetRiskLimit' }>,
  subject: Subject,
  at: Moment,
): ComplianceDecision {
  const { now } = at
  switch (command.type) {
    case 'RegisterSubject':
      return registerSubject(command, subject)
    case 'RegisterAccount':
      return registerAccount(command, subject)
    case 'RegisterInstrument':
      return registerInstrument(command, subject, at)
    case 'ReleaseInstrument':
      return releaseInstrument(command, subject)
    case 'SetCdd':
      return setCdd(command, subject, now)
    case 'VerifyCdd':
      return verifyCdd(command, subject, now)
    case 'RecordUserStatus':
      return recordUserStatus(command, subject)
    case 'StartKyc':
      return startKyc(command, subject)
    case 'RecordKycSession':
      return recordSession(command, subject)
    case 'RecordKycSessionStatus':
      return recordSessionStatus(command, subject, at)
    case 'RecordKycDecision':
      return recordDecision(command, subject, at)
    case 'ApproveKyc':
      return approveKyc(command, subject, now)
    case 'RejectKyc':
      return rejectKyc(command, subject)
    case 'RequestResubmission':
      return requestResubmission(command, subject)
    case 'GrantAttempt':
      return grantAttempt(command, subject)
    case 'ReviewDue':
      return reviewDue(command, subject, now)
    case 'ExpireKyc':
      return expireKyc(command, subject, now)
    case 'RecordCounterparty':
      return recordCounterparty(command, subject)
    case 'RecordTurnover':
      return recordTurnover(command, subject, at)
    case 'ScoreSubject':
      return scoreSubject(command, subject, at)
    case 'OverrideRisk':
      return overrideRisk(command, subject, at)
    case 'ExpireRiskOverride':
      return expireRiskOverride(command, subject, at)
    case 'ResolveLimits':
      return resolveLimits(command, subject, at)
    case 'UploadDocument':
      return uploadDocument(command, subject, now)
    case 'ReviewDocument':
      return reviewDocument(command, subject, now)
    case 'ExpireDocument':
      return expireDocument(command, subject, now)
    default:
      return decideScreening(command, subject, at)
  }
}

/** Who is somebody else than before is screened anew. */
function withChecks(decision: ComplianceDecision, subject: Subject, at: Moment): ComplianceDecision {
  if (isRefusal(decision)) return decision
  // Whoever decides on a client's way through KYC asks for the checks with it.
  if (decision.some(({ type }) => type === 'AmlCheckRequested')) return decision
  const changes = decision.filter((event) => event.type === 'SubjectRegistered' || event.type === 'CddRecorded')
  return [...decision, ...changeChecks(subject, changes, at)]
}

/** The client, the payer who is none, the issuer, the list, or the limits of all that a command is about. */
export function aggregateOf(command: ComplianceCommand): string {
  if ('listId' in command) return command.listId
  if ('ownerId' in command) return command.ownerId
  return 'userId' in command ? command.userId : command.assetId
}

/** The rules of compliance: one aggregate for all that concerns a client, so that one decision sees all of it. */
export const complianceRules: Rules<ComplianceCommand, ComplianceEvent, ComplianceState, ComplianceRefusal> = {
  decider: { initial, decide, evolve },
  aggregateOf,
  reactions,
  timers,
  claims,
}
