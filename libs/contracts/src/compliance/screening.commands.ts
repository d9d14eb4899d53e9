import { AssignAlert, ClearAlert, EscalateAlert, RaiseAlert, RejectClear } from './alert.commands'
import { RecordError, RecordResult, RequestCheck, RetryCheck } from './check.commands'
import { ApplyFreeze, ConfirmFreeze, LiftFreeze } from './freeze.commands'
import { ClearHit, ConfirmHit, RejectClearing, RemindOfHit } from './hit.commands'
import { ActivateListVersion, ApproveListVersion, LoadListVersion, RejectListVersion } from './list.commands'
import { CloseNilReport, RecordNoticeReceived, RemindOfNotice, SendNotice } from './notice.commands'

/** All that asks for a screening, or follows from one. */
export const screeningCommands = [
  RequestCheck,
  RecordResult,
  RecordError,
  RetryCheck,
  ConfirmHit,
  ClearHit,
  RejectClearing,
  RemindOfHit,
  RaiseAlert,
  AssignAlert,
  ClearAlert,
  RejectClear,
  EscalateAlert,
  ApplyFreeze,
  ConfirmFreeze,
  LiftFreeze,
  LoadListVersion,
  ApproveListVersion,
  RejectListVersion,
  ActivateListVersion,
  RecordNoticeReceived,
  RemindOfNotice,
  SendNotice,
  CloseNilReport,
] as const
