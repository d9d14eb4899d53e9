import { z } from 'zod'
import { command } from '../contract'
import { Id, Reason, Uuid } from '../fields'
import { EmailKey, KycStatus, PersonalProfile, RequestedBy, SealedReason, UserKind } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const person = 'userId'

const registration = {
  userId: Id,
  emailKey: EmailKey,
  ...PersonalProfile,
  /** The draft that holds the password's hash, and the id of the credential made of it. No secret travels. */
  secretId: Uuid,
}

/** Registers a client, whom compliance activates, or, by an admin, a person of staff, who gets no trading account. */
export const RegisterUser = command({
  service,
  name: 'RegisterUser',
  ...user,
  person,
  fields: {
    ...registration,
    kind: UserKind,
    registeredBy: Id.optional(),
    /** Id of the token by which the e-mail is verified. */
    tokenId: Id.optional(),
  },
})
/** Makes the first two admins, once in the life of a platform. */
export const BootstrapAdmin = command({
  service,
  name: 'BootstrapAdmin',
  ...user,
  person,
  fields: { ...registration, grantId: Id, slot: z.enum(['first', 'second']) },
})
/** Compliance has approved the client. */
export const ActivateUser = command({
  service,
  name: 'ActivateUser',
  senders: ['compliance'],
  ...user,
  fields: { userId: Id, accountId: Id },
})
/** A copy of what compliance knows, for the client's own view and for tokens. */
export const RecordKycStatus = command({
  service,
  name: 'RecordKycStatus',
  senders: ['compliance'],
  ...user,
  fields: { userId: Id, status: KycStatus, submitted: z.boolean() },
})
export const SuspendUser = command({
  service,
  name: 'SuspendUser',
  ...user,
  person,
  fields: { userId: Id, by: Id, reason: SealedReason },
})
/** Sent by two people: the first proposes, the second acts. */
export const ReinstateUser = command({
  service,
  name: 'ReinstateUser',
  ...user,
  person,
  /** `accountId`: the live account, of whom compliance has let in meanwhile. */
  fields: { userId: Id, proposalId: Id, accountId: Id, by: Id, reason: SealedReason },
})
/** By the client, or by two people of staff. */
export const RequestClosure = command({
  service,
  name: 'RequestClosure',
  ...user,
  person,
  fields: { userId: Id, proposalId: Id, by: RequestedBy, reason: SealedReason },
})
/** Wallet has closed an account. */
export const ConfirmClosure = command({
  service,
  name: 'ConfirmClosure',
  senders: ['wallet'],
  ...user,
  fields: { userId: Id, accountId: Id },
})
/** Wallet could not close an account: there is money or an order in it. */
export const RefuseClosure = command({
  service,
  name: 'RefuseClosure',
  senders: ['wallet'],
  ...user,
  fields: { userId: Id, accountId: Id, reason: Reason },
})
/** Changes what is given; an absent field stays. */
export const UpdateProfile = command({
  service,
  name: 'UpdateProfile',
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

export const userCommands = [
  RegisterUser,
  BootstrapAdmin,
  ActivateUser,
  RecordKycStatus,
  SuspendUser,
  ReinstateUser,
  RequestClosure,
  ConfirmClosure,
  RefuseClosure,
  UpdateProfile,
] as const
