import { z } from 'zod'
import { command } from '../contract'
import { Id, Uuid } from '../fields'
import { personal } from '../personal'
import { EmailKey, PersonalProfile, PhoneNumber, SealedReason, UserTokenKind } from './identity.fields'

const service = 'identity'
const token = { routing: { subject: 'tokenId', key: 'userId' } } as const
const person = 'userId'

/** Has a one-time token made, which is sent to where the user is known to be reached. */
export const IssueToken = command({
  service,
  name: 'IssueToken',
  ...token,
  fields: { userId: Id, tokenId: Id, kind: UserTokenKind },
})
/** Somebody has shown the token that was sent to an e-mail address. */
export const VerifyEmail = command({ service, name: 'VerifyEmail', ...token, fields: { userId: Id, tokenId: Id } })
/** Somebody has shown the token of a reset, and chosen a new password. */
export const ResetPassword = command({
  service,
  name: 'ResetPassword',
  ...token,
  fields: { userId: Id, tokenId: Id, secretId: Uuid },
})
/** Another e-mail address, by whoever has shown a second factor. It counts at once, and is verified by the token. */
export const ChangeEmail = command({
  service,
  name: 'ChangeEmail',
  ...token,
  person,
  fields: { userId: Id, email: PersonalProfile.email, emailKey: EmailKey, tokenId: Id },
})
export const ChangePhone = command({
  service,
  name: 'ChangePhone',
  ...token,
  person,
  fields: { userId: Id, phoneNumber: personal('cdd', PhoneNumber), tokenId: Id },
})
/**
 * Another e-mail address or telephone number of a client, or both, by a person of staff who has made sure of who asks.
 * Each counts at once, and is verified by a token of its own.
 */
export const ChangeContact = command({
  service,
  name: 'ChangeContact',
  routing: { subject: 'userId', key: 'userId' },
  person,
  fields: {
    userId: Id,
    email: PersonalProfile.email.optional(),
    /** With an e-mail address, as is the id of its token. */
    emailKey: EmailKey.optional(),
    emailTokenId: Id.optional(),
    phoneNumber: PersonalProfile.phoneNumber,
    phoneTokenId: Id.optional(),
    by: Id,
    reason: SealedReason,
  },
})
/** Somebody has typed the code that was sent to a telephone. */
export const VerifyPhone = command({
  service,
  name: 'VerifyPhone',
  ...token,
  fields: { userId: Id, tokenId: Id, codeCorrect: z.boolean() },
})

export const tokenCommands = [
  IssueToken,
  VerifyEmail,
  ResetPassword,
  ChangeEmail,
  ChangePhone,
  ChangeContact,
  VerifyPhone,
] as const
