import { command } from '../contract'
import { Id } from '../fields'
import { MlroRank, StaffReason, StaffRole } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const

export const ProposeRole = command({
  service,
  name: 'ProposeRole',
  ...proposal,
  fields: {
    userId: Id,
    proposalId: Id,
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    proposedBy: Id,
    reason: StaffReason,
  },
})
export const ApproveRole = command({
  service,
  name: 'ApproveRole',
  ...proposal,
  fields: { userId: Id, proposalId: Id, approvedBy: Id },
})
export const RevokeRole = command({
  service,
  name: 'RevokeRole',
  ...user,
  fields: { userId: Id, role: StaffRole, revokedBy: Id, reason: StaffReason },
})
/** Sent by two admins: whose approval counts as that of senior management (regulation CDD-5, CM-7). */
export const GrantSeniorManagement = command({
  service,
  name: 'GrantSeniorManagement',
  ...user,
  fields: { userId: Id, proposalId: Id, by: Id, reason: StaffReason },
})
export const RevokeSeniorManagement = command({
  service,
  name: 'RevokeSeniorManagement',
  ...user,
  fields: { userId: Id, revokedBy: Id, reason: StaffReason },
})

export const roleCommands = [
  ProposeRole,
  ApproveRole,
  RevokeRole,
  GrantSeniorManagement,
  RevokeSeniorManagement,
] as const
