import { describe, expect, test } from '@jest/globals'
import { identityCommands, identityEvents, type IdentityCommand, type IdentityEvent } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import fc from 'fast-check'
import {
  approvedClient,
  ACCOUNT,
  bySettings,
  given,
  id,
  life,
  NOW,
  OTHER,
  registration,
  secretId,
  STAFF,
  USER,
} from './identity.fixture'
import { identityRules, type UserState } from './index'
import { lockMs } from './session.decider'

const { decider } = identityRules
const origin = { ipAddress: '192.0.2.1', deviceType: 'desktop' } as const
const sessionId = fc.integer({ min: 21, max: 33 }).map((n) => id(n))
const by = fc.constantFrom(STAFF, OTHER, USER)
const role = fc.constantFrom('support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor' as const)
const userId = USER
const proposalId = fc.integer({ min: 40, max: 60 }).map((n) => id(n))

const command: fc.Arbitrary<IdentityCommand> = fc.oneof(
  fc.constant(registration()),
  fc.record({
    type: fc.constant('LogIn' as const),
    userId: fc.constant(userId),
    sessionId,
    passwordCorrect: fc.boolean(),
    codeSent: fc.boolean(),
    loginMethod: fc.constant('password' as const),
    ipAddress: fc.constant(origin.ipAddress),
    deviceType: fc.constant(origin.deviceType),
    life: fc.constant(life),
    settings: fc.constant(bySettings.settings),
  }),
  fc.record({
    type: fc.constant('RefreshSession' as const),
    userId: fc.constant(userId),
    sessionId,
    generation: fc.integer({ min: 1, max: 5 }),
    life: fc.constant(life),
  }),
  fc.record({ type: fc.constantFrom('LogOut', 'ExpireSession' as const), userId: fc.constant(userId), sessionId }),
  fc.record({
    type: fc.constant('RevokeSession' as const),
    userId: fc.constant(userId),
    sessionId,
    reason: fc.constant('owner'),
  }),
  fc.record({ type: fc.constant('SuspendUser' as const), userId: fc.constant(userId), by, reason: fc.constant('x') }),
  fc.record({
    type: fc.constant('ReinstateUser' as const),
    userId: fc.constant(userId),
    proposalId,
    accountId: fc.constant(ACCOUNT),
    by,
    reason: fc.constant('x'),
  }),
  fc.record({
    type: fc.constant('RequestClosure' as const),
    userId: fc.constant(userId),
    proposalId,
    by: fc.record({ kind: fc.constantFrom('client', 'staff' as const), id: by }),
    reason: fc.constant('x'),
  }),
  fc.constant<IdentityCommand>({ type: 'ConfirmClosure', userId, accountId: ACCOUNT }),
  fc.constant<IdentityCommand>({ type: 'RefuseClosure', userId, accountId: ACCOUNT, reason: 'open_balance' }),
  fc.record({
    type: fc.constant('ProposeRole' as const),
    userId: fc.constant(userId),
    proposalId,
    role,
    proposedBy: by,
    reason: fc.constant('x'),
  }),
  fc.record({ type: fc.constant('ApproveRole' as const), userId: fc.constant(userId), proposalId, approvedBy: by }),
  fc.record({
    type: fc.constant('RevokeRole' as const),
    userId: fc.constant(userId),
    role,
    revokedBy: by,
    reason: fc.constant('x'),
  }),
  fc.record({
    type: fc.constant('GrantSeniorManagement' as const),
    userId: fc.constant(userId),
    proposalId,
    by,
    reason: fc.constant('x'),
  }),
  fc.record({
    type: fc.constant('ResetFactor' as const),
    userId: fc.constant(userId),
    proposalId,
    by,
    reason: fc.constant('x'),
  }),
  fc.record({
    type: fc.constant('RevokeSeniorManagement' as const),
    userId: fc.constant(userId),
    revokedBy: by,
    reason: fc.constant('x'),
  }),
)
const notice: fc.Arbitrary<IdentityCommand> = fc.oneof(
  fc.record({
    ...{ type: fc.constant('NotifyOfAlert' as const), userId: fc.constant(userId), alertId: fc.constant(id(70, 2)) },
    ...{ symbol: fc.constant('AAPL'), alertType: fc.constant('price_above' as const) },
    ...{ conditionValue: fc.constant(1n), price: fc.constant(2n), firedAt: fc.constant(NOW) },
  }),
  fc.record({
    type: fc.constant('SetNotificationPreferences' as const),
    userId: fc.constant(userId),
    preferences: fc.array(
      fc.record({
        category: fc.constantFrom('price_alerts' as const, 'payments' as const, 'security' as const),
        channel: fc.constantFrom('in_app' as const, 'email' as const, 'sms' as const),
        enabled: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  fc.constant<IdentityCommand>({ type: 'MarkNotificationsRead', userId, notificationIds: [id(80)] }),
)
const steps = fc.array(
  fc.record({
    command: fc.oneof({ weight: 6, arbitrary: command }, notice),
    after: fc.constantFrom(0, 1_000, 31_000, 900_000, 86_400_000),
  }),
  {
    maxLength: 60,
  },
)

/** Runs commands over a registered user; hands each decision to `see`. */
function run(
  first: IdentityCommand,
  sequence: readonly { command: IdentityCommand; after: number }[],
  see: (state: UserState, events: readonly IdentityEvent[], now: number) => void,
): void {
  let state: UserState = undefined
  let now = NOW
  for (const step of [{ command: first, after: 0 }, ...sequence]) {
    now += step.after
    const decision = decider.decide(step.command, state, { now, position: 1 })
    const events = isRefusal(decision) ? (decision.recorded ?? []) : decision
    for (const event of events) state = decider.evolve(state, event, { now, position: 1 })
    see(state, events, now)
  }
}

describe('whatever comes', () => {
  test.each([registration(), { ...registration(), kind: 'staff' as const }])(
    'the invariants of a user hold ($kind)',
    (first) => {
      fc.assert(
        fc.property(steps, (sequence) => {
          run(first, sequence, (state) => expect(identityRules.violation!(state)).toBeUndefined())
        }),
        { numRuns: 300 },
      )
    },
  )

  test('no sequence keeps a session alive after its token was reused, or wakes one that ended', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const ended = new Set<string>()
        run(registration(), sequence, (state, events) => {
          for (const event of events) {
            if (event.type === 'SessionRefreshed') expect(ended).not.toContain(event.sessionId)
            if (
              event.type === 'SessionRevoked' ||
              event.type === 'SessionLoggedOut' ||
              event.type === 'SessionExpired'
            ) {
              ended.add(event.sessionId)
            }
          }
          for (const id of ended) expect(state!.sessions.get(id)!.status).not.toBe('active')
        })
      }),
      { numRuns: 300 },
    )
  })

  test('an old token ends the session, however often it was refreshed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), fc.nat(60_000), (refreshes, choice, gap) => {
        const start: IdentityCommand = {
          type: 'LogIn',
          userId,
          sessionId: id(21),
          passwordCorrect: true,
          codeSent: false,
          loginMethod: 'password',
          ...origin,
          ...bySettings,
        }
        const refresh = (generation: number): IdentityCommand => ({
          type: 'RefreshSession',
          userId,
          sessionId: id(21),
          generation,
          life,
        })
        const rotations = Array.from({ length: refreshes }, (_, n) => ({ command: refresh(n + 1), after: 1_000 }))
        const stolen = 1 + (choice % refreshes)
        const isHonoured = stolen === refreshes && gap <= 30_000
        let last: UserState = undefined
        run(
          registration(),
          [{ command: start, after: 0 }, ...rotations, { command: refresh(stolen), after: gap }],
          (state) => (last = state),
        )
        expect(last!.sessions.get(id(21))!.status).toBe(isHonoured ? 'active' : 'revoked')
      }),
    )
  })

  test('each lock lasts twice as long as the one before, to a day, until a right log-in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (locks) => {
        const history = approvedClient().map((event) => ({ at: NOW, event }))
        let now = NOW
        for (let lock = 1; lock <= locks; lock++) {
          for (let wrong = 1; wrong <= 5; wrong++) {
            const command: IdentityCommand = {
              type: 'LogIn',
              userId,
              sessionId: id(21),
              passwordCorrect: false,
              codeSent: false,
              loginMethod: 'password',
              ...origin,
              ...bySettings,
            }
            history.push(
              ...given(...history)
                .events(command, now)
                .map((event) => ({ at: now, event })),
            )
          }
          const { lockedUntil, lockCount } = given(...history).state()!.password
          expect({ lockCount, ms: lockedUntil! - now }).toEqual({ lockCount: lock, ms: lockMs(lock) })
          now = lockedUntil!
        }
      }),
    )
  })

  test('every decided event and every command survives its contract', () => {
    const seal = ({ json }: { json: string }) => ({
      $enc: 1 as const,
      kid: 'k',
      n: 'n',
      c: Buffer.from(json).toString('base64'),
    })
    const open = ({ sealed }: { sealed: { c: string } }) => Buffer.from(sealed.c, 'base64').toString()
    const plain = (value: object): unknown =>
      JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)))
    fc.assert(
      fc.property(steps, (sequence) => {
        run(registration(), sequence, (_state, events) => {
          for (const event of events) {
            const contract = identityEvents.of(event.type)
            expect(plain(contract.decode(contract.encode(event, seal), open))).toEqual(plain(event))
          }
        })
        for (const { command } of sequence) {
          const contract = identityCommands.of(command.type)
          expect(plain(contract.decode(contract.encode(command, seal), open))).toEqual(plain(command))
        }
      }),
      { numRuns: 50 },
    )
  })

  test('no personal value is written in plain', () => {
    const text = identityEvents
      .of('UserRegistered')
      .encode(given().events({ ...registration(), phoneNumber: '+23052500000' })[0]!, () => ({
        $enc: 1,
        kid: secretId(9),
        n: 'n',
        c: 'c',
      }))
    for (const value of ['ada@example.com', 'Ada', 'Lovelace', '23052500000']) expect(text).not.toContain(value)
  })
})
