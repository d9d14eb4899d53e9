import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand } from '@filao/contracts'
import { sha256 } from '@filao/kernel'
import fc from 'fast-check'
import { approvedClient, bySettings, given, id, NOW, OTHER, secretId, STAFF, USER, type Step } from './identity.fixture'
import { identityRules } from './index'
import { PASSKEYS_MAX } from './passkey.decider'

const SESSION = id(21)
const KEY = secretId(70)
const CODES = [secretId(80), secretId(81)]
const origin = { ipAddress: '192.0.2.1', deviceType: 'desktop' } as const
const MINUTE = 60_000
type Proof = Extract<IdentityCommand, { type: 'LogIn' }>['passkey']

const after = (steps: readonly Step[], ...commands: IdentityCommand[]): Step[] =>
  commands.reduce<Step[]>((before, command) => [...before, ...given(...before).events(command)], [...steps])
const logIn = (n: number, passkey?: Proof): IdentityCommand => ({
  ...{ type: 'LogIn', userId: USER, sessionId: id(n), passwordCorrect: true, codeSent: false, loginMethod: 'password' },
  ...origin,
  ...bySettings,
  ...(passkey && { codeSent: true, passkey }),
})
const enrol = (
  credentialId = KEY,
  sent: Partial<Extract<IdentityCommand, { type: 'EnrolPasskey' }>> = {},
): IdentityCommand => ({
  ...{ type: 'EnrolPasskey', userId: USER, sessionId: SESSION, credentialId, passwordCorrect: true },
  ...origin,
  ...{ passkeyId: `of-${credentialId}`, publicKey: 'pQECAyYg', signCount: 1, transports: ['internal'], label: 'Phone' },
  ...{ challengedAt: NOW - 1000, recoveryCodeIds: CODES },
  ...sent,
})
const remove = (credentialId = KEY): IdentityCommand => ({
  ...{ type: 'RemovePasskey', userId: USER, sessionId: SESSION, credentialId },
})
const proof = (challengedAt: number, signCount = 2, credentialId = KEY) => ({ credentialId, challengedAt, signCount })
const stepUp = (passkey?: Proof): IdentityCommand => ({ type: 'StepUp', userId: USER, sessionId: SESSION, passkey })
const active = after(approvedClient(), logIn(21))
const live = after(active, enrol())
const totp: readonly IdentityCommand[] = [
  {
    ...{ type: 'BeginFactor', userId: USER, sessionId: SESSION, credentialId: secretId(60), passwordCorrect: true },
    ...origin,
  },
  { type: 'EnrolFactor', userId: USER, sessionId: SESSION, step: 100, recoveryCodeIds: [secretId(90)] },
]

describe('a passkey', () => {
  test('is enrolled by whoever knows the password, in force at once, with recovery codes for the first', () => {
    expect(given(...active).events(enrol())).toMatchObject([
      { type: 'PasskeyEnrolled', credentialId: KEY, label: 'Phone', signCount: 1, recoveryCodeIds: CODES },
    ])
    expect(given(...live).answer(logIn(22))).toBe('otp_required!')
    expect(
      given(...live)
        .state()!
        .sessions.get(SESSION),
    ).toMatchObject({ secondFactorAt: NOW })
    expect(given(...live).answer(enrol())).toBe('')
  })
  test('that is the first ends the sessions that began without', () => {
    expect(given(...after(active, logIn(22))).answer(enrol())).toBe('PasskeyEnrolled SessionRevoked')
  })
  test('is not enrolled without the password, from a session that is over or not there, or by who is closed', () => {
    expect(given(...active).answer(enrol(KEY, { passwordCorrect: false }))).toBe('invalid_credentials! LoginFailed')
    expect(given(...active).answer(enrol(KEY, { sessionId: id(29) }))).toBe('session_unknown!')
    const left = after(active, { type: 'LogOut', userId: USER, sessionId: SESSION })
    expect(given(...left).answer(enrol())).toBe('session_over!')
    expect(given(...active, { type: 'UserClosed', userId: USER }).answer(enrol())).toBe(
      'invalid_credentials! LoginFailed',
    )
  })
  test('beside another factor takes that factor, shown just now, and brings no new codes', () => {
    const second = enrol(secretId(71))
    expect(given(...live).events(second)).toMatchObject([{ type: 'PasskeyEnrolled', recoveryCodeIds: [] }])
    expect(given(...live).answer(second, NOW + 5 * MINUTE)).toBe('PasskeyEnrolled')
    expect(given(...live).answer(second, NOW + 5 * MINUTE + 1)).toBe('step_up_required!')
    const withCode = after(active, ...totp)
    expect(given(...withCode).answer(second, NOW + 6 * MINUTE)).toBe('step_up_required!')
    expect(given(...withCode).answer(second)).toBe('PasskeyEnrolled')
  })
  test('is one of ten at most', () => {
    const full = after(active, ...Array.from({ length: PASSKEYS_MAX }, (_, n) => enrol(secretId(100 + n))))
    expect(given(...full).answer(enrol(secretId(120)))).toBe('passkeys_max!')
    expect(given(...after(full, remove(secretId(100)))).answer(enrol(secretId(120)))).toBe('PasskeyEnrolled')
  })
  test('belongs to one user, wherever they are', () => {
    expect(identityRules.claims!(enrol())).toMatchObject([
      { scope: 'passkey', value: sha256(`of-${KEY}`), ownerId: KEY },
    ])
  })
})

describe('what a passkey has signed', () => {
  test('logs in and steps up, each challenge once, and none before it', () => {
    const used = after(live, logIn(22, proof(NOW)))
    expect(given(...live).events(logIn(22, proof(NOW)))).toMatchObject([
      { type: 'SessionStarted', loginMethod: '2fa', passkey: proof(NOW) },
    ])
    for (const at of [NOW, NOW - 500]) {
      expect(given(...used).events(logIn(23, proof(at, 9)))).toMatchObject([
        { type: 'LoginFailed', reason: 'code_used' },
      ])
      expect(given(...used).answer(stepUp(proof(at, 9)))).toBe('code_used! SecondFactorFailed')
    }
    expect(given(...used).answer(stepUp(proof(NOW + 1, 3)))).toBe('StepUpVerified')
  })
  test('counts: a count that does not rise is of a copy, and one that is never kept is not looked at', () => {
    const used = after(live, logIn(22, proof(NOW, 7)))
    for (const count of [0, 6, 7]) {
      expect(given(...used).answer(stepUp(proof(NOW + 1, count)))).toBe('code_used! SecondFactorFailed')
    }
    expect(given(...used).answer(stepUp(proof(NOW + 1, 8)))).toBe('StepUpVerified')
    const uncounted = after(active, enrol(KEY, { signCount: 0 }))
    const again = after(uncounted, stepUp(proof(NOW, 0)))
    expect(given(...again).answer(stepUp(proof(NOW + 1, 0)))).toBe('StepUpVerified')
  })
  test('of a passkey that is not there is a wrong code, and wrong ones are counted', () => {
    expect(given(...live).answer(logIn(22, proof(NOW, 2, secretId(99))))).toBe('invalid_credentials! LoginFailed')
    expect(given(...live).answer(stepUp())).toBe('wrong_code! SecondFactorFailed')
  })
  test('whatever comes in whatever order, no challenge is taken twice and no count twice', () => {
    const shown = fc.record({ challengedAt: fc.integer({ min: NOW - 5, max: NOW + 20 }), signCount: fc.nat(12) })
    fc.assert(
      fc.property(fc.array(shown, { maxLength: 30 }), (sequence) => {
        let steps = live
        const taken: { challengedAt: number; signCount: number }[] = []
        for (const one of sequence) {
          const command = stepUp(proof(one.challengedAt, one.signCount))
          if (given(...steps).answer(command) !== 'StepUpVerified') continue
          steps = after(steps, command)
          taken.push(one)
        }
        for (const field of ['challengedAt', 'signCount'] as const) {
          const seen = taken.map((one) => one[field])
          expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
        }
      }),
    )
  })
})

describe('a passkey that is removed', () => {
  test('ends with every other session, and opens nothing', () => {
    const two = after(live, logIn(22, proof(NOW)))
    expect(given(...two).answer(remove())).toBe('PasskeyRemoved SessionRevoked')
    const gone = after(live, remove())
    expect(given(...gone).answer(remove())).toBe('')
    expect(given(...gone).answer(logIn(22))).toBe('SessionStarted')
    expect(given(...gone).answer(stepUp(proof(NOW)))).toBe('factor_not_enrolled!')
    expect(given(...live).answer(remove(secretId(99)))).toBe('passkey_unknown!')
  })
  test('takes the recovery codes along when it was the last factor', () => {
    const codeOf = (steps: readonly Step[], code: string) =>
      given(...steps)
        .state()!
        .recoveryCodes.get(code)
    expect(codeOf(after(live, remove()), CODES[0]!)).toMatchObject({ endedAt: NOW })
    const both = after(active, ...totp, enrol())
    expect(codeOf(after(both, remove()), secretId(90))?.endedAt).toBeUndefined()
    const removeCode: IdentityCommand = { type: 'RemoveFactor', userId: USER, sessionId: SESSION }
    expect(codeOf(after(both, removeCode), secretId(90))?.endedAt).toBeUndefined()
    expect(given(...after(both, removeCode)).answer(logIn(22))).toBe('otp_required!')
    expect(codeOf(after(both, removeCode, remove()), secretId(90))).toMatchObject({ endedAt: NOW })
  })
})

describe('a reset', () => {
  const reset = (by: string, n = 30): IdentityCommand => ({
    ...{ type: 'ResetFactor', userId: USER, proposalId: id(n), by, reason: 'lost' },
  })
  test('ends every factor that there is, passkeys too', () => {
    const both = after(active, ...totp, enrol(), enrol(secretId(71)), reset(STAFF))
    expect(given(...both).types(reset(OTHER, 31))).toEqual([
      ...['FactorReset', 'PasskeyRemoved', 'PasskeyRemoved', 'SessionRevoked'],
    ])
    const gone = after(both, reset(OTHER, 31))
    expect(given(...gone).answer(logIn(22))).toBe('SessionStarted')
    const only = after(live, reset(STAFF), reset(OTHER, 31))
    expect(given(...only).answer(logIn(22))).toBe('SessionStarted')
    expect(
      given(...only)
        .state()!
        .recoveryCodes.get(CODES[0]!),
    ).toMatchObject({ endedAt: NOW })
  })
  test('is of what there was: with another passkey it takes two again', () => {
    const more = after(live, reset(STAFF), enrol(secretId(71)))
    expect(given(...more).answer(reset(OTHER, 31))).toBe('FactorResetProposed')
  })
})
