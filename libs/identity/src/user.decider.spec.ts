import { describe, expect, test } from '@jest/globals'
import type { IdentityEvent } from '@filao/contracts'
import { commandHash } from '@filao/kernel'
import { identityRules } from './index'
import { approvedClient, ACCOUNT, given, id, NOW, OTHER, registration, secretId, STAFF, USER } from './identity.fixture'

const client = registration()
const suspended: IdentityEvent = {
  type: 'UserSuspended',
  userId: USER,
  by: STAFF,
  reason: 'fraud',
  accountIds: [ACCOUNT],
}
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }
const requested: IdentityEvent = {
  type: 'ClosureRequested',
  userId: USER,
  by: { kind: 'client', id: USER },
  reason: 'moving',
  accountIds: [ACCOUNT],
}

const registered = approvedClient()
const pending = given().events(client)
const states = {
  pending_kyc: pending,
  active: registered,
  suspended: [...registered, suspended],
  closed: [...registered, closed],
}
const reinstateBy = (by: string) =>
  ({ type: 'ReinstateUser', userId: USER, proposalId: id(9), accountId: ACCOUNT, by, reason: 'cleared' }) as const
type Row = readonly [pending: string, active: string, suspended: string, closed: string]
/** The user table: what each state answers, as event types, `refusal!`, or nothing. */
const TABLE: readonly (readonly [string, Parameters<ReturnType<typeof given>['answer']>[0], Row])[] = [
  [
    'ActivateUser',
    { type: 'ActivateUser', userId: USER, accountId: ACCOUNT },
    ['UserActivated AccountOpened', '', '', ''],
  ],
  [
    'SuspendUser',
    { type: 'SuspendUser', userId: USER, by: STAFF, reason: 'fraud' },
    ['UserSuspended', 'UserSuspended', 'already_suspended!', 'user_closed!'],
  ],
  [
    'ReinstateUser',
    reinstateBy(STAFF),
    ['user_not_suspended!', 'user_not_suspended!', 'ReinstatementProposed', 'user_closed!'],
  ],
  [
    'RequestClosure by the client',
    { type: 'RequestClosure', userId: USER, proposalId: id(9), by: { kind: 'client', id: USER }, reason: 'moving' },
    ['ClosureRequested UserClosed', 'ClosureRequested', 'user_suspended!', 'user_closed!'],
  ],
  [
    'RequestClosure by staff',
    { type: 'RequestClosure', userId: USER, proposalId: id(9), by: { kind: 'staff', id: STAFF }, reason: 'ban' },
    ['ClosureProposed', 'ClosureProposed', 'ClosureProposed', 'user_closed!'],
  ],
  [
    'RecordKycStatus',
    { type: 'RecordKycStatus', userId: USER, status: 'pending', submitted: true },
    ['KycStatusRecorded', 'KycStatusRecorded', 'KycStatusRecorded', 'KycStatusRecorded'],
  ],
]

/** The same with an account that wallet is asked to close; of one who is pending it is a demo account. */
const opened: IdentityEvent = {
  type: 'AccountOpened',
  userId: USER,
  accountId: ACCOUNT,
  mode: 'demo',
  kind: 'client',
  isPrimary: false,
  name: 'Demo account',
}
const gone: IdentityEvent = { type: 'TradingAccountClosed', userId: USER, accountId: ACCOUNT }
const closing = {
  pending_kyc: [...pending, opened, requested],
  active: [...registered, requested],
  suspended: [...registered, suspended, requested],
  closed: [...registered, requested, gone, closed],
}
const ANSWERS: readonly (readonly [string, Parameters<ReturnType<typeof given>['answer']>[0], Row])[] = [
  [
    'ConfirmClosure',
    { type: 'ConfirmClosure', userId: USER, accountId: ACCOUNT },
    ['TradingAccountClosed UserClosed', 'TradingAccountClosed UserClosed', 'TradingAccountClosed UserClosed', ''],
  ],
  [
    'RefuseClosure',
    { type: 'RefuseClosure', userId: USER, accountId: ACCOUNT, reason: 'balance_not_zero' },
    ['ClosureRefused', 'ClosureRefused', 'ClosureRefused', ''],
  ],
]

describe('a user', () => {
  test.each(TABLE)('answers %s by its state', (_name, command, answers) => {
    expect(Object.values(states).map((history) => given(...history).answer(command))).toEqual(answers)
  })

  test.each(ANSWERS)('whose account is to close answers %s by its state', (_name, command, answers) => {
    expect(Object.values(closing).map((history) => given(...history).answer(command))).toEqual(answers)
  })

  test('who registers waits for compliance, and may do nothing but look', () => {
    expect(given().types(client)).toEqual(['UserRegistered'])
    expect(given(...pending).state()).toMatchObject({ status: 'pending_kyc', accountType: 'market_data_only' })
    expect(given(...pending).state()!.accounts.size).toBe(0)
  })
  test('whom compliance approves is active and gets the live account', () => {
    const state = given(...registered).state()!
    expect(state).toMatchObject({ status: 'active', accountType: 'live_trader', activated: true })
    expect(state.accounts.get(ACCOUNT)).toMatchObject({ mode: 'live', isPrimary: true, status: 'open', kind: 'client' })
  })
  test('staff get no trading account', () => {
    expect(given().types({ ...client, kind: 'staff', registeredBy: STAFF })).toEqual([
      'UserRegistered',
      'UserActivated',
    ])
  })
  test('the same registration sent twice registers once', () => {
    expect(given(...registered).answer(client)).toBe('')
    expect(given(...registered).answer({ ...client, secretId: secretId(2) })).toBe('already_registered!')
  })
  test.each([
    ['2007-11-24', 'already of age on the birthday', 'UserRegistered'],
    ['2007-11-25', 'under age the day before', 'under_age!'],
  ])('born on %s is %s', (dateOfBirth, _what, answer) => {
    expect(given().answer({ ...client, dateOfBirth })).toBe(answer)
  })
  test('an e-mail is claimed by its keyed hash', () => {
    expect(identityRules.claims!(client)).toEqual([
      { scope: 'email', value: client.emailKey, ownerId: USER, taken: { refused: 'email_taken', transient: false } },
    ])
  })
  test('a KYC approval activates, marks the client approved, and opens the live account once', () => {
    const history = given(...pending).events({ type: 'ActivateUser', userId: USER, accountId: ACCOUNT })
    expect(given(...pending, ...history).state()).toMatchObject({ status: 'active', kycStatus: 'approved' })
  })
  test('compliance hears who a client is, and what changes of it; of staff and of telephone numbers nothing', () => {
    const told = (event: IdentityEvent) => identityRules.reactions(event, { now: NOW, position: 1 })
    const person = { type: 'UserRegistered', userId: USER, credentialId: id(8), email: 'ada@example.com' } as const
    const named = { ...person, firstName: 'Ada', lastName: 'Lovelace' }
    expect(told({ ...named, kind: 'client' })).toMatchObject([
      { to: 'compliance', command: { type: 'RegisterSubject', userId: USER, firstName: 'Ada', lastName: 'Lovelace' } },
    ])
    expect(told({ ...named, kind: 'staff' })).toEqual([])
    expect(told({ type: 'ProfileUpdated', userId: USER, nationality: 'FRA' })).toMatchObject([
      { to: 'compliance', command: { type: 'RegisterSubject', nationality: 'FRA' } },
    ])
    expect(told({ type: 'ProfileUpdated', userId: USER, phoneNumber: '+23052500000' })).toEqual([])
  })
  test('suspension ends every session and restricts every account', () => {
    const events = given(...registered, session(1), session(2)).events({
      type: 'SuspendUser',
      userId: USER,
      by: STAFF,
      reason: 'fraud',
    })
    expect(events.map(({ type }) => type)).toEqual(['UserSuspended', 'SessionRevoked', 'SessionRevoked'])
    expect(identityRules.reactions(events[0]!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'wallet',
        partition: 3,
        command: { type: 'RestrictAccount', accountId: ACCOUNT, kind: 'suspension', scope: 'all' },
      },
      { to: 'compliance', partition: 1, command: { type: 'RecordUserStatus', userId: USER, status: 'suspended' } },
    ])
  })
  test('nobody suspends, reinstates or closes themselves', () => {
    expect(given(...registered).answer({ type: 'SuspendUser', userId: USER, by: USER, reason: 'x' })).toBe(
      'same_approver!',
    )
  })
  test('reinstatement takes two different people and leads back to where the user was', () => {
    const propose = reinstateBy(STAFF)
    const history = [...states.suspended, ...given(...states.suspended).events(propose)]
    expect(given(...history).answer({ ...propose, proposalId: id(10) })).toBe('same_approver!')
    const events = given(...history).events({ ...propose, proposalId: id(10), by: OTHER })
    expect(events).toEqual([
      {
        type: 'UserReinstated',
        userId: USER,
        proposalId: id(9),
        commandHash: commandHash({ command: 'ReinstateUser', userId: USER }),
        proposedBy: STAFF,
        approvedBy: OTHER,
        status: 'active',
        accountIds: [ACCOUNT],
      },
    ])
    expect(identityRules.reactions(events[0]!, { now: NOW, position: 1 })).toMatchObject([
      { to: 'wallet', command: { type: 'LiftRestriction', kind: 'suspension' } },
      { to: 'compliance', command: { type: 'RecordUserStatus', status: 'active' } },
    ])
    expect(
      given(...history, ...events)
        .state()!
        .proposals.get(id(9)),
    ).toMatchObject({ status: 'approved', decidedBy: OTHER })
  })
  test('who was approved while suspended is reinstated active, with the account that goes with it', () => {
    const approved: IdentityEvent = { type: 'KycStatusRecorded', userId: USER, status: 'approved', submitted: true }
    const history = [...pending, { ...suspended, accountIds: [] }, approved]
    const propose = reinstateBy(STAFF)
    const events = given(...history, ...given(...history).events(propose)).events(reinstateBy(OTHER))
    expect(events).toMatchObject([
      { type: 'UserReinstated', status: 'active' },
      { type: 'AccountOpened', accountId: ACCOUNT, mode: 'live' },
    ])
  })
  test('whose approval has ended meanwhile is reinstated to pending', () => {
    const ended: IdentityEvent = {
      type: 'KycStatusRecorded',
      userId: USER,
      status: 'resubmission_required',
      submitted: false,
    }
    const history = [...states.suspended, ended]
    const events = given(...history, ...given(...history).events(reinstateBy(STAFF))).events(reinstateBy(OTHER))
    expect(events).toMatchObject([{ type: 'UserReinstated', status: 'pending_kyc' }])
  })
  test('who was never active is reinstated to pending', () => {
    const history = [...pending, { ...suspended, accountIds: [] }]
    const propose = reinstateBy(STAFF)
    const events = given(...history, ...given(...history).events(propose)).events({ ...propose, by: OTHER })
    expect(events).toMatchObject([{ type: 'UserReinstated', status: 'pending_kyc' }])
  })
  test('closing asks wallet for each account, and only its answer closes the user', () => {
    expect(identityRules.reactions(requested, { now: NOW, position: 1 })).toMatchObject([
      {
        to: 'wallet',
        partition: 3,
        command: { type: 'CloseAccount', accountId: ACCOUNT, userId: USER, reason: 'client_request' },
      },
    ])
    const closing = [...registered, requested, session(1)]
    expect(given(...closing).answer({ type: 'ConfirmClosure', userId: USER, accountId: ACCOUNT })).toBe(
      'TradingAccountClosed UserClosed SessionRevoked',
    )
    expect(
      given(...closing).answer({ type: 'RefuseClosure', userId: USER, accountId: ACCOUNT, reason: 'open_balance' }),
    ).toBe('ClosureRefused')
  })
  test('a closing that wallet refused leaves the account open and can be asked for again', () => {
    const refused: IdentityEvent = { type: 'ClosureRefused', userId: USER, accountId: ACCOUNT, reason: 'open_balance' }
    expect(given(...registered, requested).answer({ ...ask, by: { kind: 'client', id: USER } })).toBe(
      'already_closing!',
    )
    expect(given(...registered, requested, refused).answer({ ...ask, by: { kind: 'client', id: USER } })).toBe(
      'ClosureRequested',
    )
    expect(
      given(...registered, requested, refused)
        .state()!
        .accounts.get(ACCOUNT)!.status,
    ).toBe('open')
  })
  test('a closing by staff takes two different people', () => {
    const history = [...registered, ...given(...registered).events({ ...ask, by: { kind: 'staff', id: STAFF } })]
    expect(given(...history).answer({ ...ask, by: { kind: 'staff', id: STAFF } })).toBe('same_approver!')
    expect(given(...history).answer({ ...ask, by: { kind: 'staff', id: OTHER } })).toBe('ClosureRequested')
  })
  test('the profile changes where it is given, and an empty change is none', () => {
    const events = given(...registered).events({ type: 'UpdateProfile', userId: USER, phoneNumber: '+23052500000' })
    expect(given(...registered, ...events).state()!.profile).toMatchObject({
      firstName: 'Ada',
      phoneNumber: '+23052500000',
    })
    expect(given(...registered).answer({ type: 'UpdateProfile', userId: USER })).toBe('')
  })
  test('what KYC has approved is locked, contact data is not', () => {
    const approved: IdentityEvent[] = [
      ...registered,
      { type: 'KycStatusRecorded', userId: USER, status: 'approved', submitted: true },
    ]
    expect(given(...approved).answer({ type: 'UpdateProfile', userId: USER, lastName: 'King' })).toBe(
      'identity_locked!',
    )
    expect(given(...approved).answer({ type: 'UpdateProfile', userId: USER, lastName: 'Lovelace' })).toBe(
      'ProfileUpdated',
    )
    expect(given(...approved).answer({ type: 'UpdateProfile', userId: USER, phoneNumber: '+23052500000' })).toBe(
      'ProfileUpdated',
    )
  })
  test('nobody is unknown to every other command', () => {
    expect(given().answer({ type: 'SuspendUser', userId: USER, by: STAFF, reason: 'x' })).toBe('user_unknown!')
    expect(given().answer({ type: 'LogOut', userId: USER, sessionId: id(20) })).toBe('session_unknown!')
  })
})

const ask = { type: 'RequestClosure', userId: USER, proposalId: id(11), reason: 'ban' } as const
function session(n: number): IdentityEvent {
  return {
    type: 'SessionStarted',
    userId: USER,
    sessionId: id(20 + n),
    loginMethod: 'password',
    ipAddress: '192.0.2.1',
    deviceType: 'desktop',
    idleExpiresAt: NOW + 1,
    expiresAt: NOW + 2,
    settings: [],
  }
}
