import { assert } from '@filao/kernel'
import type { Instant } from '@filao/kernel'
import { evolveAlert, raisedAlert } from './alert.state'
import { algorithmOf, evolveCheck, evolveHit, pairOf, requested } from './check.state'
import type { EventOf } from './compliance.events'
import { appliedFreeze, evolveFreeze } from './freeze.state'
import { evolveNotice } from './notice.state'
import type { Subject } from './subject.state'

export type ScreeningEvent = EventOf<
  | 'AmlCheckRequested'
  | 'AmlCheckCompleted'
  | 'AmlCheckRetryScheduled'
  | 'AmlCheckFailed'
  | 'HitConfirmed'
  | 'HitConfirmationSeconded'
  | 'HitClearProposed'
  | 'HitCleared'
  | 'HitClearRejected'
  | 'AlertRaised'
  | 'AlertAssigned'
  | 'AlertClearProposed'
  | 'AlertClearRejected'
  | 'AlertClosed'
  | 'FreezeApplied'
  | 'FreezeConfirmed'
  | 'FreezeLiftProposed'
  | 'FreezeLifted'
  | 'AccountFrozen'
  | 'AccountUnfrozen'
  | 'NoticeDue'
  | 'NoticeStartMoved'
  | 'NoticeReminded'
  | 'NoticeSent'
>

/** Total: every event in every state. What is gone with a destroyed key leaves nothing to change. */
export function evolveScreening(subject: Subject, event: ScreeningEvent, at: Instant): Subject {
  switch (event.type) {
    case 'AmlCheckRequested': {
      const known = subject.checks.get(event.checkId)
      // Run again after it failed: the same check, from its beginning.
      subject.checks.set(event.checkId, { ...requested(event, at), requestedAt: known?.requestedAt ?? at })
      return subject
    }
    case 'AmlCheckCompleted':
    case 'AmlCheckRetryScheduled':
    case 'AmlCheckFailed': {
      const check = subject.checks.get(event.checkId)
      assert(check !== undefined, 'a check that changes was requested')
      evolveCheck(check, event, at)
      if (event.type === 'AmlCheckCompleted') settleClearedHits(subject, event.checkId)
      return subject
    }
    case 'HitConfirmed':
    case 'HitConfirmationSeconded':
    case 'HitClearProposed':
    case 'HitCleared':
    case 'HitClearRejected':
      changeHit(subject, event, at)
      return subject
    case 'AlertRaised':
      subject.alerts.set(event.alertId, raisedAlert(event, at))
      return subject
    case 'AlertAssigned':
    case 'AlertClearProposed':
    case 'AlertClearRejected':
    case 'AlertClosed': {
      const alert = subject.alerts.get(event.alertId)
      if (alert) evolveAlert(alert, event)
      return subject
    }
    case 'FreezeApplied':
      subject.freezes.set(event.freezeId, appliedFreeze(event, at))
      return subject
    case 'FreezeConfirmed':
    case 'FreezeLiftProposed':
    case 'FreezeLifted': {
      const freeze = subject.freezes.get(event.freezeId)
      if (freeze) evolveFreeze(freeze, event, at)
      return subject
    }
    case 'NoticeDue':
    case 'NoticeStartMoved':
    case 'NoticeReminded':
    case 'NoticeSent':
      evolveNotice(subject.notices, event, at)
      return subject
    // What is frozen is what has a freeze in force; these tell others.
    case 'AccountFrozen':
    case 'AccountUnfrozen':
      return subject
  }
}

type HitEvent = EventOf<
  'HitConfirmed' | 'HitConfirmationSeconded' | 'HitClearProposed' | 'HitCleared' | 'HitClearRejected'
>

function changeHit(subject: Subject, event: HitEvent, at: Instant): void {
  const check = subject.checks.get(event.checkId)
  const hit = check?.hits.get(event.hitId)
  if (!check || !hit) return
  evolveHit(hit, event, at)
  if (event.type !== 'HitCleared' || check.subjectHash === undefined || !check.provenance) return
  subject.clearedPairs.set(pairOf(hit), {
    hitId: hit.hitId,
    subjectHash: check.subjectHash,
    entryHash: hit.entryHash,
    algorithm: algorithmOf(check.provenance),
    proposedBy: event.proposedBy,
    decidedBy: event.decidedBy,
    decidedAt: at,
  })
}

/** A hit that was cleared before names who cleared it. */
function settleClearedHits(subject: Subject, checkId: string): void {
  for (const hit of subject.checks.get(checkId)!.hits.values()) {
    const pair = subject.clearedPairs.get(pairOf(hit))
    if (hit.clearedAs === undefined || !pair) continue
    hit.proposedBy = pair.proposedBy
    hit.decidedBy = pair.decidedBy
    hit.decidedAt = pair.decidedAt
  }
}
