import { isSealed } from '@filao/contracts'
import { commandHash, judgeWord, type Id } from '@filao/kernel'
import { isClosed, type Alert } from './alert.state'
import { isOpen } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent, EventOf } from './compliance.events'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from './compliance.refusals'
import type { Subject } from './subject.state'

/** The same alert, or the same rule about the same thing, again is one alert. */
export function raise(
  subject: Subject,
  alert: Omit<EventOf<'AlertRaised'>, 'type' | 'ownerId'>,
): readonly ComplianceEvent[] {
  const { alertId, ruleId, referenceId } = alert
  const isKnown = [...subject.alerts.values()].some(
    (known) =>
      known.alertId === alertId ||
      (ruleId !== undefined && known.ruleId === ruleId && known.referenceId === referenceId),
  )
  return isKnown ? [] : [{ ...alert, type: 'AlertRaised', ownerId: subject.id }]
}

export const raiseAlert = (
  { type: _, ownerId: __, ...alert }: CommandOf<'RaiseAlert'>,
  subject: Subject,
): ComplianceDecision => raise(subject, alert)

export function assignAlert(command: CommandOf<'AssignAlert'>, subject: Subject): ComplianceDecision {
  const alert = alertOf(command, subject)
  if ('refused' in alert) return alert
  if (command.assignedTo === command.ownerId) return refuse('own_case')
  if (isClosed(alert)) return refuse('alert_closed')
  if (alert.status === 'clear_proposed') return refuse('clear_proposed')
  return alert.assignedTo === command.assignedTo ? [] : [{ ...command, type: 'AlertAssigned' }]
}

export function clearAlert(command: CommandOf<'ClearAlert'>, subject: Subject): ComplianceDecision {
  const alert = alertOf(command, subject)
  if ('refused' in alert) return alert
  switch (alert.status) {
    case 'open':
      return refuse('alert_not_assigned')
    case 'assigned':
    case 'clear_proposed':
      return clear(command, alert, subject)
    case 'cleared':
      return []
    case 'escalated':
      return refuse('alert_closed')
  }
}

function clear(command: CommandOf<'ClearAlert'>, alert: Alert, subject: Subject): ComplianceDecision {
  const { ownerId, alertId, reason, by } = command
  const hash = commandHash({ command: 'ClearAlert', ownerId, alertId })
  const first = { by: alert.proposedBy, commandHash: alert.commandHash }
  const verdict = judgeWord({ by, commandHash: hash }, first, ownerId)
  if (verdict === 'owner') return refuse('own_case')
  if (verdict === 'same_approver') return refuse('same_approver')
  const refusal = refuseWhileHit(alert, subject)
  if (refusal) return refusal
  if (verdict === 'second') return close(command, 'cleared', { commandHash: hash, proposedBy: alert.proposedBy })
  return [{ type: 'AlertClearProposed', ownerId, alertId, reason, commandHash: hash, proposedBy: by }]
}

export function rejectClear(command: CommandOf<'RejectClear'>, subject: Subject): ComplianceDecision {
  const alert = alertOf(command, subject)
  if ('refused' in alert) return alert
  if (isClosed(alert)) return refuse('alert_closed')
  if (alert.status === 'open') return refuse('not_allowed_in_state')
  return alert.status === 'assigned' ? refuse('no_clear_proposed') : [{ ...command, type: 'AlertClearRejected' }]
}

export function escalateAlert(command: CommandOf<'EscalateAlert'>, subject: Subject): ComplianceDecision {
  const alert = alertOf(command, subject)
  if ('refused' in alert) return alert
  if (alert.status === 'cleared') return refuse('alert_closed')
  return alert.status === 'escalated' ? [] : close(command, 'escalated')
}

/** An alert stands while what it is about does: an open hit is cleared first, a confirmed one is never nothing. */
function refuseWhileHit({ checkId }: Alert, { checks }: Subject): ComplianceRefusal | undefined {
  const hits = [...((checkId && checks.get(checkId)?.hits.values()) || [])]
  if (hits.some(isOpen)) return refuse('hit_open')
  return hits.some(({ status }) => status === 'confirmed') ? refuse('not_allowed_in_state') : undefined
}

type Closing = CommandOf<'ClearAlert' | 'EscalateAlert'>

function close(
  { ownerId, alertId, reason, by }: Closing,
  status: 'cleared' | 'escalated',
  first: { readonly commandHash?: string; readonly proposedBy?: Id | undefined } = {},
): readonly ComplianceEvent[] {
  // Words that cannot be read are those of somebody who was erased.
  if (isSealed(reason)) return []
  return [{ type: 'AlertClosed', ownerId, alertId, outcome: { status, reason, ...first }, by }]
}

type OnAlert = CommandOf<'AssignAlert' | 'ClearAlert' | 'RejectClear' | 'EscalateAlert'>

function alertOf({ alertId, ownerId, by }: OnAlert, subject: Subject): Alert | ComplianceRefusal {
  const alert = subject.alerts.get(alertId)
  if (!alert) return refuse('alert_unknown')
  return by === ownerId ? refuse('own_case') : alert
}
