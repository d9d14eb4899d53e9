import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { commandHash, type Decision } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { revokeAll } from './session.decider'
import { judgeProposal, openProposal, type User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

/** The first admin proposes, a second, different one grants: one person alone never makes the approver of high risk. */
export function grantSeniorManagement(command: CommandOf<'GrantSeniorManagement'>, user: User): Decided {
  const { userId, proposalId, by, reason } = command
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status === 'suspended') return refuse('user_suspended')
  if (user.kind !== 'staff') return refuse('not_staff')
  if (user.isSeniorManagement) return refuse('already_granted')
  const hash = commandHash({ command: 'GrantSeniorManagement', userId })
  const open = openProposal(user, ({ kind }) => kind === 'senior_management')
  const verdict = judgeProposal({ by, commandHash: hash }, open, user)
  if (verdict === 'owner') return refuse('own_role')
  if (verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first')
    return [{ type: 'SeniorManagementProposed', userId, proposalId, commandHash: hash, proposedBy: by, reason }]
  const agreed = { commandHash: hash, grantedBy: open!.proposedBy, approvedBy: by }
  return [{ type: 'SeniorManagementGranted', userId, proposalId: open!.id, ...agreed, reason: open!.reason! }]
}

/** Taken away at once by one, as a role is; a token that says so must not outlive it. */
export function revokeSeniorManagement(command: CommandOf<'RevokeSeniorManagement'>, user: User): Decided {
  const { userId, revokedBy, reason } = command
  if (revokedBy === userId) return refuse('own_role')
  if (!user.isSeniorManagement) return refuse('role_not_granted')
  return [{ type: 'SeniorManagementRevoked', userId, revokedBy, reason }, ...revokeAll(user, 'role_revoked')]
}
