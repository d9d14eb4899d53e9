import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { Decision, Id, Instant } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { isSentTooOften, tokenIssued } from './token.decider'
import type { User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>
type EmailChanged = Extract<IdentityEvent, { type: 'EmailChanged' }>
type PhoneChanged = Extract<IdentityEvent, { type: 'PhoneChanged' }>

/** The new address counts at once: whoever asks has shown a second factor. Nobody is locked out by a slip of the keys. */
export function changeEmail({ email, tokenId }: CommandOf<'ChangeEmail'>, user: User, now: Instant): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (email === user.profile.email) return []
  if (isSentTooOften(user, 'email_verification', now)) return refuse('sends_max')
  return emailChanged(user, { email, tokenId }, now)
}

export function changePhone({ phoneNumber, tokenId }: CommandOf<'ChangePhone'>, user: User, now: Instant): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (phoneNumber === user.profile.phoneNumber) return []
  if (isSentTooOften(user, 'phone_verification', now)) return refuse('sends_max')
  return phoneChanged(user, { phoneNumber, tokenId }, now)
}

/** By staff, of clients alone: who could move the mailbox of a colleague could become the colleague. */
export function changeContact(command: CommandOf<'ChangeContact'>, user: User, now: Instant): Decided {
  const { email, emailTokenId, phoneNumber, phoneTokenId, by: changedBy, reason } = command
  if (user.kind !== 'client') return refuse('not_a_client')
  if (user.status === 'closed') return refuse('user_closed')
  const newEmail = email === user.profile.email ? undefined : email
  const newNumber = phoneNumber === user.profile.phoneNumber ? undefined : phoneNumber
  if (newEmail !== undefined && isSentTooOften(user, 'email_verification', now)) return refuse('sends_max')
  if (newNumber !== undefined && isSentTooOften(user, 'phone_verification', now)) return refuse('sends_max')
  const said = { changedBy, reason }
  return [
    ...(newEmail === undefined ? [] : emailChanged(user, { email: newEmail, tokenId: emailTokenId!, ...said }, now)),
    ...(newNumber === undefined
      ? []
      : phoneChanged(user, { phoneNumber: newNumber, tokenId: phoneTokenId!, ...said }, now)),
  ]
}

/** The old address is told, and the new one gets the token that verifies it. */
function emailChanged(
  { id: userId, profile }: User,
  { tokenId, ...changed }: Pick<EmailChanged, 'email' | 'changedBy' | 'reason'> & { readonly tokenId: Id },
  now: Instant,
): IdentityEvent[] {
  return [
    { type: 'EmailChanged', userId, previousEmail: profile.email, ...changed },
    tokenIssued({ userId, tokenId, kind: 'email_verification', sentTo: changed.email }, now),
  ]
}

function phoneChanged(
  { id: userId, profile }: User,
  { tokenId, ...changed }: Pick<PhoneChanged, 'phoneNumber' | 'changedBy' | 'reason'> & { readonly tokenId: Id },
  now: Instant,
): IdentityEvent[] {
  return [
    { type: 'PhoneChanged', userId, previousNumber: profile.phoneNumber, ...changed },
    tokenIssued({ userId, tokenId, kind: 'phone_verification', sentTo: changed.phoneNumber }, now),
  ]
}
