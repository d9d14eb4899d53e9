import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import fc from 'fast-check'
import { bySettings, given, id, NOW, registration, secretId, USER, type Step } from './identity.fixture'
import { identityRules, type UserState } from './index'
import { TOKEN_LIFE_MS } from './token.decider'

const HOUR_MS = 3_600_000
const issue = (n: number, kind: 'email_verification' | 'password_reset'): IdentityCommand => ({
  type: 'IssueToken',
  userId: USER,
  tokenId: id(n),
  kind,
})
const verify = (n: number): IdentityCommand => ({ type: 'VerifyEmail', userId: USER, tokenId: id(n) })
const reset = (n: number): IdentityCommand => ({
  type: 'ResetPassword',
  userId: USER,
  tokenId: id(n),
  secretId: secretId(5),
})
const registered = given().events({ ...registration(), tokenId: id(50) })
const after = (steps: readonly Step[], command: IdentityCommand, at = NOW): Step[] => [
  ...steps,
  ...given(...steps)
    .events(command, at)
    .map((event) => ({ at, event })),
]
const suspended: IdentityEvent = { type: 'UserSuspended', userId: USER, by: id(3), reason: 'x', accountIds: [] }
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }

describe('a registration', () => {
  test('sends the token that verifies its e-mail, good for 24 hours', () => {
    expect(registered).toMatchObject([
      { type: 'UserRegistered' },
      {
        type: 'TokenIssued',
        kind: 'email_verification',
        sentTo: 'ada@example.com',
        expiresAt: NOW + 24 * HOUR_MS,
      },
    ])
  })
  test('without one sends nothing', () => {
    expect(given().types(registration())).not.toContain('TokenIssued')
  })
})

describe('the token of an e-mail', () => {
  test('verifies it', () => {
    expect(given(...registered).answer(verify(50))).toBe('EmailVerified')
    expect(given(...after(registered, verify(50))).state()).toMatchObject({ emailVerified: true })
  })
  test('is good once', () => {
    expect(given(...after(registered, verify(50))).answer(verify(50))).toBe('token_used!')
  })
  test('is good until it expires', () => {
    expect(given(...registered).answer(verify(50), NOW + 24 * HOUR_MS - 1)).toBe('EmailVerified')
    expect(given(...registered).answer(verify(50), NOW + 24 * HOUR_MS)).toBe('token_expired!')
  })
  test('is worth nothing once a newer one is sent', () => {
    const twice = after(registered, issue(51, 'email_verification'))
    expect(given(...twice).answer(verify(50))).toBe('token_unknown!')
    expect(given(...twice).answer(verify(51))).toBe('EmailVerified')
  })
  test('of a password does nothing once the mailbox that it was sent to is no longer the user’s', () => {
    const asked = after(registered, issue(53, 'password_reset'))
    expect(given(...asked).types(reset(53))).toContain('PasswordChanged')
    const moved: IdentityEvent = {
      type: 'EmailChanged',
      userId: USER,
      email: 'ada@elsewhere.example',
      previousEmail: 'ada@example.com',
    }
    expect(given(...asked, moved).answer(reset(53))).toBe('token_unknown!')
  })
  test('that nobody made is unknown, and so is that of another kind', () => {
    expect(given(...registered).answer(verify(99))).toBe('token_unknown!')
    expect(given(...after(registered, issue(52, 'password_reset'))).answer(verify(52))).toBe('token_unknown!')
  })
  test('is not sent again when the e-mail is verified', () => {
    expect(given(...after(registered, verify(50))).answer(issue(51, 'email_verification'))).toBe('already_verified!')
  })
  test('verifies also for a suspended user, but not for a closed one', () => {
    expect(given(...registered, suspended).answer(verify(50))).toBe('EmailVerified')
    expect(given(...registered, closed).answer(verify(50))).toBe('user_closed!')
    expect(given(...registered, closed).answer(issue(51, 'email_verification'))).toBe('user_closed!')
  })
  test('asked for again with the same id is the one that was made', () => {
    expect(given(...registered).answer(issue(50, 'email_verification'))).toBe('')
  })
})

describe('three tokens of a kind an hour', () => {
  test('are sent, the fourth is not, until the first is an hour old', () => {
    let steps: Step[] = [...registered]
    steps = after(steps, issue(51, 'email_verification'), NOW + 60_000)
    steps = after(steps, issue(52, 'email_verification'), NOW + 120_000)
    const fourth = issue(53, 'email_verification')
    expect(given(...steps).answer(fourth, NOW + 180_000)).toBe('sends_max!')
    expect(given(...steps).answer(fourth, NOW + HOUR_MS - 1)).toBe('sends_max!')
    expect(given(...steps).answer(fourth, NOW + HOUR_MS)).toBe('TokenIssued')
    expect(given(...steps).answer(issue(53, 'password_reset'), NOW + 180_000)).toBe('TokenIssued')
  })
})

describe('the token of a reset', () => {
  const asked = after(registered, issue(60, 'password_reset'))
  const loggedIn = after(asked, {
    type: 'LogIn',
    userId: USER,
    sessionId: id(21),
    passwordCorrect: true,
    codeSent: false,
    loginMethod: 'password',
    ipAddress: '192.0.2.1',
    deviceType: 'desktop',
    ...bySettings,
  })
  const key = (n: number): IdentityCommand => ({
    type: 'CreateApiKey',
    userId: USER,
    keyId: id(n),
    name: 'bot',
    prefix: String(n).padStart(12, '0'),
    scopes: ['orders'],
    expiresAt: NOW + HOUR_MS,
  })
  test('sets the password, ends every session and every key, and tells the address', () => {
    const withKeys = after(after(loggedIn, key(80)), key(81), NOW + 1)
    const withOne = after(withKeys, { type: 'RevokeApiKey', userId: USER, keyId: id(81) })
    expect(given(...withOne).events(reset(60))).toMatchObject([
      {
        type: 'PasswordChanged',
        credentialId: secretId(1),
        secretId: secretId(5),
        tokenId: id(60),
        email: 'ada@example.com',
      },
      { type: 'SessionRevoked', sessionId: id(21), reason: 'password_reset' },
      { type: 'ApiKeyRevoked', keyId: id(80) },
    ])
  })
  test('is what ends keys: whoever knows the password changes it and keeps them', () => {
    const keyed = after(loggedIn, key(80))
    const change: IdentityCommand = {
      type: 'SetPassword',
      userId: USER,
      sessionId: id(21),
      secretId: secretId(6),
      currentPasswordCorrect: true,
      ipAddress: '192.0.2.1',
      deviceType: 'desktop',
    }
    expect(given(...keyed).types(change)).toEqual(['PasswordChanged'])
  })
  test('is good once, and for 30 minutes', () => {
    expect(given(...after(asked, reset(60))).answer(reset(60))).toBe('token_used!')
    expect(given(...asked).answer(reset(60), NOW + TOKEN_LIFE_MS.password_reset)).toBe('token_expired!')
    expect(TOKEN_LIFE_MS.password_reset).toBe(30 * 60_000)
  })
  test('lifts the lock of a password that was guessed at', () => {
    const locked: IdentityEvent = {
      type: 'CredentialLocked',
      userId: USER,
      credentialId: secretId(1),
      lockedUntil: NOW + HOUR_MS,
      lockCount: 3,
    }
    expect(given(...after([...asked, locked], reset(60))).state()!.password).toMatchObject({ lockCount: 0 })
  })
  test('of nobody, and of a closed user, does nothing', () => {
    expect(given().answer(reset(60))).toBe('user_unknown!')
    expect(given().answer(issue(60, 'password_reset'))).toBe('user_unknown!')
    expect(given(...asked, closed).answer(reset(60))).toBe('user_closed!')
  })
  test('reaches a suspended user, who may log in to see', () => {
    expect(given(...registered, suspended).answer(issue(60, 'password_reset'))).toBe('TokenIssued')
    expect(given(...asked, suspended).answer(reset(60))).toBe('PasswordChanged')
  })
})

test('no sequence uses a token twice, late, or after a newer one, or sends more than three an hour', () => {
  const { decider } = identityRules
  const number = fc.integer({ min: 50, max: 58 })
  const command = fc.oneof(
    fc
      .tuple(number, fc.constantFrom('email_verification' as const, 'password_reset' as const))
      .map(([n, kind]) => issue(n, kind)),
    number.map(verify),
    number.map(reset),
  )
  const steps = fc.array(fc.tuple(command, fc.constantFrom(0, 60_000, 900_000, 2_000_000, 90_000_000)), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(steps, (sequence) => {
      let state: UserState = undefined
      let now = NOW
      const used = new Set<string>()
      const sent = new Map<string, { kind: string; at: number; expiresAt: number }>()
      for (const [next, pause] of [[{ ...registration(), tokenId: id(50) }, 0] as const, ...sequence]) {
        now += pause
        const decision = decider.decide(next, state, { now, position: 1 })
        for (const event of isRefusal(decision) ? [] : decision) {
          state = decider.evolve(state, event, { now, position: 1 })
          if (event.type === 'TokenIssued') {
            const { tokenId, kind, expiresAt } = event
            expect(sent.has(tokenId)).toBe(false)
            sent.set(tokenId, { kind, at: now, expiresAt })
            const recent = [...sent.values()].filter((one) => one.kind === kind && now - one.at < HOUR_MS)
            expect(recent.length).toBeLessThanOrEqual(3)
          }
          if (event.type === 'EmailVerified' || event.type === 'PasswordChanged') {
            const { tokenId } = event
            expect(used.has(tokenId!)).toBe(false)
            used.add(tokenId!)
            const { kind, expiresAt } = sent.get(tokenId!)!
            expect(now).toBeLessThan(expiresAt)
            expect([...sent.entries()].filter(([, one]) => one.kind === kind).at(-1)![0]).toBe(tokenId)
          }
        }
      }
    }),
    { numRuns: 300 },
  )
})
