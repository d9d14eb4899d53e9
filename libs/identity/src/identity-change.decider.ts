import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { Decision, Instant } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { changesIdentity, isUnderAge } from './user.decider'
import type { IdentityChange, User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

/** Before anything is verified the profile is simply edited; afterwards the old value is in force until the new one is. */
export function requestIdentityChange(command: CommandOf<'RequestIdentityChange'>, user: User, now: Instant): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status === 'suspended') return refuse('user_suspended')
  if (user.identityChange?.id === command.changeId) return []
  if (user.kycStatus !== 'approved') return refuse('identity_not_locked')
  if (isUnderAge(command.dateOfBirth, now)) return refuse('under_age')
  return changesIdentity(command, user) ? [{ ...command, type: 'IdentityChangeRequested' }] : refuse('nothing_changes')
}

export function applyIdentityChange(
  { userId, changeId, appliedBy }: CommandOf<'ApplyIdentityChange'>,
  user: User,
): Decided {
  const refusal = judgeChange(user, changeId, appliedBy)
  if (refusal) return refusal
  const { id: _id, requestedAt: _at, ...values } = user.identityChange!
  return [{ type: 'IdentityChanged', userId, changeId, appliedBy, ...values }]
}

export function rejectIdentityChange(command: CommandOf<'RejectIdentityChange'>, user: User): Decided {
  const { userId, changeId, rejectedBy, reason } = command
  const refusal = judgeChange(user, changeId, rejectedBy)
  return refusal ?? [{ type: 'IdentityChangeRejected', userId, changeId, rejectedBy, reason }]
}

function judgeChange(user: User, changeId: IdentityChange['id'], by: string): IdentityRefusal | undefined {
  if (user.status === 'closed') return refuse('user_closed')
  if (user.identityChange?.id !== changeId) return refuse('identity_change_unknown')
  return by === user.id ? refuse('same_approver') : undefined
}
