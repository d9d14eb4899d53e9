import { isSealed } from '@filao/contracts'
import { assert, type Id, type Instant, type Moment } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'
import { evolveList, listCodeOf, ScreeningList, type ListEvent } from './list.state'
import { evolveDocuments } from './document/document.state'
import { evolveInstrument } from './instrument.state'
import { evolveKyc } from './kyc/kyc-events.state'
import { evolveActivity } from './risk/activity.state'
import { bearsOnRisk, evolveRisk } from './risk/risk-events.state'
import {
  DUE_AT_ONCE,
  evolveLimits,
  evolveResolved,
  RISK_LIMITS,
  RiskLimits,
  type LimitEvent,
} from './limit/limit.state'
import { evolveScreening } from './screening.state'
import { cddOf, unknownSubject, type Subject } from './subject.state'

/** A client, payer or issuer with all that is kept of them, a list that names are screened against, or the limits of all. */
export type ComplianceState = Subject | ScreeningList | RiskLimits

/** True for a client, payer or issuer. */
export const isSubject = (state: ComplianceState): state is Subject =>
  !(state instanceof ScreeningList) && !(state instanceof RiskLimits)

export function initial(id: Id): ComplianceState {
  if (id === RISK_LIMITS) return new RiskLimits()
  const code = listCodeOf(id)
  return code === undefined ? unknownSubject(id) : new ScreeningList(id, code)
}

/** Total: every event in every state. */
export function evolve(state: ComplianceState, event: ComplianceEvent, { now }: Pick<Moment, 'now'>): ComplianceState {
  if (isOfList(event)) {
    assert(state instanceof ScreeningList, 'the history of a list is that of a list')
    return evolveList(state, event, now)
  }
  assert(!(state instanceof ScreeningList), 'the history of a subject is that of no list')
  if (isOfLimits(event)) {
    evolveLimits(state.limits, event, now)
    if (isSubject(state)) state.limits.dueAt = DUE_AT_ONCE
    return state
  }
  assert(isSubject(state), 'of the limits of all there are limits alone')
  const subject = evolveSubject(state, event, now)
  if (bearsOnRisk(event)) subject.risk.isDue = true
  return subject
}

const isOfList = (event: ComplianceEvent): event is ListEvent => 'listId' in event

const isOfLimits = (event: ComplianceEvent): event is LimitEvent => event.type.startsWith('RiskLimit')

function evolveSubject(
  subject: Subject,
  event: Exclude<ComplianceEvent, ListEvent | LimitEvent>,
  now: Instant,
): Subject {
  switch (event.type) {
    case 'SubjectRegistered': {
      const { type: _, userId: __, ...profile } = event
      subject.profile = profile
      return subject
    }
    case 'AccountRegistered':
      subject.accounts.set(event.accountId, { accountId: event.accountId, mode: event.mode })
      subject.limits.dueAt = DUE_AT_ONCE
      return subject
    case 'LimitsResolved':
      evolveResolved(subject.limits, event, now)
      return subject
    case 'CddRecorded':
      subject.cdd = isSealed(event.cdd) ? event.cdd : { ...cddOf(subject), ...event.cdd }
      return subject
    case 'UserStatusRecorded':
      subject.userStatus = event.status
      return subject
    case 'CounterpartyRecorded':
    case 'TurnoverRecorded':
      evolveActivity(subject.activity, event)
      return subject
    case 'InstrumentRegistered':
    case 'InstrumentHeld':
    case 'InstrumentReleaseProposed':
    case 'InstrumentReleased':
      subject.instrument = evolveInstrument(subject.instrument, event)
      return subject
    case 'SubjectScored':
    case 'RiskOverrideProposed':
    case 'RiskOverridden':
    case 'RiskOverrideEnded':
      return evolveRisk(subject, event, now)
    default:
      if ('documentId' in event) evolveDocuments(subject.documents, event, now)
      else if ('caseId' in event) evolveKyc(subject, event, now)
      else return evolveScreening(subject, event, now)
      return subject
  }
}
