import { AlertAssigned, AlertClearProposed, AlertClearRejected, AlertClosed, AlertRaised } from './alert.events'
import { AmlCheckCompleted, AmlCheckFailed, AmlCheckRequested, AmlCheckRetryScheduled } from './check.events'
import {
  AccountFrozen,
  AccountUnfrozen,
  FreezeApplied,
  FreezeConfirmed,
  FreezeLifted,
  FreezeLiftProposed,
} from './freeze.events'
import { HitCleared, HitClearProposed, HitClearRejected, HitConfirmationSeconded, HitConfirmed } from './hit.events'
import { ListVersionActivated, ListVersionApproved, ListVersionLoaded, ListVersionRejected } from './list.events'
import {
  NilReportClosed,
  NilReportDrafted,
  NoticeDue,
  NoticeReminded,
  NoticeSent,
  NoticeStartMoved,
} from './notice.events'

/** All that a screening leads to. */
export const screeningEvents = [
  AmlCheckRequested,
  AmlCheckCompleted,
  AmlCheckRetryScheduled,
  AmlCheckFailed,
  HitConfirmed,
  HitConfirmationSeconded,
  HitClearProposed,
  HitCleared,
  HitClearRejected,
  AlertRaised,
  AlertAssigned,
  AlertClearProposed,
  AlertClearRejected,
  AlertClosed,
  FreezeApplied,
  FreezeConfirmed,
  FreezeLiftProposed,
  FreezeLifted,
  AccountFrozen,
  AccountUnfrozen,
  ListVersionLoaded,
  ListVersionApproved,
  ListVersionRejected,
  ListVersionActivated,
  NoticeDue,
  NoticeStartMoved,
  NoticeReminded,
  NoticeSent,
  NilReportDrafted,
  NilReportClosed,
] as const
