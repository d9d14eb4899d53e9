import type { IdentityCommand, IdentityEvent, UserTokenKind } from '@filao/contracts'
import type { Decision, Id, Instant } from '@filao/kernel'
import { revokeApiKeys } from './account.decider'
import { refuse, refuseAndRecord, type IdentityRefusal } from './identity.refusals'
import { revokeAll } from './session.decider'
import { newestFirst, SENDS_MAX, SENDS_WINDOW_MS, type UserToken } from './token.state'
import type { User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

const MINUTE_MS = 60_000
/** How long a token is good for. */
export const TOKEN_LIFE_MS: Readonly<Record<UserTokenKind, number>> = {
  email_verification: 24 * 60 * MINUTE_MS,
  phone_verification: 10 * MINUTE_MS,
  password_reset: 30 * MINUTE_MS,
}

export function issueToken({ userId, tokenId, kind }: CommandOf<'IssueToken'>, user: User, now: Instant): Decided {
  if (user.tokens.has(tokenId)) return []
  if (user.status === 'closed') return refuse('user_closed')
  if (kind === 'email_verification' && user.emailVerified) return refuse('already_verified')
  if (kind === 'phone_verification' && user.phoneVerified) return refuse('already_verified')
  const sentTo = kind === 'phone_verification' ? user.profile.phoneNumber : user.profile.email
  if (sentTo === undefined) return refuse('phone_unknown')
  if (isSentTooOften(user, kind, now)) return refuse('sends_max')
  return [tokenIssued({ userId, tokenId, kind, sentTo }, now)]
}

/** A new token, whatever was sent before: of a registration, or to an address that has just changed. */
export const tokenIssued = (
  token: {
    readonly userId: Id
    readonly tokenId: Id
    readonly kind: UserTokenKind
    readonly sentTo: UserToken['sentTo']
  },
  now: Instant,
): IdentityEvent => ({ type: 'TokenIssued', ...token, expiresAt: now + TOKEN_LIFE_MS[token.kind] })

/** The oldest of as many as are allowed tells: it must have left the window. */
export function isSentTooOften(user: User, kind: UserTokenKind, now: Instant): boolean {
  const oldest = newestFirst(user.tokens, kind)[SENDS_MAX - 1]
  return oldest !== undefined && now - oldest.issuedAt < SENDS_WINDOW_MS
}

export function verifyEmail({ userId, tokenId }: CommandOf<'VerifyEmail'>, user: User, now: Instant): Decided {
  const refusal = judgeToken(user, 'email_verification', tokenId, now)
  if (refusal) return refusal
  // The address may have changed since; then the token says nothing of the new one.
  if (user.tokens.get(tokenId)!.sentTo !== user.profile.email) return refuse('token_unknown')
  return [{ type: 'EmailVerified', userId, tokenId }]
}

/** A code has a million forms, so only so many are tried. */
const CODE_TRIES_MAX = 5

export function verifyPhone(command: CommandOf<'VerifyPhone'>, user: User, now: Instant): Decided {
  const { userId, tokenId, codeCorrect } = command
  const refusal = judgeToken(user, 'phone_verification', tokenId, now)
  if (refusal) return refusal
  const { sentTo, attempts } = user.tokens.get(tokenId)!
  if (sentTo !== user.profile.phoneNumber) return refuse('token_unknown')
  if (attempts >= CODE_TRIES_MAX) return refuse('tries_max')
  if (codeCorrect) return [{ type: 'PhoneVerified', userId, tokenId }]
  return refuseAndRecord('wrong_code', [{ type: 'TokenTried', userId, tokenId, attempts: attempts + 1 }])
}

/**
 * Whoever can read the mailbox chooses the password. All that was let in with the old one ends, keys too: whoever resets
 * it may not have been the only one who knew it.
 */
export function resetPassword(command: CommandOf<'ResetPassword'>, user: User, now: Instant): Decided {
  const { userId, tokenId, secretId } = command
  const refusal = judgeToken(user, 'password_reset', tokenId, now)
  if (refusal) return refusal
  // Whoever reads the mailbox that the user has left is not the user.
  if (user.tokens.get(tokenId)!.sentTo !== user.profile.email) return refuse('token_unknown')
  return [
    { type: 'PasswordChanged', userId, credentialId: user.password.id, secretId, tokenId, email: user.profile.email },
    ...revokeAll(user, 'password_reset'),
    ...revokeApiKeys(user),
  ]
}

/** Why a token does not do. Only the newest of its kind is good: whoever asks again has lost the one before. */
function judgeToken(user: User, kind: UserTokenKind, tokenId: Id, now: Instant): IdentityRefusal | undefined {
  const [newest] = newestFirst(user.tokens, kind)
  if (user.status === 'closed') return refuse('user_closed')
  if (newest?.id !== tokenId) return refuse('token_unknown')
  if (newest.usedAt !== undefined) return refuse('token_used')
  if (now >= newest.expiresAt) return refuse('token_expired')
  return undefined
}
