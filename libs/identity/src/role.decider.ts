import type { IdentityCommand, IdentityEvent, StaffRole } from '@filao/contracts'
import { commandHash, judgeAgreement, judgeWord, type Decision } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { revokeAll } from './session.decider'
import { liveGrants, openProposal, type User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

/** Roles that one person never holds together: who moves money, judges clients, grants rights or audits all three. */
const INCOMPATIBLE: Readonly<Record<StaffRole, readonly StaffRole[]>> = {
  auditor: ['support', 'compliance', 'mlro', 'treasury', 'admin'],
  admin: ['treasury', 'compliance', 'mlro', 'auditor'],
  treasury: ['compliance', 'mlro', 'admin', 'auditor'],
  compliance: ['treasury', 'admin', 'auditor'],
  mlro: ['treasury', 'admin', 'auditor'],
  support: ['auditor'],
}

export function proposeRole(command: CommandOf<'ProposeRole'>, user: User): Decided {
  const { userId, proposalId, role, mlroRank, proposedBy, reason } = command
  const refusal = refuseRole(role, user)
  if (refusal) return refusal
  const hash = commandHash({ command: 'GrantRole', userId, role, mlroRank })
  if (judgeWord({ by: proposedBy, commandHash: hash }, undefined, userId) === 'owner') return refuse('own_role')
  const older = openProposal(user, (proposal) => proposal.kind === 'role' && proposal.role === role)
  const word = { commandHash: hash, proposedBy, reason }
  return [{ type: 'RoleProposed', userId, proposalId, role, mlroRank, ...word, supersedes: older?.id }]
}

export function approveRole({ userId, proposalId, approvedBy }: CommandOf<'ApproveRole'>, user: User): Decided {
  const proposal = user.proposals.get(proposalId)
  if (proposal?.kind !== 'role' || proposal.status === 'superseded') return refuse('proposal_unknown')
  if (proposal.status === 'approved') return refuse('already_granted')
  const { role, mlroRank, commandHash: hash, proposedBy, reason } = proposal
  // Judged anew: the person may have been given another role since.
  const refusal = refuseRole(role!, user)
  if (refusal) return refusal
  const verdict = judgeAgreement(approvedBy, { by: proposedBy, commandHash: hash }, userId)
  if (verdict !== 'second') return refuse(verdict === 'owner' ? 'own_role' : 'same_approver')
  return [
    {
      type: 'RoleGranted',
      userId,
      grantId: proposalId,
      proposalId,
      role: role!,
      mlroRank,
      commandHash: hash,
      grantedBy: proposedBy,
      approvedBy,
      reason: reason!,
    },
  ]
}

/** Taken away at once by one: waiting for a second pair of eyes would only help who should not have it. */
export function revokeRole({ userId, role, revokedBy, reason }: CommandOf<'RevokeRole'>, user: User): Decided {
  if (revokedBy === userId) return refuse('own_role')
  const grant = liveGrants(user).find((live) => live.role === role)
  if (!grant) return refuse('role_not_granted')
  return [
    { type: 'RoleRevoked', userId, grantId: grant.id, role, revokedBy, reason },
    // A token names its roles, so that it must not outlive them.
    ...revokeAll(user, 'role_revoked'),
  ]
}

function refuseRole(role: StaffRole, user: User): IdentityRefusal | undefined {
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status === 'suspended') return refuse('user_suspended')
  if (user.kind !== 'staff') return refuse('not_staff')
  const held = liveGrants(user).map((grant) => grant.role)
  if (held.includes(role)) return refuse('already_granted')
  const conflict = held.find((other) => INCOMPATIBLE[role].includes(other))
  return conflict ? refuse('role_incompatible', { role, holds: conflict }) : undefined
}
