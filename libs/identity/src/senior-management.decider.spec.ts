import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { commandHash } from '@filao/kernel'
import { given, id, NOW, OTHER, registration, STAFF, staff, USER } from './identity.fixture'

const person = given().events({ ...staff(1), userId: USER })
const grant = (by: string, n = 30): IdentityCommand => ({
  type: 'GrantSeniorManagement',
  userId: USER,
  proposalId: id(n),
  by,
  reason: 'director',
})
const revoke = (revokedBy = STAFF): IdentityCommand => ({
  type: 'RevokeSeniorManagement',
  userId: USER,
  revokedBy,
  reason: 'left the board',
})
const proposed = [...person, ...given(...person).events(grant(STAFF))]
const senior = [...proposed, ...given(...proposed).events(grant(OTHER, 31))]

describe('senior management', () => {
  test('is said of a person of staff by two admins', () => {
    expect(given(...proposed).events(grant(OTHER, 31))).toEqual([
      {
        type: 'SeniorManagementGranted',
        userId: USER,
        proposalId: id(30),
        commandHash: commandHash({ command: 'GrantSeniorManagement', userId: USER }),
        grantedBy: STAFF,
        approvedBy: OTHER,
        reason: 'director',
      },
    ])
    expect(given(...person).state()?.isSeniorManagement).toBe(false)
    expect(given(...proposed).state()?.isSeniorManagement).toBe(false)
    expect(given(...senior).state()?.isSeniorManagement).toBe(true)
  })
  test('is said by nobody twice, nor of oneself', () => {
    expect(given(...proposed).answer(grant(STAFF, 31))).toBe('same_approver!')
    expect(given(...person).answer(grant(USER))).toBe('own_role!')
    expect(given(...proposed).answer(grant(USER, 31))).toBe('own_role!')
    expect(given(...senior).answer(grant(OTHER, 32))).toBe('already_granted!')
  })
  test('is of staff who may act', () => {
    expect(given(...given().events(registration())).answer(grant(STAFF))).toBe('not_staff!')
    const suspend: IdentityCommand = { type: 'SuspendUser', userId: USER, by: STAFF, reason: 'x' }
    const suspended = [...proposed, ...given(...proposed).events(suspend)]
    expect(given(...suspended).answer(grant(OTHER, 31))).toBe('user_suspended!')
  })
  test('ends by one, at once, with the sessions that say it', () => {
    const session: IdentityEvent = {
      type: 'SessionStarted',
      userId: USER,
      sessionId: id(50),
      loginMethod: 'password',
      ipAddress: '192.0.2.1',
      deviceType: 'desktop',
      idleExpiresAt: NOW,
      expiresAt: NOW,
      settings: [],
    }
    expect(given(...senior, session).answer(revoke())).toBe('SeniorManagementRevoked SessionRevoked')
    expect(given(...senior).answer(revoke(USER))).toBe('own_role!')
    expect(given(...person).answer(revoke())).toBe('role_not_granted!')
    const ended = [...senior, ...given(...senior).events(revoke())]
    expect(given(...ended).answer(revoke())).toBe('role_not_granted!')
    expect(given(...ended).answer(grant(STAFF, 33))).toBe('SeniorManagementProposed')
  })
})
