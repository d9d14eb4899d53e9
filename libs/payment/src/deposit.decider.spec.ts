import { describe, expect, it } from '@jest/globals'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountId,
  command,
  depositId,
  eventsOf,
  hold,
  HOUR_MS,
  id,
  initiate,
  NOW,
  openGate,
  outcomeOf,
  payer,
  payerCheckId,
  receive,
  receiptId,
  run,
  sam,
  screened,
  tina,
  tom,
  unhold,
  userId,
  transferData,
  travelRuleTerms,
} from './payment.fixture'

const deposit = <T extends PaymentCommand['type']>(type: T, fields: object = {}) =>
  command(type, { depositId, ...fields })
const clear = screened(payerCheckId, 'clear')
const other = screened(payerCheckId, 'other')
const release = (releasedBy: string) => deposit('ReleaseDeposit', { releasedBy })
const refund = (refundedBy: string) => deposit('RefundDeposit', { refundedBy })
const fail = deposit('FailDeposit', { reason: 'provider_failed', providerReference: 'TX1' })
const expire = deposit('ExpireDeposit')
const chargeback = deposit('ChargeBackDeposit', { providerReference: 'TX1' })
const credited = command('RecordCredit', { creditId: depositId, outcome: 'credited' })

const pending = [openGate, initiate()]
const processing = [...pending, receive()]
const held = [...processing, deposit('HoldDeposit', { heldBy: sam })]
const heldClear = [...held, clear]
const cleared = [...processing, clear]
const STATES = {
  none: [openGate],
  pending,
  processing,
  held,
  cleared,
  failed: [...pending, expire],
  refunded: [...heldClear, refund(tina), refund(tom)],
  charged_back: [...cleared, chargeback],
} as const

it('every column of the machine is the state that it is called', () => {
  for (const [status, before] of Object.entries(STATES).slice(1)) {
    expect([status, run(before).deposits.get(depositId)?.status]).toEqual([status, status])
  }
})

const UNKNOWN = 'deposit_unknown'
const second = receive({ providerReference: 'TX2', receiptId: id(7) })
const ROWS: readonly (readonly [string, PaymentCommand, readonly (string | readonly string[])[]])[] = [
  ['InitiateDeposit', initiate(), [['DepositInitiated'], [], [], [], [], [], [], []]],
  ['ReceiveDeposit', receive(), [UNKNOWN, ['DepositReceived'], [], [], [], ['DepositReceived'], [], []]],
  [
    'ReceiveDeposit, another movement',
    second,
    [
      UNKNOWN,
      ['DepositReceived'],
      ['ReceiptUnallocated'],
      ['ReceiptUnallocated'],
      ['ReceiptUnallocated'],
      ['DepositReceived'],
      ['ReceiptUnallocated'],
      ['ReceiptUnallocated'],
    ],
  ],
  [
    'RecordScreening clear',
    clear,
    [[], [], ['DepositScreened', 'DepositCleared'], ['DepositScreened'], [], [], [], []],
  ],
  ['RecordScreening other', other, [[], [], ['DepositScreened', 'DepositHeld'], ['DepositScreened'], [], [], [], []]],
  [
    'HoldDeposit',
    deposit('HoldDeposit', { heldBy: sam }),
    [
      UNKNOWN,
      'nothing_received',
      ['DepositHeld'],
      [],
      'already_cleared',
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
    ],
  ],
  [
    'ReleaseDeposit',
    release(tina),
    [
      UNKNOWN,
      'not_held',
      'not_held',
      'hit_open',
      'already_cleared',
      'not_allowed_in_state',
      'not_allowed_in_state',
      'not_allowed_in_state',
    ],
  ],
  ['FailDeposit', fail, [[], ['DepositFailed'], ['DepositFailed'], ['DepositFailed'], [], [], [], []]],
  ['ExpireDeposit', expire, [[], ['DepositFailed'], [], [], [], [], [], []]],
  [
    'RefundDeposit',
    refund(tina),
    [UNKNOWN, 'nothing_received', 'under_review', 'under_review', 'already_cleared', 'not_allowed_in_state', [], []],
  ],
  ['Chargeback', chargeback, [[], [], ['DepositFailed'], ['DepositFailed'], ['DepositChargedBack'], [], [], []]],
  ['RecordCredit', credited, [[], [], [], [], ['DepositSettled'], [], [], []]],
]

describe('every input in every state', () => {
  it.each(ROWS)('%s', (_, next, expected) => {
    expect(Object.values(STATES).map((before) => outcomeOf(before, next))).toEqual(expected)
  })
})

describe('a deposit', () => {
  it('may be asked for by whom compliance lets in, and by nobody else', () => {
    expect(outcomeOf([], initiate())).toBe('kyc_not_approved')
    expect(outcomeOf([openGate, command('SetDepositGate', { open: false })], initiate())).toBe('under_review')
    expect(outcomeOf([openGate], initiate({ mode: 'demo' }))).toBe('demo_account')
    expect(outcomeOf([openGate], initiate({ amount: parseUnits('0.001') }))).toBe('amount_out_of_range')
    expect(outcomeOf([openGate], initiate({ amount: parseUnits('0.5'), currency: 'JPY' }))).toBe('amount_out_of_range')
  })

  it('of another content under a known id is refused', () => {
    expect(outcomeOf(pending, initiate({ amount: parseUnits('1') }))).toBe('idempotency_mismatch')
  })

  it.each([
    ['another amount', { amount: parseUnits('99') }, 'amount_mismatch'],
    ['another currency', { currency: 'EUR' }, 'amount_mismatch'],
    ['a payer of another name', { nameScore: 0.89 }, 'payer_mismatch'],
    ['no rate', { rate: undefined }, 'rate_stale'],
    ['an old rate', { rate: { rate: 1n, source: 's', quotedAt: 0, stale: true } }, 'rate_stale'],
  ])('that comes with %s is held', (_, fields, reason) => {
    expect(eventsOf(pending, receive(fields))).toEqual([
      expect.objectContaining({ type: 'DepositReceived' }),
      { type: 'DepositHeld', depositId, accountId, reason },
    ])
  })

  it('whose provider tells no name is screened by the name that the client has', () => {
    expect(outcomeOf(pending, receive({ nameScore: undefined }))).toEqual(['DepositReceived'])
  })

  it('says its value in MUR as it was then', () => {
    expect(eventsOf(pending, receive())[0]).toMatchObject({ murAmount: parseUnits('4500') })
  })

  it('of more rupees than can be told has no value in them, and is held for a person', () => {
    const amount = parseUnits('999999999999')
    expect(eventsOf([openGate, initiate({ amount })], receive({ amount }))).toMatchObject([
      { type: 'DepositReceived', amount, murAmount: undefined },
      { type: 'DepositHeld', reason: 'rate_stale' },
    ])
    const released = [openGate, initiate({ amount }), receive({ amount }), clear, release(tina)]
    expect(eventsOf(released, release(tom))).toMatchObject([{ type: 'DepositCleared', murAmount: undefined }])
  })

  it('by card costs its fee, and is credited two working days later', () => {
    const card = [openGate, initiate({ method: 'card', feeRate: parseUnits('0.025'), settlementDays: 2 }), receive()]
    const [received] = eventsOf(card.slice(0, 2), receive())
    expect(received).toMatchObject({ fee: parseUnits('2.5'), settlesOn: '2026-10-07' })
    expect(outcomeOf(card, clear)).toEqual(['DepositScreened'])
    const due = deposit('ClearDeposit')
    expect(outcomeOf([...card, clear], due)).toEqual([])
    expect(outcomeOf([...card, clear], due, NOW + 48 * HOUR_MS)).toEqual(['DepositCleared'])
    expect(outcomeOf(card, due, NOW + 48 * HOUR_MS)).toEqual([])
  })

  it('received on a Friday settles after the weekend', () => {
    const friday = NOW + 4 * 24 * HOUR_MS
    const [received] = paymentRules.decider.decide(receive(), run([openGate, initiate({ settlementDays: 2 })]), {
      now: friday,
      position: 1,
    }) as readonly { settlesOn?: string }[]
    expect(received?.settlesOn).toBe('2026-10-13')
  })

  it('that is held is let go by two people, and only once its payer is clear', () => {
    expect(outcomeOf([...held, clear], release(tina))).toEqual(['DepositReleaseProposed'])
    expect(outcomeOf([...held, clear, release(tina)], release(tina))).toBe('same_approver')
    expect(outcomeOf([...held, clear, release(tina)], release(tom))).toEqual(['DepositCleared'])
    expect(outcomeOf([...held, clear], release(userId))).toBe('same_approver')
    expect(outcomeOf([...processing, other, other], release(tina))).toBe('hit_open')
  })

  it('that is let go without a rate of the day is valued by the last that is known, and says so', () => {
    const rate = { rate: parseUnits('44'), source: 's', quotedAt: 0, stale: true }
    const old = [...pending, receive({ rate }), clear, release(tina)]
    expect(eventsOf(old, release(tom))).toMatchObject([
      { type: 'DepositCleared', murAmount: parseUnits('4400'), rate: { stale: true } },
    ])
    expect(run([...old, release(tom)]).deposits.get(depositId)?.received?.murAmount).toBe(parseUnits('4400'))
  })

  it('that is refunded goes back whole, by two people', () => {
    expect(outcomeOf(heldClear, refund(tina))).toEqual(['DepositRefundProposed'])
    expect(outcomeOf([...heldClear, refund(tina)], refund(tina))).toBe('same_approver')
    expect(eventsOf([...heldClear, refund(tina)], refund(tom))[0]).toMatchObject({
      type: 'DepositRefunded',
      providerReference: 'TX1',
      amount: parseUnits('100'),
    })
  })

  it('goes back to nobody who is not screened clear, and not while nothing may leave', () => {
    expect(outcomeOf(held, refund(tina))).toBe('under_review')
    expect(outcomeOf([...processing, other], refund(tina))).toBe('under_review')
    expect(outcomeOf([...heldClear, hold], refund(tina))).toBe('under_review')
    expect(outcomeOf([...heldClear, refund(tina), other], refund(tom))).toBe('under_review')
  })

  it('is neither failed nor charged back by what became of another movement under its reference', () => {
    const another = { providerReference: 'TX2' }
    const failed = deposit('FailDeposit', { reason: 'provider_failed', ...another })
    expect(outcomeOf(pending, failed)).toEqual(['DepositFailed'])
    for (const before of [processing, held, cleared]) expect(outcomeOf(before, failed)).toEqual([])
    const takenBack = deposit('ChargeBackDeposit', another)
    for (const before of [processing, held, cleared]) expect(outcomeOf(before, takenBack)).toEqual([])
  })

  it('is asked for by nobody of whom nothing may leave', () => {
    expect(outcomeOf([openGate, hold], initiate())).toBe('under_review')
  })

  it('of money that is a receipt already is none: each movement belongs to one thing alone', () => {
    const [claim] = paymentRules.claims!(receive())
    const unknown = command('RecordUnknownReceipt', {
      receiptId,
      payer: {},
      provider: 'bank',
      providerReference: 'TX1',
    })
    expect(claim).toMatchObject({ scope: 'provider_reference', value: 'bank:TX1', ownerId: depositId })
    expect(paymentRules.claims!(unknown)).toEqual([{ ...claim, ownerId: receiptId }])
  })

  it('is credited under its own id', () => {
    const event = eventsOf(processing, clear)[1]!
    expect(paymentRules.reactions(event, { now: NOW, position: 1 })[0]!.command).toMatchObject({
      type: 'CreditDeposit',
      creditId: depositId,
      gross: parseUnits('100'),
      murAmount: parseUnits('4500'),
    })
  })

  it('that a freeze left in suspense is credited when the account is let go', () => {
    const suspended = [...cleared, command('RecordCredit', { creditId: depositId, outcome: 'suspended' }), hold]
    const [event] = eventsOf(suspended, unhold)
    expect(paymentRules.reactions(event!, { now: NOW, position: 1 }).map(({ command: sent }) => sent)).toEqual([
      { type: 'ReleaseSuspense', creditId: depositId, accountId, to: 'account' },
    ])
    expect(outcomeOf([...suspended, unhold], credited)).toEqual(['DepositSettled'])
  })

  it('expires on a timer that its money takes away', () => {
    expect(
      eventsOf([openGate], initiate()).flatMap((event) => paymentRules.timers!(event, { now: NOW, position: 1 })),
    ).toEqual([
      {
        set: `expiry:${depositId}`,
        dueAt: NOW + 24 * HOUR_MS,
        command: { type: 'ExpireDeposit', depositId, accountId },
      },
    ])
    const [received] = eventsOf(pending, receive())
    expect(paymentRules.timers!(received!, { now: NOW, position: 1 })).toEqual([{ clear: `expiry:${depositId}` }])
  })
})

describe('a receipt of nobody', () => {
  const record = command('RecordUnknownReceipt', {
    accountId: receiptId,
    receiptId,
    provider: 'bank',
    providerReference: 'TX9',
    currency: 'USD',
    amount: parseUnits('7'),
    payer: {},
    checkId: payerCheckId,
  })
  const about = { accountId: receiptId, receiptId }
  const allocate = (allocatedBy: string, targetAccountId = accountId, fields: object = {}) =>
    command('AllocateReceipt', {
      ...about,
      depositId,
      targetAccountId,
      userId,
      reference: 'allocated1',
      payer,
      checkId: payerCheckId,
      travelRule: transferData,
      travelRuleTerms,
      mode: 'live',
      allocatedBy,
      ...fields,
    })
  const giveBack = (returnedBy: string) => command('ReturnReceipt', { ...about, returnedBy })

  it('is kept in suspense, once', () => {
    expect(outcomeOf([], record)).toEqual(['ReceiptUnallocated'])
    expect(outcomeOf([record], record)).toEqual([])
    const [event] = eventsOf([], record)
    expect(paymentRules.reactions(event!, { now: NOW, position: 1 })[0]!.command).toMatchObject({
      type: 'RecordReceipt',
    })
  })

  it('is given to an account by two people who say the same, and is then a deposit that is screened', () => {
    expect(outcomeOf([record], allocate(tina))).toEqual(['ReceiptAllocationProposed'])
    expect(outcomeOf([record, allocate(tina)], allocate(tina))).toBe('same_approver')
    expect(outcomeOf([record, allocate(tina)], allocate(tom, id(99)))).toEqual(['ReceiptAllocationProposed'])
    expect(outcomeOf([record], allocate(userId))).toBe('same_approver')
    const [event] = eventsOf([record, allocate(tina)], allocate(tom))
    const sent = paymentRules.reactions(event!, { now: NOW, position: 1 }).map(({ command: one }) => one)
    expect(sent).toEqual([
      { type: 'ReleaseSuspense', creditId: receiptId, accountId: receiptId, to: 'bank' },
      expect.objectContaining({ type: 'ReceiveAllocation', depositId, accountId }),
    ])
    const rate = { rate: 4_500_000_000n, source: 's', quotedAt: 0, stale: false }
    const taken = { ...(sent[1] as PaymentCommand), rate } as PaymentCommand
    expect(outcomeOf([], taken)).toEqual(['DepositInitiated', 'DepositReceived'])
    expect(run([taken, clear]).deposits.get(depositId)?.status).toBe('cleared')
    expect(outcomeOf([taken], taken)).toEqual([])
  })

  it('is given to no account of paper money', () => {
    expect(outcomeOf([record], allocate(tina, accountId, { mode: 'demo' }))).toBe('demo_account')
  })

  it('that its sender’s bank takes back is out of suspense, and nobody’s to give', () => {
    const takenBack = command('ChargeBackReceipt', about)
    const [event] = eventsOf([record, allocate(tina)], takenBack)
    expect(event).toMatchObject({ type: 'ReceiptChargedBack', receiptId, amount: parseUnits('7') })
    expect(paymentRules.reactions(event!, { now: NOW, position: 1 }).map(({ command: sent }) => sent)).toEqual([
      { type: 'ReleaseSuspense', creditId: receiptId, accountId: receiptId, to: 'bank' },
    ])
    expect(outcomeOf([record, takenBack], takenBack)).toEqual([])
    expect(outcomeOf([record, takenBack], allocate(tina))).toBe('already_closed')
    expect(outcomeOf([record, takenBack], giveBack(tina))).toBe('already_closed')
    expect(outcomeOf([record, giveBack(tina), giveBack(tom)], takenBack)).toEqual([])
    expect(outcomeOf([record, allocate(tina), allocate(tom)], takenBack)).toEqual([])
    expect(outcomeOf([], takenBack)).toEqual([])
  })

  it('goes back by two people, and is then nobody’s to give', () => {
    expect(outcomeOf([record, giveBack(tina)], giveBack(tina))).toBe('same_approver')
    const returned = [record, giveBack(tina), giveBack(tom)]
    expect(outcomeOf([record, giveBack(tina)], giveBack(tom))).toEqual(['ReceiptReturned'])
    expect(outcomeOf(returned, giveBack(tom))).toEqual([])
    expect(outcomeOf(returned, allocate(tina))).toBe('already_closed')
  })
})
