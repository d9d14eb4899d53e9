import { describe, expect, it } from '@jest/globals'
import { isRefusal } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountCheckId,
  addAccount,
  approve,
  clientCheckId,
  eventsOf,
  fail,
  hold,
  holderCheckId,
  HOUR_MS,
  NOW,
  outcomeOf,
  processing,
  request,
  resolve,
  reviewed,
  run,
  sam,
  screened,
  tina,
  tom,
  unhold,
  usable,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const confirm = withdrawal('ConfirmReservation')
const [clear1, clear2] = [screened(clientCheckId, 'clear'), screened(holderCheckId, 'clear')]
const other = screened(holderCheckId, 'other')
const submit = withdrawal('SubmitPayout')
const complete = withdrawal('CompletePayout', { providerReference: 'B1' })
const reject = withdrawal('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' })
const flag = withdrawal('FlagWithdrawal', { userId, flaggedBy: sam, reason: 'odd' })
const unflag = withdrawal('UnflagWithdrawal', { unflaggedBy: sam })
const cancel = withdrawal('CancelWithdrawal')

const pending = [...usable, request()]
const approved = [...reviewed, approve(tina)]
/** The columns of the machine, in their order. */
const STATES = {
  none: [...usable],
  pending,
  admin_review: reviewed,
  flagged: [...reviewed, flag],
  approved,
  processing,
  completed: [...processing, complete],
  rejected: [...reviewed, reject],
  cancelled: [...reviewed, cancel],
  failed: [...processing, fail],
} as const

it('every column of the machine is the state that it is called', () => {
  for (const [status, before] of Object.entries(STATES).slice(1)) {
    expect([status, run(before).withdrawals.get(withdrawalId)?.status]).toEqual([status, status])
  }
})

/** Cannot happen: asserted. */
const DEFECT = 'AssertionError'
const UNKNOWN = 'withdrawal_unknown'
const CLOSED = 'already_closed'
const ROWS: readonly (readonly [string, PaymentCommand, readonly (string | readonly string[])[]])[] = [
  ['RequestWithdrawal', request(), [['WithdrawalRequested'], [], [], [], [], [], [], [], [], []]],
  ['ConfirmReservation', confirm, [DEFECT, ['WithdrawalReserved'], [], [], [], [], [], [], [], []]],
  [
    'RefuseReservation',
    withdrawal('RefuseReservation', { reason: 'insufficient_balance' }),
    [DEFECT, ['WithdrawalRejected'], DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, DEFECT],
  ],
  [
    'TimeOutReservation',
    withdrawal('TimeOutReservation'),
    [[], ['WithdrawalRejected'], [], [], [], [], [], [], [], []],
  ],
  ['RecordScreening clear', clear1, [[], ['WithdrawalScreened'], [], [], [], [], [], [], [], []]],
  [
    'RecordScreening other',
    other,
    [
      [],
      ['WithdrawalFlagged'],
      ['WithdrawalFlagged'],
      ['WithdrawalFlagged'],
      ['WithdrawalFlagged'],
      ['PayoutScreened'],
      [],
      [],
      [],
      [],
    ],
  ],
  [
    'ApproveWithdrawal',
    approve(tina),
    [UNKNOWN, 'not_reviewable', ['WithdrawalApproved'], 'on_hold', [], 'in_progress', CLOSED, CLOSED, CLOSED, CLOSED],
  ],
  [
    'FlagWithdrawal',
    flag,
    [
      UNKNOWN,
      ['WithdrawalFlagged'],
      ['WithdrawalFlagged'],
      [],
      ['WithdrawalFlagged'],
      'in_progress',
      CLOSED,
      CLOSED,
      CLOSED,
      CLOSED,
    ],
  ],
  [
    'UnflagWithdrawal',
    unflag,
    [
      UNKNOWN,
      'not_flagged',
      'not_flagged',
      ['WithdrawalUnflagged'],
      'not_flagged',
      'in_progress',
      CLOSED,
      CLOSED,
      CLOSED,
      CLOSED,
    ],
  ],
  [
    'RejectWithdrawal',
    reject,
    [
      UNKNOWN,
      ['WithdrawalRejected'],
      ['WithdrawalRejected'],
      ['WithdrawalRejected'],
      ['WithdrawalRejected'],
      'in_progress',
      CLOSED,
      [],
      CLOSED,
      CLOSED,
    ],
  ],
  [
    'CancelWithdrawal',
    cancel,
    [
      UNKNOWN,
      ['WithdrawalCancelled'],
      ['WithdrawalCancelled'],
      ['WithdrawalCancelled'],
      'in_progress',
      'in_progress',
      CLOSED,
      CLOSED,
      [],
      CLOSED,
    ],
  ],
  [
    'HoldPayouts',
    hold,
    [
      ['PayoutsHeld'],
      ['PayoutsHeld', 'WithdrawalFlagged'],
      ['PayoutsHeld', 'WithdrawalFlagged'],
      ['PayoutsHeld'],
      ['PayoutsHeld', 'WithdrawalFlagged'],
      ['PayoutsHeld', 'RecallRequested'],
      ['PayoutsHeld'],
      ['PayoutsHeld'],
      ['PayoutsHeld'],
      ['PayoutsHeld'],
    ],
  ],
  ['SubmitPayout', submit, [[], [], [], [], ['PayoutSubmitted'], [], [], [], [], []]],
  [
    'RefusePayout',
    withdrawal('RefusePayout', { reason: 'open_items' }),
    [[], [], [], [], ['PayoutDeferred'], [], [], [], [], []],
  ],
  ['RequestClearing', withdrawal('RequestClearing'), [[], [], [], [], ['ClearingRequested'], [], [], [], [], []]],
  [
    'AcceptPayout',
    withdrawal('AcceptPayout', { providerReference: 'B1' }),
    [[], [], [], [], [], ['PayoutAccepted'], [], [], [], []],
  ],
  [
    'CompletePayout',
    complete,
    [DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, ['WithdrawalCompleted'], [], DEFECT, DEFECT, ['PayoutContradicted']],
  ],
  [
    'FailPayout',
    fail,
    [DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, ['WithdrawalFailed'], ['PayoutContradicted'], DEFECT, DEFECT, []],
  ],
  ['TimeOutPayout', withdrawal('TimeOutPayout'), [[], [], [], [], [], ['PayoutUncertain'], [], [], [], []]],
  [
    'ResolvePayout',
    resolve(tina),
    [
      UNKNOWN,
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
      ['PayoutResolutionProposed'],
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
    ],
  ],
  [
    'ReturnPayout',
    withdrawal('ReturnPayout', { code: 'AC04' }),
    [DEFECT, DEFECT, DEFECT, DEFECT, DEFECT, ['WithdrawalFailed'], ['WithdrawalReturned'], DEFECT, DEFECT, []],
  ],
]

describe('every input in every state', () => {
  it.each(ROWS)('%s', (_, next, expected) => {
    expect(Object.values(STATES).map((before) => outcomeOf(before, next))).toEqual(expected)
  })
})

describe('what wallet has not answered yet', () => {
  const refused = withdrawal('RefuseReservation', { reason: 'insufficient_balance' })
  const timedOut = withdrawal('TimeOutReservation')
  it.each([
    ['flagged, ends when wallet refuses', [...pending, flag], refused, ['WithdrawalRejected']],
    ['flagged, ends when wallet does not answer', [...pending, flag], timedOut, ['WithdrawalRejected']],
    ['flagged, is reserved and stays so', [...pending, flag], confirm, ['WithdrawalReserved']],
    ['cancelled, is not rejected as well', [...pending, cancel], refused, []],
    ['cancelled, is not timed out as well', [...pending, cancel], timedOut, []],
    ['rejected, is not rejected again', [...pending, reject], refused, []],
  ] as const)('%s', (_, before, next, expected) => {
    expect(outcomeOf(before, next)).toEqual(expected)
  })
})

describe('a request', () => {
  it.each([
    ['step_up_required', usable, request({ steppedUp: false })],
    ['bank_account_unknown', [], request()],
    ['bank_account_not_verified', [addAccount()], request()],
    ['bank_account_cooling_off', [addAccount(), screened(accountCheckId, 'clear')], request()],
    ['currency_mismatch', usable, request({ currency: 'EUR' })],
    ['amount_below_min', usable, request({ amount: parseUnits('4.99') })],
    ['amount_out_of_range', usable, request({ amount: parseUnits('50.001') })],
    ['demo_account', usable, request({ mode: 'demo' })],
    ['under_review', [...usable, hold], request()],
  ] as const)('is refused: %s, and the refusal stands in the log', (code, before, next) => {
    const decision = paymentRules.decider.decide(next, run(before), { now: NOW, position: 1 })
    expect(isRefusal(decision) && [decision.refused, decision.recorded?.[0]]).toEqual([
      code,
      expect.objectContaining({ type: 'WithdrawalRefused', withdrawalId, reason: code }),
    ])
  })

  it('may go to a bank account from the end of its cooling-off period on', () => {
    const before = [addAccount({ coolingOffHours: 168 }), screened(accountCheckId, 'clear')]
    expect(outcomeOf(before, request(), NOW + 168 * HOUR_MS - 1)).toBe('bank_account_cooling_off')
    expect(outcomeOf(before, request(), NOW + 168 * HOUR_MS)).toEqual(['WithdrawalRequested'])
  })

  it('reserves in wallet, has the client and the holder of the account screened, and tells whose bank it goes to', () => {
    const [event] = eventsOf(usable, request())
    expect(paymentRules.reactions(event!, { now: NOW, position: 1 }).map(({ to, command }) => [to, command])).toEqual([
      ['wallet', expect.objectContaining({ type: 'ReserveFunds', purpose: 'withdrawal', amount: parseUnits('50') })],
      ['compliance', expect.objectContaining({ type: 'RequestCheck', checkId: clientCheckId, subjectKind: 'client' })],
      [
        'compliance',
        expect.objectContaining({ checkId: holderCheckId, subjectKind: 'withdrawal', names: ['Ada Lovelace'] }),
      ],
      ['compliance', { type: 'RecordCounterparty', userId, paymentId: withdrawalId, country: 'MU' }],
    ])
  })

  it('with an old rate, or without the data of the travel rule, is flagged at once', () => {
    const stale = { rate: 1n, source: 's', quotedAt: 0, stale: true }
    expect(outcomeOf(usable, request({ rate: stale }))).toEqual(['WithdrawalRequested', 'WithdrawalFlagged'])
    expect(eventsOf(usable, request({ travelRule: undefined }))[1]).toMatchObject({ flag: 'travel_rule' })
  })

  it('of more rupees than can be told has no value in them, and takes the most people', () => {
    const most = parseUnits('999999999999')
    expect(eventsOf(usable, request({ amount: most }))).toMatchObject([
      { type: 'WithdrawalRequested', amount: most, murAmount: undefined, tier: 3 },
      { type: 'WithdrawalFlagged', flag: 'rate_stale' },
    ])
  })
})

describe('screening', () => {
  it('and the reservation together bring it before treasury, in any order', () => {
    for (const order of [
      [confirm, clear1, clear2],
      [clear2, confirm, clear1],
      [clear1, clear2, confirm],
    ]) {
      expect(run([...pending, ...order]).withdrawals.get(withdrawalId)?.status).toBe('admin_review')
    }
    expect(run([...pending, confirm, clear1]).withdrawals.get(withdrawalId)?.status).toBe('pending')
  })

  it('without an answer keeps it waiting: nobody can approve it', () => {
    expect(outcomeOf([...pending, confirm, clear1], approve(tina))).toBe('not_reviewable')
  })

  it('other keeps it flagged until the same check comes back clear', () => {
    const flagged = [...pending, confirm, clear1, other]
    expect(outcomeOf(flagged, unflag)).toBe('hit_open')
    expect(run([...flagged, clear2, unflag]).withdrawals.get(withdrawalId)?.status).toBe('admin_review')
  })

  it('that is outstanding when it is unflagged sends it back to wait', () => {
    expect(run([...pending, flag, unflag]).withdrawals.get(withdrawalId)?.status).toBe('pending')
  })
})

describe('approval', () => {
  const tier = (amount: string) => [...usable, request({ amount: parseUnits(amount) }), confirm, clear1, clear2]

  it.each([
    ['below the first tier', '2222.22', 1],
    ['from the first tier on', '2222.23', 2],
    ['from the second tier on', '11111.12', 3],
  ])('%s', (_, amount, people) => {
    expect(run(tier(amount)).withdrawals.get(withdrawalId)?.tier).toBe(people)
  })

  it('of a second tier takes two different people', () => {
    const first = [...tier('5000'), approve(tina)]
    expect(outcomeOf(tier('5000'), approve(tina))).toEqual(['WithdrawalFirstApproved'])
    expect(outcomeOf(first, approve(tina))).toBe('same_approver')
    expect(outcomeOf(first, approve(tom))).toEqual(['WithdrawalApproved'])
  })

  it('of the highest tier takes one of senior management', () => {
    const first = [...tier('20000'), approve(tina)]
    expect(outcomeOf(first, approve(tom))).toBe('senior_approval_required')
    expect(outcomeOf(first, approve(tom, { isSenior: true }))).toEqual(['WithdrawalApproved'])
    expect(outcomeOf([...tier('20000'), approve(tina, { isSenior: true })], approve(tom))).toEqual([
      'WithdrawalApproved',
    ])
  })

  it('is never the requester', () => expect(outcomeOf(reviewed, approve(userId))).toBe('same_approver'))

  it('binds to amount, currency and destination', () => {
    expect(outcomeOf(reviewed, approve(tina, { approvalHash: 'b'.repeat(64) }))).toBe('approval_changed')
  })

  it('is void once it was flagged', () => {
    const again = [...tier('5000'), approve(tina), flag, unflag]
    expect(outcomeOf(again, approve(tom))).toEqual(['WithdrawalFirstApproved'])
  })
})

describe('an account that is held', () => {
  it('is not paid although wallet has cleared it: the answer comes too late', () => {
    expect(outcomeOf([...approved, hold], submit)).toEqual([])
    expect(outcomeOf([...approved, hold], unflag)).toBe('under_review')
    expect(run([...approved, hold, unhold, unflag]).withdrawals.get(withdrawalId)?.status).toBe('admin_review')
  })
})
