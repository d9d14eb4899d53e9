import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import fc from 'fast-check'
import {
  approvedClient,
  bySettings,
  given,
  id,
  LIFE_MS,
  NOW,
  registration,
  secretId,
  USER,
  type Step,
} from './identity.fixture'
import { identityRules, type UserState } from './index'

const SESSION = id(21)
const FACTOR = secretId(70)
const CODES = Array.from({ length: 10 }, (_, n) => secretId(80 + n))
const origin = { ipAddress: '192.0.2.1', deviceType: 'desktop' } as const
const logIn = (n: number, sent: Partial<Extract<IdentityCommand, { type: 'LogIn' }>> = {}): IdentityCommand => ({
  type: 'LogIn',
  userId: USER,
  sessionId: id(n),
  passwordCorrect: true,
  codeSent: false,
  loginMethod: 'password',
  ...origin,
  ...bySettings,
  ...sent,
})
const begin = (credentialId = FACTOR, passwordCorrect = true): IdentityCommand => ({
  type: 'BeginFactor',
  userId: USER,
  sessionId: SESSION,
  credentialId,
  passwordCorrect,
  ...origin,
})
const enrol = (step: number | undefined): IdentityCommand => ({
  type: 'EnrolFactor',
  userId: USER,
  sessionId: SESSION,
  step,
  recoveryCodeIds: CODES,
})
const remove: IdentityCommand = { type: 'RemoveFactor', userId: USER, sessionId: SESSION }
const stepUp = (proof: { step?: number; recoveryCodeId?: string } = {}): IdentityCommand => ({
  type: 'StepUp',
  userId: USER,
  sessionId: SESSION,
  ...proof,
})
const after = (steps: readonly Step[], command: IdentityCommand, at = NOW): Step[] => [
  ...steps,
  ...given(...steps)
    .events(command, at)
    .map((event) => ({ at, event })),
]
const active = after(approvedClient(), logIn(21))
const begun = after(active, begin())
const live = after(begun, enrol(100))
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }
const ends: Record<string, IdentityEvent> = {
  expired: { type: 'SessionExpired', userId: USER, sessionId: SESSION },
  revoked: { type: 'SessionRevoked', userId: USER, sessionId: SESSION, reason: 'owner' },
  logged_out: { type: 'SessionLoggedOut', userId: USER, sessionId: SESSION },
}

describe('a second factor', () => {
  test('is begun by whoever knows the password, and in force with its first code', () => {
    expect(given(...active).answer(begin())).toBe('FactorBegun')
    expect(given(...begun).answer(enrol(100))).toBe('FactorEnrolled')
    expect(given(...begun).answer(logIn(22))).toBe('SessionStarted')
    expect(given(...live).answer(logIn(22))).toBe('otp_required!')
  })
  test('is not begun without the password, and guessing it counts', () => {
    expect(given(...active).answer(begin(FACTOR, false))).toBe('invalid_credentials! LoginFailed')
  })
  test('begun anew supersedes the one that was never shown; the same again is one', () => {
    expect(given(...begun).events(begin(secretId(71)))).toEqual([
      { type: 'FactorBegun', userId: USER, credentialId: secretId(71), supersedes: FACTOR },
    ])
    expect(given(...begun).answer(begin())).toBe('')
  })
  test('is one: a second is neither begun nor enrolled', () => {
    expect(given(...live).answer(begin(secretId(71)))).toBe('already_enrolled!')
    expect(given(...live).answer(enrol(101))).toBe('already_enrolled!')
  })
  test('is not enrolled unbegun, by a wrong code, from a session that is not there or over, or when closed', () => {
    expect(given(...active).answer(enrol(100))).toBe('factor_not_begun!')
    expect(given(...begun).answer(enrol(undefined))).toBe('wrong_code!')
    expect(given(...begun).answer({ ...enrol(100), sessionId: id(29) } as IdentityCommand)).toBe('session_unknown!')
    for (const end of Object.values(ends)) expect(given(...begun, end).answer(enrol(100))).toBe('session_over!')
    expect(given(...begun, closed).answer(enrol(100))).toBe('user_closed!')
  })
  test('enrolled, ends every other session and counts as shown in its own', () => {
    const two = after(begun, logIn(22))
    expect(given(...two).types(enrol(100))).toEqual(['FactorEnrolled', 'SessionRevoked'])
    expect(
      given(...live)
        .state()!
        .sessions.get(SESSION),
    ).toMatchObject({ secondFactorAt: NOW })
  })
  test('is removed with its codes, and every other session ends', () => {
    const two = after(live, logIn(22, { codeSent: true, step: 101 }))
    expect(given(...two).types(remove)).toEqual(['FactorRemoved', 'SessionRevoked'])
    const gone = after(two, remove)
    expect(given(...gone).answer(logIn(23))).toBe('SessionStarted')
    expect(given(...gone).answer(stepUp({ recoveryCodeId: CODES[0]! }))).toBe('factor_not_enrolled!')
    expect(given(...active).answer(remove)).toBe('factor_not_enrolled!')
  })
})

describe('recovery codes', () => {
  const fresh = Array.from({ length: 10 }, (_, n) => secretId(90 + n))
  const renew: IdentityCommand = { type: 'RenewRecoveryCodes', userId: USER, recoveryCodeIds: fresh }
  test('are renewed: the old are worth nothing, the new once each', () => {
    expect(given(...live).answer(renew)).toBe('RecoveryCodesRenewed')
    const renewed = after(live, renew)
    expect(given(...renewed).answer(renew)).toBe('')
    expect(given(...renewed).answer(stepUp({ recoveryCodeId: CODES[0]! }))).toBe('code_used! SecondFactorFailed')
    expect(given(...renewed).answer(stepUp({ recoveryCodeId: fresh[0]! }))).toBe('StepUpVerified')
  })
  test('come with a factor alone', () => {
    expect(given(...active).answer(renew)).toBe('factor_not_enrolled!')
  })
})

describe('a log-in with a second factor', () => {
  test('asks for the code only whoever has the password', () => {
    expect(given(...live).answer(logIn(22, { passwordCorrect: false }))).toBe('invalid_credentials! LoginFailed')
    expect(given(...live).answer(logIn(22))).toBe('otp_required!')
  })
  test('starts with a code of a later step, which is shown so in the session', () => {
    expect(given(...live).events(logIn(22, { codeSent: true, step: 101 }))).toMatchObject([
      { type: 'SessionStarted', loginMethod: '2fa', step: 101 },
    ])
    const session = given(...after(live, logIn(22, { codeSent: true, step: 101 }), NOW + 1))
      .state()!
      .sessions.get(id(22))
    expect(session).toMatchObject({ secondFactorAt: NOW + 1 })
  })
  test('takes each step once, and none before it', () => {
    const used = after(live, logIn(22, { codeSent: true, step: 101 }))
    for (const step of [100, 101]) {
      expect(given(...used).events(logIn(23, { codeSent: true, step }))).toMatchObject([
        { type: 'LoginFailed', reason: 'code_used', failedCount: 0 },
      ])
      expect(given(...used).answer(stepUp({ step }))).toBe('code_used! SecondFactorFailed')
    }
    expect(given(...used).answer(logIn(23, { codeSent: true, step: 102 }))).toBe('SessionStarted')
  })
  test('takes a recovery code once', () => {
    const sent = { codeSent: true, recoveryCodeId: CODES[3]! }
    const used = after(live, logIn(22, sent))
    expect(given(...live).answer(logIn(22, sent))).toBe('SessionStarted')
    expect(given(...used).answer(logIn(23, sent))).toBe('invalid_credentials! LoginFailed')
    expect(given(...used).answer(logIn(23, { ...sent, recoveryCodeId: CODES[4]! }))).toBe('SessionStarted')
    expect(given(...live).answer(logIn(23, { ...sent, recoveryCodeId: secretId(99) }))).toBe(
      'invalid_credentials! LoginFailed',
    )
  })
  test('wrong the fifth time locks the password, and then neither is asked for', () => {
    let steps = live
    for (let n = 0; n < 4; n++) steps = after(steps, logIn(22, { codeSent: true }))
    expect(given(...steps).answer(logIn(22, { codeSent: true }))).toBe(
      'invalid_credentials! LoginFailed CredentialLocked',
    )
    expect(given(...after(steps, logIn(22, { codeSent: true }))).answer(logIn(22))).toBe(
      'invalid_credentials! LoginFailed',
    )
  })
  test('without a factor ignores what was sent', () => {
    expect(given(...active).events(logIn(22, { codeSent: true, step: 5 }))).toMatchObject([
      { type: 'SessionStarted', loginMethod: 'password', step: undefined },
    ])
  })
})

describe('a step-up', () => {
  test('right: a later step, or a recovery code', () => {
    expect(given(...live).answer(stepUp({ step: 101 }))).toBe('StepUpVerified')
    expect(given(...live).answer(stepUp({ recoveryCodeId: CODES[0]! }))).toBe('StepUpVerified')
    const later = after(live, stepUp({ step: 101 }), NOW + 60_000)
    expect(
      given(...later)
        .state()!
        .sessions.get(SESSION),
    ).toMatchObject({ secondFactorAt: NOW + 60_000 })
  })
  test('wrong is counted, and the fifth in a row ends the session', () => {
    let steps = live
    for (let n = 1; n <= 4; n++) {
      expect(given(...steps).events(stepUp())).toMatchObject([{ type: 'SecondFactorFailed', failedCount: n }])
      steps = after(steps, stepUp())
    }
    expect(given(...steps).events(stepUp())).toMatchObject([
      { type: 'SecondFactorFailed', failedCount: 5 },
      { type: 'SessionRevoked', reason: 'wrong_codes' },
    ])
    const right = after(steps, stepUp({ step: 101 }))
    expect(given(...right).events(stepUp())).toMatchObject([{ failedCount: 1 }])
  })
  test('in no session, in one that is over, or too late', () => {
    expect(given(...live).answer({ ...stepUp(), sessionId: id(29) } as IdentityCommand)).toBe('session_unknown!')
    expect(given().answer(stepUp({ step: 1 }))).toBe('session_unknown!')
    for (const end of Object.values(ends))
      expect(given(...live, end).answer(stepUp({ step: 101 }))).toBe('session_over!')
    expect(given(...live).answer(stepUp({ step: 101 }), NOW + LIFE_MS.idle)).toBe('session_over! SessionExpired')
  })
  test('without a factor says so', () => {
    expect(given(...active).answer(stepUp({ step: 1 }))).toBe('factor_not_enrolled!')
    expect(given(...begun).answer(stepUp({ step: 1 }))).toBe('factor_not_enrolled!')
  })
})

test('no sequence takes a step or a recovery code twice, or lets in without one while a factor is in force', () => {
  const { decider } = identityRules
  const proof = fc.oneof(
    fc.record({ step: fc.integer({ min: 98, max: 112 }) }),
    fc.record({ recoveryCodeId: fc.constantFrom(...CODES, secretId(99)) }),
    fc.constant({}),
  )
  const command = fc.oneof(
    fc
      .tuple(fc.integer({ min: 21, max: 30 }), fc.boolean(), fc.boolean(), proof)
      .map(([n, passwordCorrect, codeSent, shown]) => logIn(n, { passwordCorrect, codeSent, ...shown })),
    proof.map(stepUp),
    fc.integer({ min: 70, max: 73 }).map((n) => begin(secretId(n))),
    fc.tuple(fc.option(fc.integer({ min: 98, max: 112 }), { nil: undefined })).map(([step]) => enrol(step)),
    fc.constant(remove),
  )
  const steps = fc.array(fc.tuple(command, fc.constantFrom(0, 1_000, 900_000)), { maxLength: 50 })
  fc.assert(
    fc.property(steps, (sequence) => {
      let state: UserState = undefined
      let now = NOW
      let lastStep: number | undefined
      const codes = new Set<string>()
      for (const [next, pause] of [[registration(), 0] as const, [logIn(21), 0] as const, ...sequence]) {
        now += pause
        const decision = decider.decide(next, state, { now, position: 1 })
        const events = isRefusal(decision) ? (decision.recorded ?? []) : decision
        for (const event of events) {
          if (event.type === 'SessionStarted' || event.type === 'StepUpVerified') {
            const { step, recoveryCodeId } = event
            if (lastStep !== undefined) expect(step ?? recoveryCodeId).toBeDefined()
            if (step !== undefined) {
              expect(step).toBeGreaterThan(lastStep!)
              lastStep = step
            }
            if (recoveryCodeId !== undefined) {
              expect(codes.has(recoveryCodeId)).toBe(false)
              codes.add(recoveryCodeId)
            }
          }
          if (event.type === 'FactorEnrolled') {
            lastStep = event.step
            // The ids are new in life; here they are the same, and so are fresh codes.
            codes.clear()
          }
          if (event.type === 'FactorRemoved') lastStep = undefined
          state = decider.evolve(state, event, { now, position: 1 })
        }
        expect(identityRules.violation!(state)).toBeUndefined()
      }
    }),
    { numRuns: 500 },
  )
})
