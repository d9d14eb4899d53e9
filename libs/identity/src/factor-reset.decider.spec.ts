import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand } from '@filao/contracts'
import { commandHash } from '@filao/kernel'
import {
  approvedClient,
  bySettings,
  given,
  id,
  NOW,
  OTHER,
  secretId,
  STAFF,
  staff,
  USER,
  type Step,
} from './identity.fixture'

const SESSION = id(21)
const FACTOR = secretId(70)
const CODES = [secretId(80), secretId(81)]
const after = (steps: readonly Step[], ...commands: IdentityCommand[]): Step[] =>
  commands.reduce<Step[]>((before, command) => [...before, ...given(...before).events(command)], [...steps])
const logIn = (
  n: number,
  proof: { codeSent?: boolean; step?: number; recoveryCodeId?: string } = {},
): IdentityCommand => ({
  ...{ type: 'LogIn', userId: USER, sessionId: id(n), passwordCorrect: true, codeSent: false, loginMethod: 'password' },
  ...{ ipAddress: '192.0.2.1', deviceType: 'desktop' },
  ...bySettings,
  ...proof,
})
const begin = (credentialId = FACTOR): IdentityCommand => ({
  ...{ type: 'BeginFactor', userId: USER, sessionId: SESSION, credentialId, passwordCorrect: true },
  ...{ ipAddress: '192.0.2.1', deviceType: 'desktop' },
})
const enrol = (step: number): IdentityCommand => ({
  ...{ type: 'EnrolFactor', userId: USER, sessionId: SESSION, step, recoveryCodeIds: CODES },
})
const reset = (by: string, n = 30): IdentityCommand => ({
  ...{ type: 'ResetFactor', userId: USER, proposalId: id(n), by, reason: `seen in person by ${by}` },
})
const enrolled = after(approvedClient(), logIn(21), begin(), enrol(100))
const proposed = after(enrolled, reset(STAFF))
const hash = commandHash({ command: 'ResetFactor', userId: USER, credentialIds: [FACTOR] })

describe('a second factor that was lost', () => {
  test('is reset by two: the first proposes and changes nothing', () => {
    expect(given(...enrolled).events(reset(STAFF))).toEqual([
      {
        type: 'FactorResetProposed',
        userId: USER,
        proposalId: id(30),
        credentialId: FACTOR,
        commandHash: hash,
        proposedBy: STAFF,
        reason: `seen in person by ${STAFF}`,
        supersedes: undefined,
      },
    ])
    expect(given(...proposed).answer(logIn(22))).toBe('otp_required!')
  })
  test('by the second it ends, with its codes and every session, and its owner is told', () => {
    const two = after(proposed, logIn(22, { codeSent: true, step: 101 }))
    expect(given(...two).events(reset(OTHER, 31))).toEqual([
      {
        type: 'FactorReset',
        userId: USER,
        credentialId: FACTOR,
        email: 'ada@example.com',
        proposalId: id(30),
        commandHash: hash,
        proposedBy: STAFF,
        approvedBy: OTHER,
      },
      { type: 'SessionRevoked', userId: USER, sessionId: SESSION, reason: 'factor_reset' },
      { type: 'SessionRevoked', userId: USER, sessionId: id(22), reason: 'factor_reset' },
    ])
  })
  test('the password is enough until another is enrolled; what was lost is worth nothing', () => {
    const gone = after(proposed, reset(OTHER, 31))
    expect(given(...gone).answer(logIn(22))).toBe('SessionStarted')
    const again = after(
      gone,
      logIn(23),
      {
        ...begin(secretId(71)),
        sessionId: id(23),
      } as IdentityCommand,
      { ...enrol(200), sessionId: id(23) } as IdentityCommand,
    )
    expect(given(...again).answer(logIn(24))).toBe('otp_required!')
    expect(
      given(...gone)
        .state()!
        .recoveryCodes.get(CODES[0]!),
    ).toMatchObject({ endedAt: NOW })
  })
  test('is not reset where there is none, of who is closed, by one person, or by its owner', () => {
    expect(given(...approvedClient()).answer(reset(STAFF))).toBe('factor_not_enrolled!')
    expect(given(...after(approvedClient(), logIn(21), begin())).answer(reset(STAFF))).toBe('factor_not_enrolled!')
    expect(given(...enrolled, { type: 'UserClosed', userId: USER }).answer(reset(STAFF))).toBe('user_closed!')
    expect(given(...proposed).answer(reset(STAFF, 31))).toBe('same_approver!')
    expect(given(...enrolled).answer(reset(USER))).toBe('same_approver!')
    expect(given(...proposed).answer(reset(USER, 31))).toBe('same_approver!')
  })
  test('a proposal is of that factor alone: of another it takes two again', () => {
    const another = after(
      proposed,
      { type: 'RemoveFactor', userId: USER, sessionId: SESSION },
      begin(secretId(71)),
      enrol(200),
    )
    expect(given(...another).events(reset(OTHER, 31))).toMatchObject([
      { type: 'FactorResetProposed', credentialId: secretId(71), supersedes: id(30) },
    ])
    expect(given(...after(another, reset(OTHER, 31))).answer(reset(STAFF, 32))).toBe('FactorReset SessionRevoked')
  })
  test('is reset of staff and of the suspended too, and says nothing of either', () => {
    const person = given().events({ ...staff(1), userId: USER })
    const own = after(person, logIn(21), begin(), enrol(100), reset(STAFF), reset(OTHER, 31))
    expect(given(...own).answer(logIn(22))).toBe('SessionStarted')
    const suspended = after(proposed, { type: 'SuspendUser', userId: USER, by: STAFF, reason: 'odd' }, reset(OTHER, 31))
    expect(given(...suspended).state()).toMatchObject({ status: 'suspended' })
    expect(suspended.at(-1)).toMatchObject({ type: 'FactorReset' })
  })
})
