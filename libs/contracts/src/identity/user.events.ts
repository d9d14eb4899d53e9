import { z } from 'zod'
import { event } from '../contract'
import { Id, Reason, Uuid } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { KycStatus, PersonalProfile, RequestedBy, SealedReason, UserKind } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const
const account = { routing: { subject: 'accountId', key: 'userId' } } as const
const person = 'userId'

/** The accounts that a change of their owner concerns: reactions see the event alone. */
const accountIds = z.array(Id)
export const UserRegistered = event({
  service,
  name: 'UserRegistered',
  ...user,
  person,
  fields: {
    userId: Id,
    kind: UserKind,
    ...PersonalProfile,
    credentialId: Uuid,
    registeredBy: Id.optional(),
  },
})
export const UserActivated = event({
  service,
  name: 'UserActivated',
  ...user,
  fields: { userId: Id, ground: z.enum(['kyc_approved', 'staff']) },
})
/** A copy of what compliance knows, for the client's own view and for tokens. */
export const KycStatusRecorded = event({
  service,
  name: 'KycStatusRecorded',
  ...user,
  fields: { userId: Id, status: KycStatus, submitted: z.boolean() },
})
export const UserSuspended = event({
  service,
  name: 'UserSuspended',
  ...user,
  person,
  fields: { userId: Id, by: Id, reason: SealedReason, accountIds },
})
export const ReinstatementProposed = event({
  service,
  name: 'ReinstatementProposed',
  ...proposal,
  person,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: SealedReason },
})
export const UserReinstated = event({
  service,
  name: 'UserReinstated',
  ...user,
  fields: {
    userId: Id,
    proposalId: Id,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    status: z.enum(['active', 'pending_kyc']),
    accountIds,
  },
})
export const ClosureProposed = event({
  service,
  name: 'ClosureProposed',
  ...proposal,
  person,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: SealedReason },
})
/** By the client alone, or by two people of staff: then it names the first of them and what both have said. */
export const ClosureRequested = event({
  service,
  name: 'ClosureRequested',
  ...user,
  person,
  fields: {
    userId: Id,
    by: RequestedBy,
    reason: SealedReason,
    proposalId: Id.optional(),
    commandHash: Sha256.optional(),
    proposedBy: Id.optional(),
    accountIds,
  },
})
export const ClosureRefused = event({
  service,
  name: 'ClosureRefused',
  ...account,
  fields: { userId: Id, accountId: Id, reason: Reason },
})
export const UserClosed = event({ service, name: 'UserClosed', ...user, fields: { userId: Id } })
export const ProfileUpdated = event({
  service,
  name: 'ProfileUpdated',
  ...user,
  person,
  fields: {
    userId: Id,
    firstName: PersonalProfile.firstName.optional(),
    lastName: PersonalProfile.lastName.optional(),
    phoneNumber: PersonalProfile.phoneNumber,
    dateOfBirth: PersonalProfile.dateOfBirth,
    nationality: PersonalProfile.nationality,
    residentialAddress: PersonalProfile.residentialAddress,
  },
})

export const userEvents = [
  UserRegistered,
  UserActivated,
  KycStatusRecorded,
  UserSuspended,
  ReinstatementProposed,
  UserReinstated,
  ClosureProposed,
  ClosureRequested,
  ClosureRefused,
  UserClosed,
  ProfileUpdated,
] as const
