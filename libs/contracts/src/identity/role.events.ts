import { event } from '../contract'
import { Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { MlroRank, StaffReason, StaffRole } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const

export const RoleProposed = event({
  service,
  name: 'RoleProposed',
  ...proposal,
  fields: {
    userId: Id,
    proposalId: Id,
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    commandHash: Sha256,
    proposedBy: Id,
    reason: StaffReason,
    supersedes: Id.optional(),
  },
})
/** Nobody stands behind the first two: hash and both people are absent only for the reason `bootstrap`. */
export const RoleGranted = event({
  service,
  name: 'RoleGranted',
  ...user,
  fields: {
    userId: Id,
    grantId: Id,
    proposalId: Id.optional(),
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    commandHash: Sha256.optional(),
    grantedBy: Id.optional(),
    approvedBy: Id.optional(),
    reason: StaffReason,
  },
})
export const RoleRevoked = event({
  service,
  name: 'RoleRevoked',
  ...user,
  fields: { userId: Id, grantId: Id, role: StaffRole, revokedBy: Id, reason: StaffReason },
})
export const SeniorManagementProposed = event({
  service,
  name: 'SeniorManagementProposed',
  ...proposal,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: StaffReason },
})
export const SeniorManagementGranted = event({
  service,
  name: 'SeniorManagementGranted',
  ...user,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, grantedBy: Id, approvedBy: Id, reason: StaffReason },
})
export const SeniorManagementRevoked = event({
  service,
  name: 'SeniorManagementRevoked',
  ...user,
  fields: { userId: Id, revokedBy: Id, reason: StaffReason },
})

export const roleEvents = [
  RoleProposed,
  RoleGranted,
  RoleRevoked,
  SeniorManagementProposed,
  SeniorManagementGranted,
  SeniorManagementRevoked,
] as const
