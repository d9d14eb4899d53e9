import type { Moment } from '@filao/kernel'
import { assignAlert, clearAlert, escalateAlert, raiseAlert, rejectClear } from './alert.decider'
import { recordError, recordResult, requestCheck, retryCheck } from './check.decider'
import type { CommandOf } from './compliance.commands'
import type { ComplianceDecision } from './compliance.refusals'
import { applyFreeze, confirmFreeze, liftFreeze } from './freeze.decider'
import { recordNoticeReceived, remindOfNotice, sendNotice } from './notice.decider'
import { clearHit, confirmHit, rejectClearing, remindOfHit } from './hit.decider'
import type { Subject } from './subject.state'

export type ScreeningCommand = CommandOf<
  | 'RequestCheck'
  | 'RecordResult'
  | 'RecordError'
  | 'RetryCheck'
  | 'ConfirmHit'
  | 'ClearHit'
  | 'RejectClearing'
  | 'RemindOfHit'
  | 'RaiseAlert'
  | 'AssignAlert'
  | 'ClearAlert'
  | 'RejectClear'
  | 'EscalateAlert'
  | 'ApplyFreeze'
  | 'ConfirmFreeze'
  | 'LiftFreeze'
  | 'RecordNoticeReceived'
  | 'RemindOfNotice'
  | 'SendNotice'
>

/** Checks, hits, alerts and freezes of one subject. */
export function decideScreening(command: ScreeningCommand, subject: Subject, at: Moment): ComplianceDecision {
  switch (command.type) {
    case 'RequestCheck':
      return requestCheck(command, subject)
    case 'RecordResult':
      return recordResult(command, subject, at)
    case 'RecordError':
      return recordError(command, subject, at)
    case 'RetryCheck':
      return retryCheck(command, subject)
    case 'ConfirmHit':
      return confirmHit(command, subject, at)
    case 'ClearHit':
      return clearHit(command, subject)
    case 'RejectClearing':
      return rejectClearing(command, subject)
    case 'RemindOfHit':
      return remindOfHit(command, subject, at)
    case 'RaiseAlert':
      return raiseAlert(command, subject)
    case 'AssignAlert':
      return assignAlert(command, subject)
    case 'ClearAlert':
      return clearAlert(command, subject)
    case 'RejectClear':
      return rejectClear(command, subject)
    case 'EscalateAlert':
      return escalateAlert(command, subject)
    case 'ApplyFreeze':
      return applyFreeze(command, subject)
    case 'ConfirmFreeze':
      return confirmFreeze(command, subject)
    case 'LiftFreeze':
      return liftFreeze(command, subject)
    case 'RecordNoticeReceived':
      return recordNoticeReceived(command, subject, at)
    case 'RemindOfNotice':
      return remindOfNotice(command, subject)
    case 'SendNotice':
      return sendNotice(command, subject)
  }
}
