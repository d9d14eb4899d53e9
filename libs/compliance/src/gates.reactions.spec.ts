import { describe, expect, test } from '@jest/globals'
import type { ComplianceEvent } from '@filao/contracts'
import { gates } from './gates.reactions'
import { idOf, Scenario } from './scenario.fixture'

const userId = idOf(1)
const accountId = idOf(2, 3)
const caseId = idOf(5)
const accountIds = [accountId]
const kyc = { userId, caseId, accountIds }

/** What an event says of the one account: commands in short. */
const said = (event: ComplianceEvent): string[] =>
  gates(event).map(({ to, partition, command }) => {
    const { type, ...terms } = command
    expect({ partition, ...terms }).toMatchObject({ partition: 3, accountId })
    return [to, type, ...Object.values(terms).filter((term) => term !== accountId)].join(' ')
  })
const ADMITTED = [
  'wallet LiftRestriction kyc',
  'wallet LiftRestriction review_overdue',
  'payment SetDepositGate true',
  'payment ReleasePayouts',
]
const BARRED = ['wallet RestrictAccount kyc all', 'payment SetDepositGate false', 'payment HoldPayouts']
const FROZEN = ['wallet RestrictAccount freeze all', 'payment HoldPayouts']
const registered = { type: 'AccountRegistered', userId, accountId } as const

describe('an account', () => {
  test.each<[string, ComplianceEvent, readonly string[]]>([
    ['of whom is approved is let in', { ...registered, mode: 'live', isApproved: true, isFrozen: false }, ADMITTED],
    ['of whom is not is barred', { ...registered, mode: 'live', isApproved: false, isFrozen: false }, BARRED],
    [
      'of whom is frozen is held as well',
      { ...registered, mode: 'live', isApproved: true, isFrozen: true },
      [...ADMITTED, ...FROZEN],
    ],
    ['of paper money is nobody’s concern', { ...registered, mode: 'demo', isApproved: false, isFrozen: true }, []],
    [
      'of whom an officer turns down after all is barred',
      { type: 'KycRejected', ...kyc, decidedBy: 'officer', reason: 'x', wasApproved: true },
      BARRED,
    ],
    [
      'of whom an officer turns down who never was approved stays as it is',
      { type: 'KycRejected', ...kyc, decidedBy: 'officer', reason: 'x', wasApproved: false },
      [],
    ],
    [
      'whose approval is taken back is barred',
      { type: 'KycRevoked', ...kyc, decidedBy: 'officer', reason: 'x' },
      BARRED,
    ],
    ['whose document has expired is barred', { type: 'KycExpired', ...kyc, ground: 'document_expired' }, BARRED],
    [
      'whose review is overdue beyond its grace pays nothing out either way',
      { type: 'KycExpired', ...kyc, ground: 'grace_over' },
      [...BARRED, 'wallet RestrictAccount review_overdue withdrawals'],
    ],
    ['that is frozen is held', { type: 'AccountFrozen', userId, accountIds }, FROZEN],
    [
      'that is frozen no more is let go',
      { type: 'AccountUnfrozen', userId, accountIds, isApproved: true },
      ['wallet LiftRestriction freeze', 'payment ReleasePayouts'],
    ],
    [
      'that is frozen no more, of whom lost the approval meanwhile, pays nothing out',
      { type: 'AccountUnfrozen', userId, accountIds, isApproved: false },
      ['wallet LiftRestriction freeze'],
    ],
    [
      'of whom is suspended takes no deposits',
      { type: 'UserStatusRecorded', userId, status: 'suspended', accountIds, isApproved: true },
      ['payment SetDepositGate false'],
    ],
    [
      'of whom is reinstated takes them again',
      { type: 'UserStatusRecorded', userId, status: 'active', accountIds, isApproved: true },
      ['payment SetDepositGate true'],
    ],
    [
      'of whom is reinstated without approval does not',
      { type: 'UserStatusRecorded', userId, status: 'active', accountIds, isApproved: false },
      ['payment SetDepositGate false'],
    ],
  ])('%s', (_what, event, commands) => {
    expect(said(event)).toEqual(commands)
  })
})

test('an account that is registered after its client lost the approval is told so at once', () => {
  const scenario = new Scenario(userId).given({ type: 'RegisterSubject', userId, firstName: 'Ada', lastName: 'L' })
  expect(scenario.when({ type: 'RegisterAccount', userId, accountId, mode: 'live' })).toEqual([
    { ...registered, mode: 'live', isApproved: false, isFrozen: false },
  ])
})
