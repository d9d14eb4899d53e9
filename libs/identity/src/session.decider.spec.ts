import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { approvedClient, bySettings, given, id, life, LIFE_MS, NOW, secretId, USER } from './identity.fixture'
import { identityRules } from './index'
import { lockMs } from './session.decider'

const SESSION = id(21)
const logIn = (n: number, passwordCorrect = true): Extract<IdentityCommand, { type: 'LogIn' }> => ({
  type: 'LogIn',
  userId: USER,
  sessionId: id(n),
  passwordCorrect,
  codeSent: false,
  loginMethod: 'password',
  ipAddress: '192.0.2.1',
  userAgent: 'jest',
  deviceType: 'desktop',
  ...bySettings,
})
const refresh = (generation: number): IdentityCommand => ({
  type: 'RefreshSession',
  userId: USER,
  sessionId: SESSION,
  generation,
  life,
})
const registered = approvedClient()
const active = [...registered, ...given(...registered).events(logIn(21))]
const ends: Record<string, IdentityEvent> = {
  expired: { type: 'SessionExpired', userId: USER, sessionId: SESSION },
  revoked: { type: 'SessionRevoked', userId: USER, sessionId: SESSION, reason: 'owner' },
  logged_out: { type: 'SessionLoggedOut', userId: USER, sessionId: SESSION },
}
const refreshedAt = (at: number, generation: number) => ({
  at,
  event: { type: 'SessionRefreshed', userId: USER, sessionId: SESSION, generation, idleExpiresAt: at + 1e9 } as const,
})

describe('a session', () => {
  test('starts with a right log-in and ends by the figures that come with it', () => {
    expect(given(...registered).events(logIn(21))).toMatchObject([
      {
        type: 'SessionStarted',
        idleExpiresAt: NOW + LIFE_MS.idle,
        expiresAt: NOW + LIFE_MS.absolute,
      },
    ])
  })
  test('stands beside earlier ones', () => {
    expect(given(...active).answer(logIn(22))).toBe('SessionStarted')
    expect(given(...active).answer(logIn(21))).toBe('')
  })
  test('the eleventh ends the oldest', () => {
    let history: readonly IdentityEvent[] = registered
    for (let n = 21; n <= 30; n++) history = [...history, ...given(...history).events(logIn(n))]
    expect(given(...history).events(logIn(31))).toMatchObject([
      { type: 'SessionRevoked', sessionId: id(21), reason: 'sessions_max' },
      { type: 'SessionStarted', sessionId: id(31) },
    ])
  })
  test('goes on with the current token', () => {
    expect(given(...active).events(refresh(1))).toMatchObject([{ type: 'SessionRefreshed', generation: 2 }])
  })
  test('never idles beyond its absolute end', () => {
    const at = NOW + 10 * 86_400_000
    const history = [
      ...active,
      ...given(...active)
        .events(refresh(1), at)
        .map((event) => ({ at, event })),
    ]
    const later = NOW + 20 * 86_400_000
    expect(given(...history).events(refresh(2), later)).toMatchObject([{ idleExpiresAt: NOW + LIFE_MS.absolute }])
  })
  test('answers the previous token alike for 30 s', () => {
    expect(given(...active, refreshedAt(NOW, 2)).answer(refresh(1), NOW + 30_000)).toBe('')
  })
  test('ends for the whole family when the previous token comes later', () => {
    expect(given(...active, refreshedAt(NOW, 2)).answer(refresh(1), NOW + 30_001)).toBe('token_reuse! SessionRevoked')
  })
  test('ends when a token older than the previous comes, however soon', () => {
    expect(given(...active, refreshedAt(NOW, 2), refreshedAt(NOW, 3)).answer(refresh(1), NOW + 1)).toBe(
      'token_reuse! SessionRevoked',
    )
  })
  test('ends when a token comes that was never made', () => {
    expect(given(...active).answer(refresh(2))).toBe('token_reuse! SessionRevoked')
  })
  test('is over at its end although the timer is late', () => {
    expect(given(...active).answer(refresh(1), NOW + LIFE_MS.idle)).toBe('session_over! SessionExpired')
  })
  test('that nobody started is unknown to every command', () => {
    expect(given(...registered).answer(refresh(1))).toBe('session_unknown!')
    expect(given(...registered).answer({ type: 'LogOut', userId: USER, sessionId: SESSION })).toBe('session_unknown!')
    const revoke = { type: 'RevokeSession', userId: USER, sessionId: SESSION, reason: 'owner' } as const
    expect(given(...registered).answer(revoke)).toBe('session_unknown!')
    expect(given(...registered).answer({ type: 'ExpireSession', userId: USER, sessionId: SESSION })).toBe('')
  })
  test('active: logs out, is revoked, expires only when its time has come', () => {
    expect(given(...active).answer({ type: 'LogOut', userId: USER, sessionId: SESSION })).toBe('SessionLoggedOut')
    const revoke = { type: 'RevokeSession', userId: USER, sessionId: SESSION, reason: 'owner' } as const
    expect(given(...active).answer(revoke)).toBe('SessionRevoked')
    const expire = { type: 'ExpireSession', userId: USER, sessionId: SESSION } as const
    expect(given(...active).answer(expire)).toBe('')
    expect(given(...active).answer(expire, NOW + LIFE_MS.idle)).toBe('SessionExpired')
  })
  test.each(Object.entries(ends))('%s: refuses to go on, and ends only once', (_status, end) => {
    expect(given(...active, end).answer(refresh(1))).toBe('session_over!')
    expect(given(...active, end).answer({ type: 'LogOut', userId: USER, sessionId: SESSION })).toBe('')
    expect(given(...active, end).answer({ type: 'RevokeSession', userId: USER, sessionId: SESSION, reason: 'x' })).toBe(
      '',
    )
    expect(given(...active, end).answer({ type: 'ExpireSession', userId: USER, sessionId: SESSION }, NOW + 1e12)).toBe(
      '',
    )
  })
  test('has one timer, moved by use and cleared at its end', () => {
    const at = { now: NOW, position: 1 }
    const [start] = given(...registered).events(logIn(21))
    expect(identityRules.timers!(start!, at)).toMatchObject([{ set: `session/${SESSION}`, dueAt: NOW + LIFE_MS.idle }])
    expect(identityRules.timers!(refreshedAt(NOW, 2).event, at)).toMatchObject([
      { set: `session/${SESSION}`, dueAt: NOW + 1e9 },
    ])
    for (const end of Object.values(ends))
      expect(identityRules.timers!(end, at)).toEqual([{ clear: `session/${SESSION}` }])
  })
})

describe('all sessions', () => {
  const two = [...active, ...given(...active).events(logIn(22))]
  const all: IdentityCommand = { type: 'RevokeSessions', userId: USER, reason: 'owner' }
  test('end at once, or all but one', () => {
    expect(given(...two).events(all)).toMatchObject([{ sessionId: id(21) }, { sessionId: id(22) }])
    expect(given(...two).events({ ...all, keepSessionId: id(21) })).toEqual([
      { type: 'SessionRevoked', userId: USER, sessionId: id(22), reason: 'owner' },
    ])
  })
  test('that have ended do not end again; of nobody there are none', () => {
    expect(given(...active, ends['expired']!).answer(all)).toBe('')
    expect(given().answer(all)).toBe('user_unknown!')
  })
  test('live as the settings say that came with the log-in and the refresh', () => {
    const short = { absoluteSeconds: 600, idleSeconds: 60 }
    const settings = [{ key: 'identity.session_lives', version: 3 }]
    expect(given(...registered).events({ ...logIn(21), life: short, settings })).toMatchObject([
      { idleExpiresAt: NOW + 60_000, expiresAt: NOW + 600_000, settings },
    ])
    expect(given(...active).events({ ...refresh(1), life: short } as IdentityCommand)).toMatchObject([
      { idleExpiresAt: NOW + 60_000 },
    ])
  })
})

describe('a log-in', () => {
  test('with a wrong password is recorded and counted', () => {
    expect(given(...registered).answer(logIn(21, false))).toBe('invalid_credentials! LoginFailed')
    expect(given(...registered).events(logIn(21, false))).toMatchObject([{ reason: 'wrong_password', failedCount: 1 }])
  })
  test('wrong the fifth time locks for 15 minutes, and the right password does not help meanwhile', () => {
    let history: readonly IdentityEvent[] = registered
    for (let n = 0; n < 4; n++) history = [...history, ...given(...history).events(logIn(21, false))]
    const fifth = given(...history).events(logIn(21, false))
    expect(fifth).toMatchObject([
      { failedCount: 5 },
      { type: 'CredentialLocked', lockCount: 1, lockedUntil: NOW + 15 * 60_000 },
    ])
    const locked = given(...history, ...fifth)
    expect(locked.events(logIn(21))).toMatchObject([
      { type: 'LoginFailed', reason: 'credential_locked', failedCount: 0 },
    ])
    expect(locked.answer(logIn(21), NOW + 15 * 60_000)).toBe('SessionStarted')
  })
  test('right, forgets what was wrong before', () => {
    const history = [...registered, ...given(...registered).events(logIn(21, false))]
    const right = given(...history).events(logIn(21))
    expect(given(...history, ...right).state()!.password).toMatchObject({ failedCount: 0, lockCount: 0 })
  })
  test('of a closed user fails like any other', () => {
    const history: IdentityEvent[] = [...registered, { type: 'UserClosed', userId: USER }]
    expect(given(...history).answer(logIn(21))).toBe('invalid_credentials! LoginFailed')
  })
  test('of a suspended user is let in to see their own rows', () => {
    const history: IdentityEvent[] = [
      ...registered,
      { type: 'UserSuspended', userId: USER, by: id(3), reason: 'fraud', accountIds: [] },
    ]
    expect(given(...history).answer(logIn(21))).toBe('SessionStarted')
  })
  test('of nobody gets the same answer', () => {
    expect(given().answer(logIn(21))).toBe('invalid_credentials!')
    expect(given().answer({ type: 'RefuseLogIn', userId: USER })).toBe('invalid_credentials!')
  })
  test('locks last 15 minutes, doubling to a day', () => {
    expect([1, 2, 3, 7, 8, 100].map((count) => lockMs(count) / 60_000)).toEqual([15, 30, 60, 960, 1440, 1440])
  })
})

describe('a new password', () => {
  const set = (currentPasswordCorrect: boolean): IdentityCommand => ({
    type: 'SetPassword',
    userId: USER,
    sessionId: SESSION,
    secretId: secretId(2),
    currentPasswordCorrect,
    ipAddress: '192.0.2.1',
    deviceType: 'desktop',
  })
  test('ends every session but the one that asked', () => {
    const two = [...active, ...given(...active).events(logIn(22))]
    expect(given(...two).events(set(true))).toMatchObject([
      { type: 'PasswordChanged', credentialId: secretId(1), secretId: secretId(2) },
      { type: 'SessionRevoked', sessionId: id(22), reason: 'password_changed' },
    ])
  })
  test('needs the current one, and guessing counts as a failed log-in', () => {
    expect(given(...active).answer(set(false))).toBe('invalid_credentials! LoginFailed')
  })
})
