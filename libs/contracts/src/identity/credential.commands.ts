import { z } from 'zod'
import { command } from '../contract'
import { Id, Time, Uuid } from '../fields'
import { ApiKeyTerms, FactorProof, Origin, Passkey, SealedReason } from './identity.fields'

const service = 'identity'
const credential = { routing: { subject: 'credentialId', key: 'userId' } } as const
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const session = { routing: { subject: 'sessionId', key: 'userId' } } as const
const person = 'userId'

export const SetPassword = command({
  service,
  name: 'SetPassword',
  ...user,
  person,
  fields: {
    userId: Id,
    /** The session that asks, which goes on; all others end. */
    sessionId: Id,
    secretId: Uuid,
    currentPasswordCorrect: z.boolean(),
    ...Origin,
  },
})
/** Begins a second factor: its secret lies in the draft of its id. Whoever asks has shown the password, or has not. */
export const BeginFactor = command({
  service,
  name: 'BeginFactor',
  ...user,
  person,
  fields: { userId: Id, sessionId: Id, credentialId: Uuid, passwordCorrect: z.boolean(), ...Origin },
})
/** Somebody has shown a code of the factor that was begun last; `step` is absent when it was wrong. */
export const EnrolFactor = command({
  service,
  name: 'EnrolFactor',
  ...user,
  fields: {
    userId: Id,
    sessionId: Id,
    step: FactorProof.step,
    /** The recovery codes that come with it, which are derived from these ids. */
    recoveryCodeIds: z.array(Uuid).min(1).max(20),
  },
})
export const RemoveFactor = command({ service, name: 'RemoveFactor', ...user, fields: { userId: Id, sessionId: Id } })
/** Sent by two admins: who has lost the authenticator and the recovery codes gets in by the password, and enrols anew. */
export const ResetFactor = command({
  service,
  name: 'ResetFactor',
  ...user,
  person,
  fields: { userId: Id, proposalId: Id, by: Id, reason: SealedReason },
})
/**
 * Somebody has made a passkey and signed the challenge of a time with it, as the service has verified. Whoever asks has
 * shown the password, or has not.
 */
export const EnrolPasskey = command({
  service,
  name: 'EnrolPasskey',
  ...credential,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    credentialId: Uuid,
    passwordCorrect: z.boolean(),
    ...Origin,
    ...Passkey,
    challengedAt: Time,
    /** For the first second factor of a user; of a further one they are not used. */
    recoveryCodeIds: z.array(Uuid).min(1).max(20),
  },
})
export const RemovePasskey = command({
  service,
  name: 'RemovePasskey',
  ...credential,
  fields: { userId: Id, sessionId: Id, credentialId: Uuid },
})
/** New recovery codes; the old ones are worth nothing then. */
export const RenewRecoveryCodes = command({
  service,
  name: 'RenewRecoveryCodes',
  ...user,
  fields: { userId: Id, recoveryCodeIds: z.array(Uuid).min(1).max(20) },
})
/** Somebody has shown a second factor within a session; no proof when it was wrong. */
export const StepUp = command({
  service,
  name: 'StepUp',
  ...session,
  fields: { userId: Id, sessionId: Id, ...FactorProof },
})
export const CreateApiKey = command({
  service,
  name: 'CreateApiKey',
  routing: { subject: 'keyId', key: 'userId' },
  person,
  fields: { userId: Id, keyId: Id, ...ApiKeyTerms, expiresAt: Time },
})
export const RevokeApiKey = command({
  service,
  name: 'RevokeApiKey',
  routing: { subject: 'keyId', key: 'userId' },
  fields: { userId: Id, keyId: Id },
})

export const credentialCommands = [
  SetPassword,
  BeginFactor,
  EnrolFactor,
  RemoveFactor,
  ResetFactor,
  EnrolPasskey,
  RemovePasskey,
  RenewRecoveryCodes,
  StepUp,
  CreateApiKey,
  RevokeApiKey,
] as const
