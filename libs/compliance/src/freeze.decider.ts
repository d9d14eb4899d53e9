import { commandHash, judgeWord, type Id } from '@filao/kernel'
import { isOpen, pairOf } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent, EventOf } from './compliance.events'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from './compliance.refusals'
import { isActive, isFrozen, type Freeze } from './freeze.state'
import { isApproved } from './kyc/kyc.state'
import { SANCTIONS_LISTS } from './lists/list-version'
import { liveAccounts, type Subject } from './subject.state'

/** A freeze by the rules or by the MLRO; the first in force also says so to whoever holds the client's money. */
export function freezeOn(
  subject: Subject,
  freeze: Omit<EventOf<'FreezeApplied'>, 'type' | 'userId'>,
): readonly ComplianceEvent[] {
  const userId = subject.id
  const applied: ComplianceEvent = { ...freeze, type: 'FreezeApplied', userId }
  return isFrozen(subject) ? [applied] : [applied, { type: 'AccountFrozen', userId, accountIds: liveAccounts(subject) }]
}

export function applyFreeze(command: CommandOf<'ApplyFreeze'>, subject: Subject): ComplianceDecision {
  const { userId, freezeId, reason, reference, by } = command
  if (by === userId) return refuse('own_case')
  if (!subject.profile) return refuse('subject_unknown')
  const known = [...subject.freezes.values()].some(
    (freeze) =>
      freeze.freezeId === freezeId || (isActive(freeze) && freeze.reason === reason && freeze.reference === reference),
  )
  return known ? [] : freezeOn(subject, { freezeId, reason, reference, by })
}

export function confirmFreeze(command: CommandOf<'ConfirmFreeze'>, subject: Subject): ComplianceDecision {
  const { userId, freezeId, by } = command
  const freeze = subject.freezes.get(freezeId)
  if (!freeze) return refuse('not_frozen')
  if (by === userId) return refuse('own_case')
  if (!isActive(freeze)) return refuse('not_allowed_in_state')
  if (freeze.reason === 'confirmed_match') return []
  if (freeze.reason !== 'provisional_match') return refuse('not_allowed_in_state')
  return [{ type: 'FreezeConfirmed', userId, freezeId, by }]
}

/**
 * Two people, one of them the MLRO or a deputy. Nothing but the authority's word lifts what was confirmed. Both name the
 * same document; its reference at the authority is personal, so it stands beside the hash and not in it.
 */
export function liftFreeze(command: CommandOf<'LiftFreeze'>, subject: Subject): ComplianceDecision {
  const { userId, freezeId, authorityReference, documentHash, asMlro, by } = command
  const freeze = subject.freezes.get(freezeId)
  if (!freeze) return refuse('not_frozen')
  if (!isActive(freeze)) return []
  const hash = commandHash({ command: 'LiftFreeze', userId, freezeId, documentHash })
  const { liftProposedBy: proposedBy } = freeze
  const verdict = judgeWord({ by, commandHash: hash }, { by: proposedBy, commandHash: freeze.commandHash }, userId)
  switch (verdict) {
    case 'owner':
      return refuse('own_case')
    case 'same_approver':
      return refuse('same_approver')
    case 'first': {
      const proposal = { authorityReference, documentHash, asMlro, commandHash: hash, proposedBy: by }
      const refusal = refuseLifting(freeze, subject, proposal)
      return refusal ?? [{ type: 'FreezeLiftProposed', userId, freezeId, ...proposal }]
    }
    case 'second': {
      if (!asMlro && !freeze.liftProposedAsMlro) return refuse('mlro_required')
      // Judged anew: a hit may have been found since.
      const refusal = refuseLifting(freeze, subject, freeze)
      return refusal ?? lift(freeze, subject, { commandHash: hash, proposedBy: proposedBy!, liftedBy: by })
    }
  }
}

interface Lifting {
  readonly commandHash: string
  readonly proposedBy: Id
  readonly liftedBy: Id
}

function lift(freeze: Freeze, subject: Subject, agreed: Lifting): ComplianceEvent[] {
  const { freezeId } = freeze
  const userId = subject.id
  const others = [...subject.freezes.values()].some((other) => other !== freeze && isActive(other))
  const lifted: ComplianceEvent = { type: 'FreezeLifted', userId, freezeId, ...agreed }
  if (others) return [lifted]
  const unfrozen = { userId, accountIds: liveAccounts(subject), isApproved: isApproved(subject) }
  return [lifted, { type: 'AccountUnfrozen', ...unfrozen }]
}

/** A reason that nobody can read any more counts as the strictest. */
function refuseLifting(
  { reason, reference }: Freeze,
  subject: Subject,
  authority: Pick<Freeze, 'authorityReference' | 'documentHash'>,
): ComplianceRefusal | undefined {
  if (reason === 'provisional_match') return hasHit(subject, reference) ? refuse('hit_open') : undefined
  if (reason === 'mlro_decision' || reason === 'fraud_suspicion') return undefined
  const isGiven = authority.authorityReference !== undefined && authority.documentHash !== undefined
  return isGiven ? undefined : refuse('authority_reference_required')
}

/** Any open hit on a list of sanctions, and the hit itself once it is confirmed: that freeze is confirmed, not lifted. */
const hasHit = ({ checks }: Subject, reference: Freeze['reference']): boolean =>
  [...checks.values()].some(
    ({ subjectKind, hits }) =>
      subjectKind === 'client' &&
      [...hits.values()].some(
        (hit) =>
          SANCTIONS_LISTS.includes(hit.listCode) &&
          (isOpen(hit) || (hit.status === 'confirmed' && pairOf(hit) === reference)),
      ),
  )
