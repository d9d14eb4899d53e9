import { z } from 'zod'
import { event } from '../contract'
import { Id, Time } from '../fields'
import { personal } from '../personal'
import { PersonalProfile, PhoneNumber, SealedReason, SentTo, UserTokenKind } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const token = { routing: { subject: 'tokenId', key: 'userId' } } as const
const person = 'userId'
/** Who of staff has changed it and why; absent where its owner has. */
const byStaff = { changedBy: Id.optional(), reason: SealedReason.optional() } as const

/** A one-time token, which who sends it derives from its id. It is good once, until it expires or a newer one is made. */
export const TokenIssued = event({
  service,
  name: 'TokenIssued',
  ...token,
  person,
  fields: { userId: Id, tokenId: Id, kind: UserTokenKind, sentTo: SentTo, expiresAt: Time },
})
export const EmailVerified = event({ service, name: 'EmailVerified', ...token, fields: { userId: Id, tokenId: Id } })
/** The old address is told. */
export const EmailChanged = event({
  service,
  name: 'EmailChanged',
  ...user,
  person,
  fields: { userId: Id, email: PersonalProfile.email, previousEmail: PersonalProfile.email, ...byStaff },
})
/** The old number is told, if there was one. */
export const PhoneChanged = event({
  service,
  name: 'PhoneChanged',
  ...user,
  person,
  fields: {
    userId: Id,
    phoneNumber: personal('cdd', PhoneNumber),
    previousNumber: personal('cdd', PhoneNumber).optional(),
    ...byStaff,
  },
})
export const PhoneVerified = event({ service, name: 'PhoneVerified', ...token, fields: { userId: Id, tokenId: Id } })
/** A wrong code was typed: after five the token is worth nothing. */
export const TokenTried = event({
  service,
  name: 'TokenTried',
  ...token,
  fields: { userId: Id, tokenId: Id, attempts: z.number().int().positive() },
})

export const tokenEvents = [TokenIssued, EmailVerified, EmailChanged, PhoneChanged, PhoneVerified, TokenTried] as const
