import { z } from 'zod'
import { event } from '../contract'
import { Id, Time, Uuid } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { ApiKeyTerms, Passkey, PersonalProfile, SealedReason } from './identity.fields'

const service = 'identity'
const credential = { routing: { subject: 'credentialId', key: 'userId' } } as const
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const
const apiKey = { routing: { subject: 'keyId', key: 'userId' } } as const
const person = 'userId'

export const PasswordChanged = event({
  service,
  name: 'PasswordChanged',
  ...user,
  person,
  fields: {
    userId: Id,
    credentialId: Uuid,
    secretId: Uuid,
    /** The token of the reset that it was chosen by; absent when the old password was known. */
    tokenId: Id.optional(),
    /** The address that is told of a reset. */
    email: PersonalProfile.email.optional(),
  },
})
export const CredentialLocked = event({
  service,
  name: 'CredentialLocked',
  ...user,
  fields: { userId: Id, credentialId: Uuid, lockedUntil: Time, lockCount: z.number().int().positive() },
})
/** A factor whose secret is known to its user, but not yet shown to be so. It supersedes one that was never shown. */
export const FactorBegun = event({
  service,
  name: 'FactorBegun',
  ...user,
  fields: { userId: Id, credentialId: Uuid, supersedes: Uuid.optional() },
})
export const FactorEnrolled = event({
  service,
  name: 'FactorEnrolled',
  ...user,
  fields: {
    userId: Id,
    credentialId: Uuid,
    kind: z.enum(['totp']),
    sessionId: Id,
    step: z.number().int().nonnegative(),
    recoveryCodeIds: z.array(Uuid),
  },
})
/** With its recovery codes. */
export const FactorRemoved = event({
  service,
  name: 'FactorRemoved',
  ...user,
  fields: { userId: Id, credentialId: Uuid },
})
export const FactorResetProposed = event({
  service,
  name: 'FactorResetProposed',
  ...proposal,
  person,
  fields: {
    userId: Id,
    proposalId: Id,
    credentialId: Uuid,
    commandHash: Sha256,
    proposedBy: Id,
    reason: SealedReason,
    supersedes: Id.optional(),
  },
})
/** A lost factor has ended, with its recovery codes. Its owner is told at the address that they have. */
export const FactorReset = event({
  service,
  name: 'FactorReset',
  ...user,
  person,
  fields: {
    userId: Id,
    credentialId: Uuid,
    email: PersonalProfile.email,
    proposalId: Id,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
  },
})
/** In force at once: it has signed already. Its recovery codes are none where the user had some. */
export const PasskeyEnrolled = event({
  service,
  name: 'PasskeyEnrolled',
  ...credential,
  fields: {
    userId: Id,
    credentialId: Uuid,
    sessionId: Id,
    ...Passkey,
    challengedAt: Time,
    recoveryCodeIds: z.array(Uuid).max(20),
  },
})
export const PasskeyRemoved = event({
  service,
  name: 'PasskeyRemoved',
  ...credential,
  fields: { userId: Id, credentialId: Uuid },
})
export const RecoveryCodesRenewed = event({
  service,
  name: 'RecoveryCodesRenewed',
  ...user,
  fields: { userId: Id, recoveryCodeIds: z.array(Uuid) },
})
export const ApiKeyCreated = event({
  service,
  name: 'ApiKeyCreated',
  ...apiKey,
  person,
  fields: { userId: Id, keyId: Id, ...ApiKeyTerms, expiresAt: Time },
})
export const ApiKeyRevoked = event({ service, name: 'ApiKeyRevoked', ...apiKey, fields: { userId: Id, keyId: Id } })

export const credentialEvents = [
  PasswordChanged,
  CredentialLocked,
  FactorBegun,
  FactorEnrolled,
  FactorRemoved,
  FactorResetProposed,
  FactorReset,
  PasskeyEnrolled,
  PasskeyRemoved,
  RecoveryCodesRenewed,
  ApiKeyCreated,
  ApiKeyRevoked,
] as const
