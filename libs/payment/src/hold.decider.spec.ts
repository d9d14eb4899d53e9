import { describe, expect, it } from '@jest/globals'
import { makeId } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import {
  accountId,
  approve,
  command,
  depositId,
  eventsOf,
  fail,
  holderCheckId,
  initiate,
  NOW,
  openGate,
  outcomeOf,
  payerCheckId,
  processing,
  receiptId,
  receive,
  request,
  reviewed,
  run,
  sam,
  screened,
  tina,
  tom,
  usable,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const HELD = { since: NOW, owner: undefined }
const take = (paymentId: string, takenBy = sam) => command('TakeHold', { paymentId, takenBy })
const received = [openGate, initiate(), receive()]
const credit = (outcome: string) => command('RecordCredit', { creditId: depositId, outcome })
const clear = screened(payerCheckId, 'clear')
const holdBack = command('HoldDeposit', { depositId, heldBy: sam })
const asked = [...usable, request()]
const flag = withdrawal('FlagWithdrawal', { userId, flaggedBy: sam, reason: 'odd' })
const complete = withdrawal('CompletePayout')
const late = screened(holderCheckId, 'other')

describe('money that stands still', () => {
  it.each<[string, readonly PaymentCommand[], object | undefined]>([
    ['a deposit that nobody has paid is not held', [openGate, initiate()], undefined],
    ['a deposit whose payer is looked at is', received, HELD],
    ['a deposit that is kept back is', [openGate, initiate(), receive({ amount: parseUnits('7') })], HELD],
    ['a deposit with a hit is', [...received, screened(payerCheckId, 'other')], HELD],
    [
      'a deposit that waits for its day alone is not',
      [openGate, initiate({ settlementDays: 2 }), receive(), clear],
      undefined,
    ],
    ['a deposit that wallet has not credited is', [...received, clear], HELD],
    ['a deposit in suspense is', [...received, clear, credit('suspended')], HELD],
    ['a deposit that was credited is not', [...received, clear, credit('credited')], undefined],
    [
      'a deposit that went back is not',
      [
        ...[...received, holdBack, clear],
        ...[tina, tom].map((refundedBy) => command('RefundDeposit', { depositId, refundedBy })),
      ],
      undefined,
    ],
  ])('%s', (_, before, expected) => {
    expect(run(before).deposits.get(depositId)?.hold).toEqual(expected)
  })

  it.each<[string, readonly PaymentCommand[], object | undefined]>([
    ['a withdrawal that is screened is held', asked, HELD],
    ['a withdrawal before treasury is not', reviewed, undefined],
    ['a withdrawal that is flagged is', [...reviewed, flag], HELD],
    ['a withdrawal that wallet does not let out yet is', [...reviewed, approve(tina)], HELD],
    [
      'a withdrawal that wallet is asked about again still is',
      [...reviewed, approve(tina), withdrawal('RefusePayout', { reason: 'open_items' }), withdrawal('RequestClearing')],
      HELD,
    ],
    ['a withdrawal on its way is not', processing, undefined],
    ['a withdrawal on its way with a hit is', [...processing, late], HELD],
    ['until the check is clear', [...processing, late, screened(holderCheckId, 'clear')], undefined],
    ['a withdrawal that was paid is not', [...processing, late, complete], undefined],
    ['unless its bank contradicts that', [...processing, complete, fail], HELD],
    ['a withdrawal that was cancelled is not', [...asked, withdrawal('CancelWithdrawal')], undefined],
  ])('%s', (_, before, expected) => {
    expect(run(before).withdrawals.get(withdrawalId)?.hold).toEqual(expected)
  })

  it('is a receipt of nobody’s until two people have said whose it is', () => {
    const spare = [...received, receive({ providerReference: 'TX2', nameScore: undefined })]
    expect(run(spare).receipts.get(receiptId)?.hold).toEqual(HELD)
    const back = [tina, tom].map((returnedBy) => command('ReturnReceipt', { receiptId, returnedBy }))
    expect(run([...spare, ...back]).receipts.get(receiptId)?.hold).toBeUndefined()
  })

  it('keeps its beginning while it waits for one thing after another', () => {
    const before = run(received)
    expect(before.deposits.get(depositId)?.hold?.since).toBe(NOW)
    const later = run([...received, take(depositId), screened(payerCheckId, 'other')])
    expect(later.deposits.get(depositId)?.hold).toEqual({ since: NOW, owner: sam })
  })
})

describe('what came of a check while the payout is on its way', () => {
  it('is recorded, once for each answer', () => {
    expect(outcomeOf(processing, late)).toEqual(['PayoutScreened'])
    expect(outcomeOf([...processing, late], late)).toEqual([])
    expect(outcomeOf(processing, screened(holderCheckId, 'clear'))).toEqual([])
    expect(eventsOf([...processing, late], screened(holderCheckId, 'clear'))).toEqual([
      { type: 'PayoutScreened', withdrawalId, accountId, checkId: holderCheckId, outcome: 'clear' },
    ])
  })

  it('stops no payout: what the provider says of it is believed', () => {
    expect(outcomeOf([...processing, late], complete)).toEqual(['WithdrawalCompleted'])
  })
})

describe('whoever takes a hold', () => {
  it.each([
    ['a deposit', received, depositId, 'deposit'],
    ['a withdrawal', asked, withdrawalId, 'withdrawal'],
    ['a receipt', [...received, receive({ providerReference: 'TX2' })], receiptId, 'receipt'],
  ] as const)('%s', (_, before, paymentId, kind) => {
    expect(eventsOf(before, take(paymentId))).toEqual([{ type: 'HoldTaken', accountId, kind, paymentId, takenBy: sam }])
  })

  it('has it until another takes it over; taking it twice changes nothing', () => {
    const taken = [...received, take(depositId)]
    expect(outcomeOf(taken, take(depositId))).toEqual([])
    expect(run([...taken, take(depositId, tom)]).deposits.get(depositId)?.hold?.owner).toBe(tom)
  })

  it('is not the client, and finds nothing where nothing is held', () => {
    expect(outcomeOf(received, take(depositId, userId))).toBe('same_approver')
    expect(outcomeOf(reviewed, take(withdrawalId))).toBe('not_held')
    expect(outcomeOf([], take(makeId({ partition: 1, at: NOW, unique: 77n })))).toBe('not_held')
  })
})
