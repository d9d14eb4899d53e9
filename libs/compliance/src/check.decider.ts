import { isSealed, type CheckResult, type CheckType, type ListHit, type RecordedHit } from '@filao/contracts'
import { assert, type Moment } from '@filao/kernel'
import { raise } from './alert.decider'
import { algorithmOf, pairOf, type Check } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceDecision } from './compliance.refusals'
import { freezeOn } from './freeze.decider'
import { isActive } from './freeze.state'
import { idAt } from './id'
import { holdInstrument } from './instrument.decider'
import { FREEZING_LISTS } from './lists/list-version'
import type { Subject } from './subject.state'

/** How long after each failed attempt the next one is made. */
export const RETRY_DELAYS_MS: readonly number[] = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000]
const HOUR_MS = 3_600_000

type Severity = 'medium' | 'high' | 'critical'

/**
 * The same check again is the same check. So is another that asks the same thing for the same reason; but each payment
 * names its checks itself, and may ask about several people.
 */
export function requestCheck(command: CommandOf<'RequestCheck'>, { checks }: Subject): ComplianceDecision {
  const { checkType = 'sanctions_screening', answerTo = command.referenceId, ...asked } = command
  const isSame = (check: Check): boolean =>
    check.trigger !== 'transaction' &&
    check.trigger === command.trigger &&
    check.referenceId === command.referenceId &&
    check.subjectKind === command.subjectKind &&
    check.subjectId === command.subjectId &&
    check.checkType === checkType
  if (checks.has(command.checkId) || [...checks.values()].some(isSame)) return []
  return [{ ...asked, type: 'AmlCheckRequested', checkType, answerTo }]
}

export function recordResult(command: CommandOf<'RecordResult'>, subject: Subject, at: Moment): ComplianceDecision {
  const check = requestedCheck(command, subject)
  if (check.status !== 'requested') return []
  // Nobody who no longer has a key is screened: there is no name to screen.
  if (isSealed(command.found)) return []
  const { type: _, ownerId, checkId, found, dueHours, ...provenance } = command
  const { reviewScore, alertScore } = provenance.thresholds
  const serious = found.hits.filter(({ score }) => score >= reviewScore)
  const hits = serious.map((hit, nth) => recorded(hit, { command, subject, hitId: idAt(ownerId, at, nth) }))
  const live = hits.filter(({ clearedAs }) => clearedAs === undefined)
  const result = resultOf(live, { reviewScore, alertScore })
  const { subjectKind, subjectId, answerTo, trigger } = check
  const completed: ComplianceEvent = {
    ...provenance,
    type: 'AmlCheckCompleted',
    ownerId,
    checkId,
    subjectKind,
    subjectId,
    answerTo,
    trigger,
    findings: { result, bestScore: found.bestScore, hits, near: found.near },
  }
  if (result === 'clear') return [completed]
  const severity = severityOf(result, check.checkType)
  const alert = raise(subject, {
    alertId: idAt(ownerId, at, hits.length),
    source: 'screening',
    checkId,
    referenceId: check.referenceId,
    severity,
    summary: SUMMARY[result],
    dueAt: at.now + dueHours[severity] * HOUR_MS,
  })
  const freezing = live.filter(({ score, listCode }) => score >= alertScore && FREEZING_LISTS.includes(listCode))
  const freeze = freezing.length > 0 ? freezeFor(freezing[0]!, check, subject, idAt(ownerId, at, hits.length + 1)) : []
  return [completed, ...alert, ...freeze]
}

const SUMMARY: Readonly<Record<Exclude<CheckResult, 'clear'>, string>> = {
  warning: 'A name is like one on a list.',
  alert: 'A name is very like one on a list.',
  error: 'A check could not be run.',
}

/** A pair that two people have told apart does not alert again while neither of them nor the algorithm has changed. */
function recorded(
  hit: ListHit,
  { command, subject, hitId }: { command: CommandOf<'RecordResult'>; subject: Subject; hitId: string },
): RecordedHit {
  const pair = subject.clearedPairs.get(pairOf(hit))
  const isSame =
    pair?.subjectHash === command.subjectHash &&
    pair.entryHash === hit.entryHash &&
    pair.algorithm === algorithmOf(command)
  return isSame ? { ...hit, hitId, clearedAs: pair.hitId } : { ...hit, hitId }
}

function resultOf(
  live: readonly ListHit[],
  { reviewScore, alertScore }: { reviewScore: number; alertScore: number },
): 'clear' | 'warning' | 'alert' {
  const best = Math.max(0, ...live.map(({ score }) => score))
  if (best >= alertScore) return 'alert'
  return best >= reviewScore ? 'warning' : 'clear'
}

function severityOf(result: 'warning' | 'alert', type: CheckType): Severity {
  if (type === 'sanctions_screening') return result === 'alert' ? 'critical' : 'high'
  return result === 'alert' ? 'high' : 'medium'
}

/** Before any human looks, and at once: the listing itself forbids all dealing (regulation SAN-2). */
function freezeFor(hit: RecordedHit, check: Check, subject: Subject, freezeId: string): readonly ComplianceEvent[] {
  if (check.subjectKind === 'issuer') return holdInstrument(subject)
  if (check.subjectKind !== 'client') return []
  const reference = pairOf(hit)
  const isKnown = [...subject.freezes.values()].some((freeze) => isActive(freeze) && freeze.reference === reference)
  return isKnown ? [] : freezeOn(subject, { freezeId, reason: 'provisional_match', reference })
}

/** Not to be run is never clear: it is tried four times more, and then it is for a person. */
export function recordError(command: CommandOf<'RecordError'>, subject: Subject, at: Moment): ComplianceDecision {
  const check = requestedCheck(command, subject)
  if (check.status !== 'requested') return []
  const { ownerId, checkId, code, dueHours } = command
  const delay = RETRY_DELAYS_MS[check.attempts]
  if (delay !== undefined) {
    const attempts = check.attempts + 1
    return [{ type: 'AmlCheckRetryScheduled', ownerId, checkId, attempts, code, retryAt: at.now + delay }]
  }
  const { subjectKind, subjectId, answerTo, trigger, referenceId } = check
  return [
    { type: 'AmlCheckFailed', ownerId, checkId, subjectKind, subjectId, answerTo, trigger, code },
    ...raise(subject, {
      alertId: idAt(ownerId, at, 0),
      source: 'screening',
      checkId,
      referenceId,
      severity: 'high',
      summary: SUMMARY.error,
      dueAt: at.now + dueHours.high * HOUR_MS,
    }),
  ]
}

export function retryCheck({ checkId }: CommandOf<'RetryCheck'>, subject: Subject): ComplianceDecision {
  const check = subject.checks.get(checkId)
  if (!check) return refuse('check_unknown')
  if (check.status === 'requested') return []
  if (check.status === 'completed') return refuse('already_completed')
  return [requestAgain(subject, check)]
}

const requestAgain = (subject: Subject, check: Check): ComplianceEvent => ({
  type: 'AmlCheckRequested',
  ownerId: subject.id,
  checkId: check.checkId,
  subjectKind: check.subjectKind,
  subjectId: check.subjectId,
  answerTo: check.answerTo,
  names: check.names,
  dateOfBirth: check.dateOfBirth,
  nationality: check.nationality,
  documentNumbers: check.documentNumbers,
  referenceId: check.referenceId,
  trigger: check.trigger,
  checkType: check.checkType,
})

function requestedCheck({ checkId }: { checkId: string }, { checks }: Subject): Check {
  const check = checks.get(checkId)
  assert(check !== undefined, 'a result is that of a check that was requested')
  return check
}
