import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent, StaffRole } from '@filao/contracts'
import { commandHash } from '@filao/kernel'
import {
  approvedClient,
  ACCOUNT,
  given,
  id,
  NOW,
  OTHER,
  registration,
  secretId,
  STAFF,
  staff,
  USER,
} from './identity.fixture'
import { identityRules } from './index'

const person = given().events({ ...staff(1), userId: USER })
const propose = (role: StaffRole, n = 30, proposedBy = STAFF): IdentityCommand => ({
  type: 'ProposeRole',
  userId: USER,
  proposalId: id(n),
  role,
  proposedBy,
  reason: 'joined',
})
const approve = (n = 30, approvedBy = OTHER): IdentityCommand => ({
  type: 'ApproveRole',
  userId: USER,
  proposalId: id(n),
  approvedBy,
})
function holding(...roles: StaffRole[]): readonly IdentityEvent[] {
  return roles.reduce<readonly IdentityEvent[]>((history, role, n) => {
    const proposed = [...history, ...given(...history).events(propose(role, 40 + n))]
    return [...proposed, ...given(...proposed).events(approve(40 + n))]
  }, person)
}

describe('a role', () => {
  test('is granted by two admins', () => {
    const history = [...person, ...given(...person).events(propose('treasury'))]
    expect(given(...history).events(approve())).toEqual([
      {
        type: 'RoleGranted',
        userId: USER,
        grantId: id(30),
        proposalId: id(30),
        role: 'treasury',
        commandHash: commandHash({ command: 'GrantRole', userId: USER, role: 'treasury' }),
        grantedBy: STAFF,
        approvedBy: OTHER,
        reason: 'joined',
      },
    ])
    expect(given(...history).answer(approve(30, STAFF))).toBe('same_approver!')
    expect(given(...history).answer(approve(30, USER))).toBe('own_role!')
    expect(given(...person).answer(propose('treasury', 30, USER))).toBe('own_role!')
  })
  test('approved twice is granted once', () => {
    expect(given(...holding('support')).answer(approve(40))).toBe('already_granted!')
    expect(given(...holding('support')).answer(propose('support'))).toBe('already_granted!')
  })
  test('proposed anew replaces the open proposal', () => {
    const history = [...person, ...given(...person).events(propose('mlro', 30))]
    const later = [...history, ...given(...history).events(propose('mlro', 31))]
    expect(given(...later).answer(approve(30))).toBe('proposal_unknown!')
    expect(given(...later).answer(approve(31))).toBe('RoleGranted')
  })
  test('is for staff', () => {
    expect(given(...approvedClient()).answer(propose('support'))).toBe('not_staff!')
  })
  test.each<[StaffRole, StaffRole[]]>([
    ['auditor', ['support', 'compliance', 'mlro', 'treasury', 'admin']],
    ['admin', ['treasury', 'compliance', 'mlro', 'auditor']],
    ['treasury', ['compliance', 'mlro', 'admin', 'auditor']],
    ['compliance', ['treasury', 'admin', 'auditor']],
    ['mlro', ['treasury', 'admin', 'auditor']],
    ['support', ['auditor']],
  ])('%s is never held together with %j', (role, others) => {
    const all: StaffRole[] = ['support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor']
    const refused = all.filter((other) => given(...holding(role)).answer(propose(other)) === 'role_incompatible!')
    expect(refused.sort()).toEqual(others.sort())
  })
  test('is judged again when it is approved', () => {
    let history = [...person, ...given(...person).events(propose('admin', 30))]
    history = [...history, ...given(...history).events(propose('treasury', 31))]
    history = [...history, ...given(...history).events(approve(30))]
    expect(given(...history).answer(approve(31))).toBe('role_incompatible!')
  })
  test('is taken away by one person, and the sessions that name it end', () => {
    const history: IdentityEvent[] = [
      ...holding('support'),
      {
        type: 'SessionStarted',
        userId: USER,
        sessionId: id(50),
        loginMethod: 'password',
        ipAddress: '192.0.2.1',
        deviceType: 'desktop',
        idleExpiresAt: NOW,
        expiresAt: NOW,
        settings: [],
      },
    ]
    const revoke = (revokedBy: string): IdentityCommand => ({
      type: 'RevokeRole',
      userId: USER,
      role: 'support',
      revokedBy,
      reason: 'left',
    })
    expect(given(...history).answer(revoke(STAFF))).toBe('RoleRevoked SessionRevoked')
    expect(given(...history).answer(revoke(USER))).toBe('own_role!')
    const after = [...history, ...given(...history).events(revoke(STAFF))]
    expect(given(...after).answer(revoke(STAFF))).toBe('role_not_granted!')
    expect(given(...after).answer(propose('support'))).toBe('RoleProposed')
  })
})

describe('the first admins', () => {
  const { userId, emailKey, email, firstName, lastName } = registration()
  const command: IdentityCommand = {
    type: 'BootstrapAdmin',
    userId,
    emailKey,
    email,
    firstName,
    lastName,
    secretId: secretId(1),
    grantId: id(60),
    slot: 'first',
  }
  test('come to be without anybody before them', () => {
    expect(given().events(command)).toMatchObject([
      { type: 'UserRegistered', kind: 'staff' },
      { type: 'UserActivated', ground: 'staff' },
      { type: 'RoleGranted', role: 'admin', reason: 'bootstrap' },
    ])
    expect(given(...given().events(command)).answer(command)).toBe('')
  })
  test('come to be once: each place is claimed for ever', () => {
    expect(identityRules.claims!(command)).toMatchObject([
      { scope: 'bootstrap', value: 'first', taken: { refused: 'admin_exists' } },
      { scope: 'email', taken: { refused: 'email_taken' } },
    ])
  })
})

describe('the kind of an account', () => {
  const client = approvedClient()
  const set = (by: string, n = 70): IdentityCommand => ({
    type: 'SetAccountKind',
    userId: USER,
    accountId: ACCOUNT,
    kind: 'market_maker',
    proposalId: id(n),
    by,
    reason: 'liquidity',
  })
  test('changes when two people of treasury say so, and then wallet hears of it', () => {
    const history = [...client, ...given(...client).events(set(STAFF))]
    expect(given(...history).answer(set(STAFF, 71))).toBe('same_approver!')
    const events = given(...history).events(set(OTHER, 71))
    expect(events).toMatchObject([{ type: 'AccountKindSet', kind: 'market_maker', kindVersion: 1, proposalId: id(70) }])
    expect(identityRules.reactions(events[0]!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'wallet',
        partition: 3,
        command: { type: 'RecordAccountKind', accountId: ACCOUNT, kind: 'market_maker', version: 1 },
      },
    ])
    expect(given(...history, ...events).answer(set(STAFF, 72))).toBe('already_kind!')
  })
  test('of an account that is not the user’s is unknown', () => {
    expect(given(...client).answer({ ...set(STAFF), accountId: id(99, 3) } as IdentityCommand)).toBe('account_unknown!')
  })
})

describe('an API key', () => {
  const client = approvedClient()
  const YEAR_MS = 365 * 86_400_000
  const create = (n: number, life = YEAR_MS): IdentityCommand => ({
    type: 'CreateApiKey',
    userId: USER,
    keyId: id(n),
    name: 'bot',
    prefix: String(n).padStart(12, '0'),
    scopes: ['orders'],
    expiresAt: NOW + life,
  })
  test('is made for a year at most', () => {
    expect(given(...client).answer(create(80))).toBe('ApiKeyCreated')
    expect(given(...client).answer(create(80, YEAR_MS + 1))).toBe('api_key_life!')
    expect(given(...client).answer(create(80, 0))).toBe('api_key_life!')
  })
  test('made or revoked twice is made or revoked once', () => {
    const history = [...client, ...given(...client).events(create(80))]
    expect(given(...history).answer(create(80))).toBe('')
    const revoke = { type: 'RevokeApiKey', userId: USER, keyId: id(80) } as const
    const after = [...history, ...given(...history).events(revoke)]
    expect(given(...after).answer(revoke)).toBe('')
    expect(given(...client).answer(revoke)).toBe('api_key_unknown!')
  })
  test('is one of twenty at most', () => {
    let history: readonly IdentityEvent[] = client
    for (let n = 0; n < 20; n++) history = [...history, ...given(...history).events(create(100 + n))]
    expect(given(...history).answer(create(120))).toBe('api_keys_max!')
  })
  test('ends with its user', () => {
    const history: IdentityEvent[] = [
      ...client,
      ...given(...client).events(create(80)),
      { type: 'ClosureRequested', userId: USER, by: { kind: 'client', id: USER }, reason: 'x', accountIds: [ACCOUNT] },
    ]
    expect(given(...history).answer({ type: 'ConfirmClosure', userId: USER, accountId: ACCOUNT })).toBe(
      'TradingAccountClosed UserClosed ApiKeyRevoked',
    )
  })
})
