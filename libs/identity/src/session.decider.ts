import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { Decision, Id, Instant } from '@filao/kernel'
import { hasSecondFactor, judgeProof } from './factor.state'
import { refuse, refuseAndRecord, type IdentityRefusal } from './identity.refusals'
import { endOf, type Session } from './session.state'
import { activeSessions, type User, type UserState } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
export const SESSIONS_MAX = 10
/** The refresh token before the newest is honoured this long: a lost answer logs nobody out. */
const PREVIOUS_TOKEN_MS = 30_000
const WRONG_PASSWORDS_MAX = 5
const LOCK_MS = 15 * MINUTE_MS
const LOCK_MS_MAX = DAY_MS

/** 15 minutes, doubled by each further lock, at most a day. */
export const lockMs = (lockCount: number): number => Math.min(LOCK_MS_MAX, LOCK_MS * 2 ** (lockCount - 1))

export function logIn(command: CommandOf<'LogIn'>, state: UserState, now: Instant): Decided {
  if (!state) return refuse('invalid_credentials')
  if (state.sessions.has(command.sessionId)) return []
  const wrong = judgePassword(command, command.passwordCorrect, state, now)
  if (wrong) return refuseAndRecord('invalid_credentials', wrong)
  const hasFactor = hasSecondFactor(state)
  // Said only to whoever has the password. Nothing is counted: nothing was guessed.
  if (hasFactor && !command.codeSent) return refuse('otp_required')
  const reason = hasFactor ? judgeProof(state, command) : undefined
  if (reason) return refuseAndRecord('invalid_credentials', failedLogIn(command, reason, state, now))
  const { userId, sessionId, ipAddress, userAgent, deviceType, life, settings } = command
  const { step, recoveryCodeId, passkey } = hasFactor ? command : {}
  return [
    ...makeRoom(state),
    {
      type: 'SessionStarted',
      userId,
      sessionId,
      loginMethod: hasFactor ? '2fa' : command.loginMethod,
      ipAddress,
      userAgent,
      deviceType,
      idleExpiresAt: now + life.idleSeconds * 1000,
      expiresAt: now + life.absoluteSeconds * 1000,
      step,
      recoveryCodeId,
      passkey,
      settings,
    },
  ]
}

type Origin = Pick<CommandOf<'LogIn'>, 'userId' | 'ipAddress' | 'userAgent' | 'deviceType'>
type FailedReason = Extract<IdentityEvent, { type: 'LoginFailed' }>['reason']

/**
 * What a password that was shown leaves behind when it does not do. All wrong parts look the same to the caller, also
 * that the credential is locked: else an attacker would learn when to come back.
 */
export function judgePassword(origin: Origin, correct: boolean, user: User, now: Instant): IdentityEvent[] | undefined {
  if (user.status === 'closed') return failedLogIn(origin, 'user_closed', user, now)
  if (now < (user.password.lockedUntil ?? 0)) return failedLogIn(origin, 'credential_locked', user, now)
  return correct ? undefined : failedLogIn(origin, 'wrong_password', user, now)
}

/** Only a guess counts: five in a row lock the password, whichever part they guessed. */
function failedLogIn(origin: Origin, reason: FailedReason, { password }: User, now: Instant): IdentityEvent[] {
  const { userId, ipAddress, userAgent, deviceType } = origin
  const isGuess = reason === 'wrong_password' || reason === 'wrong_code'
  const failedCount = password.failedCount + (isGuess ? 1 : 0)
  const failed: IdentityEvent = { type: 'LoginFailed', userId, reason, failedCount, ipAddress, userAgent, deviceType }
  if (!isGuess || failedCount < WRONG_PASSWORDS_MAX) return [failed]
  const lockCount = password.lockCount + 1
  return [
    failed,
    { type: 'CredentialLocked', userId, credentialId: password.id, lockCount, lockedUntil: now + lockMs(lockCount) },
  ]
}

/** At most ten live sessions: the oldest ends for the new one. */
function makeRoom(user: User): IdentityEvent[] {
  const oldestFirst = activeSessions(user).sort((a, b) => a.loggedInAt - b.loggedInAt || (a.id < b.id ? -1 : 1))
  const surplus = oldestFirst.slice(0, Math.max(0, oldestFirst.length - SESSIONS_MAX + 1))
  return surplus.map(({ id }) => ({ type: 'SessionRevoked', userId: user.id, sessionId: id, reason: 'sessions_max' }))
}

export function refresh(command: CommandOf<'RefreshSession'>, user: User, now: Instant): Decided {
  const session = user.sessions.get(command.sessionId)
  if (!session) return refuse('session_unknown')
  if (session.status !== 'active') return refuse('session_over')
  const { userId, sessionId } = command
  // The timer may be late; a session is not one moment longer for it.
  if (now >= endOf(session)) return refuseAndRecord('session_over', [{ type: 'SessionExpired', userId, sessionId }])
  if (command.generation === session.generation) {
    const idleExpiresAt = Math.min(now + command.life.idleSeconds * 1000, session.expiresAt)
    return [{ type: 'SessionRefreshed', userId, sessionId, generation: session.generation + 1, idleExpiresAt }]
  }
  if (isPreviousInTime(session, command.generation, now)) return []
  // Somebody holds a copy of the token. Which of the two is the thief is unknown, so neither goes on.
  return refuseAndRecord('token_reuse', [{ type: 'SessionRevoked', userId, sessionId, reason: 'token_reuse' }])
}

const isPreviousInTime = (session: Session, generation: number, now: Instant): boolean =>
  generation === session.generation - 1 && now - (session.rotatedAt ?? 0) <= PREVIOUS_TOKEN_MS

export function logOut({ userId, sessionId }: CommandOf<'LogOut'>, user: User): Decided {
  const session = user.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  return session.status === 'active' ? [{ type: 'SessionLoggedOut', userId, sessionId }] : []
}

export function revokeSession({ userId, sessionId, reason }: CommandOf<'RevokeSession'>, user: User): Decided {
  const session = user.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  return session.status === 'active' ? [{ type: 'SessionRevoked', userId, sessionId, reason }] : []
}

export const revokeSessions = ({ keepSessionId, reason }: CommandOf<'RevokeSessions'>, user: User): Decided =>
  revokeAll(user, reason, keepSessionId)

/** The timer was set by an earlier use, so it may come too early. */
export function expireSession({ userId, sessionId }: CommandOf<'ExpireSession'>, user: User, now: Instant): Decided {
  const session = user.sessions.get(sessionId)
  if (session?.status !== 'active' || now < endOf(session)) return []
  return [{ type: 'SessionExpired', userId, sessionId }]
}

export function setPassword(command: CommandOf<'SetPassword'>, user: User, now: Instant): Decided {
  const wrong = judgePassword(command, command.currentPasswordCorrect, user, now)
  if (wrong) return refuseAndRecord('invalid_credentials', wrong)
  const { userId, secretId, sessionId } = command
  return [
    { type: 'PasswordChanged', userId, credentialId: user.password.id, secretId },
    ...revokeAll(user, 'password_changed', sessionId),
  ]
}

/** Ends every session of a user, but for one. */
export const revokeAll = (user: User, reason: string, except?: Id): IdentityEvent[] =>
  activeSessions(user)
    .filter(({ id }) => id !== except)
    .map(({ id }) => ({ type: 'SessionRevoked', userId: user.id, sessionId: id, reason }))
