import { commandHash, judgeWord, type Moment } from '@filao/kernel'
import { isOpen, pairOf, type Check, type Hit } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from './compliance.refusals'
import { freezeOn } from './freeze.decider'
import { isActive } from './freeze.state'
import { idAt } from './id'
import { holdInstrument, releaseCleared } from './instrument.decider'
import { SANCTIONS_LISTS } from './lists/list-version'
import { raise } from './alert.decider'
import { noticeOf } from './notice.decider'
import type { Subject } from './subject.state'

type HitCommand = CommandOf<'ConfirmHit' | 'ClearHit' | 'RejectClearing'>
interface Found {
  readonly check: Check
  readonly hit: Hit
}

/** One person is enough to confirm, and the freeze comes first; a second one stands behind it within 24 hours. */
export function confirmHit(command: CommandOf<'ConfirmHit'>, subject: Subject, at: Moment): ComplianceDecision {
  const found = hitOf(command, subject)
  if ('refused' in found) return found
  const { check, hit } = found
  const { ownerId, checkId, hitId, by } = command
  if (hit.status === 'cleared') return refuse('hit_decided')
  if (hit.secondedBy !== undefined) return []
  const hash = commandHash({ command: 'ConfirmHit', ownerId, checkId, hitId })
  const first = hit.status === 'confirmed' ? { by: hit.confirmedBy, commandHash: hit.commandHash } : undefined
  const about = { ownerId, checkId, hitId, commandHash: hash, by }
  switch (judgeWord({ by, commandHash: hash }, first, ownerId)) {
    case 'owner':
      return refuse('own_case')
    case 'same_approver':
      return []
    case 'second':
      return [{ type: 'HitConfirmationSeconded', ...about, confirmedBy: hit.confirmedBy! }]
    case 'first':
      return [
        ...freezeFor(subject, check, hit, at),
        { type: 'HitConfirmed', ...about },
        ...noticeOf(command, { check, hit }, subject, at),
      ]
  }
}

/** A score that did not freeze by itself does so once a person has confirmed it. */
function freezeFor(subject: Subject, check: Check, hit: Hit, at: Moment): readonly ComplianceEvent[] {
  if (!SANCTIONS_LISTS.includes(hit.listCode)) return []
  if (check.subjectKind === 'issuer') return holdInstrument(subject)
  if (check.subjectKind !== 'client') return []
  const reference = pairOf(hit)
  const known = [...subject.freezes.values()].some((freeze) => isActive(freeze) && freeze.reference === reference)
  if (known) return []
  return freezeOn(subject, { freezeId: idAt(subject.id, at, 0), reason: 'provisional_match', reference })
}

/** A name alone never clears a hit: two people say by what they know that it is somebody else. */
export function clearHit(command: CommandOf<'ClearHit'>, subject: Subject): ComplianceDecision {
  const found = hitOf(command, subject)
  if ('refused' in found) return found
  const { hit } = found
  const { ownerId, checkId, hitId, reasonCode, evidence, by } = command
  if (hit.status === 'cleared') return []
  if (hit.status === 'confirmed') return refuse('hit_decided')
  const hash = commandHash({ command: 'ClearHit', ownerId, checkId, hitId, reasonCode })
  const verdict = judgeWord({ by, commandHash: hash }, { by: hit.proposedBy, commandHash: hit.commandHash }, ownerId)
  if (verdict === 'owner') return refuse('own_case')
  if (verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    const proposal = { reasonCode, evidence, commandHash: hash, proposedBy: by }
    return [{ type: 'HitClearProposed', ownerId, checkId, hitId, ...proposal }]
  }
  const same = sameHits(found, subject)
  const cleared = same.map(({ check, hit: one }): ComplianceEvent => ({
    type: 'HitCleared',
    ownerId,
    checkId: check.checkId,
    hitId: one.hitId,
    evidence,
    commandHash: hash,
    proposedBy: hit.proposedBy!,
    decidedBy: by,
    isLast: [...check.hits.values()].every((other) => other === one || other.status === 'cleared'),
    subjectKind: check.subjectKind,
    subjectId: check.subjectId,
    answerTo: check.answerTo,
    trigger: check.trigger,
  }))
  return [...cleared, ...releaseCleared(subject, new Set(same.map(({ hit: one }) => one.hitId)))]
}

/** The open hits of the same subject on the same entry, in whatever check: what clears one clears them all. */
function sameHits({ check, hit }: Found, subject: Subject): readonly Found[] {
  const others = [...subject.checks.values()].flatMap((other) =>
    other.subjectHash === check.subjectHash
      ? [...other.hits.values()].filter(isOpen).map((one) => ({ check: other, hit: one }))
      : [],
  )
  return others.filter((one) => pairOf(one.hit) === pairOf(hit) && one.hit.entryHash === hit.entryHash)
}

export function rejectClearing(command: CommandOf<'RejectClearing'>, subject: Subject): ComplianceDecision {
  const found = hitOf(command, subject)
  if ('refused' in found) return found
  if (found.hit.status !== 'open') return refuse('hit_decided')
  if (found.hit.proposedBy === undefined) return refuse('no_clear_proposed')
  return [{ ...command, type: 'HitClearRejected' }]
}

/** Nobody has stood behind the first person within 24 hours. */
export function remindOfHit(command: CommandOf<'RemindOfHit'>, subject: Subject, at: Moment): ComplianceDecision {
  const { ownerId, checkId, hitId } = command
  const hit = subject.checks.get(checkId)?.hits.get(hitId)
  if (hit?.status !== 'confirmed' || hit.secondedBy !== undefined) return []
  return raise(subject, {
    alertId: idAt(ownerId, at, 0),
    source: 'screening',
    ruleId: 'hit_not_seconded',
    ruleVersion: 1,
    checkId,
    referenceId: hitId,
    severity: 'critical',
    summary: 'A confirmed hit waits for its second person.',
    dueAt: at.now,
  })
}

function hitOf({ ownerId, checkId, hitId, by }: HitCommand, subject: Subject): Found | ComplianceRefusal {
  const check = subject.checks.get(checkId)
  if (!check) return refuse('check_unknown')
  if (check.status === 'requested') return refuse('check_not_completed')
  if (check.status === 'failed') return refuse('not_allowed_in_state')
  const hit = check.hits.get(hitId)
  if (!hit) return refuse('hit_unknown')
  return by === ownerId ? refuse('own_case') : { check, hit }
}
