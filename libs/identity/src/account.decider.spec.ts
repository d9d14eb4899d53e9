import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import fc from 'fast-check'
import { ACCOUNT, given, id, registration, staff, STAFF, USER, type Step } from './identity.fixture'
import { identityRules } from './index'

const DEMO = id(30, 2)
const open = (n = 30): IdentityCommand => ({
  type: 'OpenAccount',
  userId: USER,
  accountId: id(n, 2),
  mode: 'demo',
  name: 'Demo account',
})
const after = (steps: readonly Step[], command: IdentityCommand): Step[] => [
  ...steps,
  ...given(...steps).events(command),
]
const waiting = given().events({ ...registration(), tokenId: id(50) })
const verified: Step[] = after(waiting, { type: 'VerifyEmail', userId: USER, tokenId: id(50) })
const active = after(verified, { type: 'ActivateUser', userId: USER, accountId: ACCOUNT })
const suspended: IdentityEvent = { type: 'UserSuspended', userId: USER, by: STAFF, reason: 'x', accountIds: [] }
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }

describe('a demo account', () => {
  test('is opened by whoever is active and has verified the e-mail', () => {
    expect(given(...active).events(open())).toEqual([
      {
        type: 'AccountOpened',
        userId: USER,
        accountId: DEMO,
        mode: 'demo',
        kind: 'client',
        isPrimary: false,
        name: 'Demo account',
      },
    ])
  })
  test('is one: a second is the first', () => {
    expect(given(...after(active, open())).answer(open(31))).toBe('')
  })
  test.each<[string, readonly Step[], string]>([
    ['pending, nothing submitted', verified, 'kyc_not_submitted!'],
    ['pending, e-mail not verified', waiting, 'email_not_verified!'],
    ['suspended', [...active, suspended], 'user_suspended!'],
    ['closed', [...active, closed], 'user_closed!'],
  ])('of a user who is %s is refused', (_state, steps, answer) => {
    expect(given(...steps).answer(open())).toBe(answer)
  })
  test('of nobody, and of staff, is none', () => {
    expect(given().answer(open())).toBe('user_unknown!')
    const history = given().events({ ...staff(1), userId: USER })
    expect(given(...history).answer(open())).toBe('not_a_client!')
  })
  test('makes a demo trader, and never less of a live one', () => {
    expect(given(...after(active, open())).state()).toMatchObject({ accountType: 'live_trader' })
    const demoFirst = [...verified, ...given(...active).events(open())]
    expect(given(...demoFirst).state()).toMatchObject({ accountType: 'demo_trader' })
    expect(
      given(...after(demoFirst, { type: 'ActivateUser', userId: USER, accountId: ACCOUNT })).state(),
    ).toMatchObject({
      accountType: 'live_trader',
    })
  })
  test('gets its wallets', () => {
    const [opened] = given(...active).events(open())
    expect(identityRules.reactions(opened!, { now: 0, position: 1 })).toContainEqual(
      expect.objectContaining({
        to: 'wallet',
        partition: 2,
        command: { type: 'OpenWallets', accountId: DEMO, userId: USER, mode: 'demo', kind: 'client' },
      }),
    )
  })
})

test('whatever is opened in whatever order, the type of an account holder only rises', () => {
  const RANK = ['market_data_only', 'demo_trader', 'live_trader']
  const command = fc.constantFrom<IdentityCommand>(
    open(),
    open(31),
    { type: 'ActivateUser', userId: USER, accountId: ACCOUNT },
    { type: 'SuspendUser', userId: USER, by: STAFF, reason: 'x' },
    { type: 'VerifyEmail', userId: USER, tokenId: id(50) },
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      let steps: Step[] = [...waiting]
      let rank = 0
      for (const next of commands) {
        steps = after(steps, next)
        const now = RANK.indexOf(given(...steps).state()!.accountType)
        expect(now).toBeGreaterThanOrEqual(rank)
        rank = now
      }
    }),
  )
})
