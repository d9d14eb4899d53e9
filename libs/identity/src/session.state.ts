import type { IdentityEvent } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'

type EventOf<T extends IdentityEvent['type']> = Extract<IdentityEvent, { type: T }>

/** A device that is logged in. Its refresh tokens are numbered: only the newest and the one before it are known. */
export interface Session {
  readonly id: Id
  readonly status: 'active' | 'expired' | 'revoked' | 'logged_out'
  readonly loginMethod: EventOf<'SessionStarted'>['loginMethod']
  readonly ipAddress: EventOf<'SessionStarted'>['ipAddress']
  readonly userAgent?: EventOf<'SessionStarted'>['userAgent']
  readonly deviceType: EventOf<'SessionStarted'>['deviceType']
  readonly generation: number
  /** When a second factor was shown last, in this session. */
  readonly secondFactorAt?: Instant | undefined
  /** Wrong codes in a row. */
  readonly wrongCodes: number
  /** When the newest token was made; absent until the first refresh. */
  readonly rotatedAt?: Instant | undefined
  readonly loggedInAt: Instant
  readonly lastActivityAt: Instant
  readonly idleExpiresAt: Instant
  readonly expiresAt: Instant
  readonly endedAt?: Instant | undefined
  readonly revokedReason?: string | undefined
}

/** The password of a user as far as rules see it: how often it was wrong. The hash is in its row alone. */
export interface PasswordCredential {
  readonly id: string
  readonly failedCount: number
  readonly lockCount: number
  readonly lockedUntil?: Instant | undefined
  readonly lastUsedAt?: Instant | undefined
}

export const started = (event: EventOf<'SessionStarted'>, now: Instant): Session => ({
  id: event.sessionId,
  status: 'active',
  loginMethod: event.loginMethod,
  ipAddress: event.ipAddress,
  userAgent: event.userAgent,
  deviceType: event.deviceType,
  generation: 1,
  secondFactorAt: event.step === undefined && event.recoveryCodeId === undefined ? undefined : now,
  wrongCodes: 0,
  loggedInAt: now,
  lastActivityAt: now,
  idleExpiresAt: event.idleExpiresAt,
  expiresAt: event.expiresAt,
})

/** When a session ends by itself, unless it is used. */
export const endOf = (session: Pick<Session, 'idleExpiresAt' | 'expiresAt'>): Instant =>
  Math.min(session.idleExpiresAt, session.expiresAt)
