import { describe, expect, it } from '@jest/globals'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import {
  accountId,
  answered,
  APPROVAL,
  approve,
  command,
  eventsOf,
  fail,
  hold,
  holderCheckId,
  id,
  NOW,
  outcomeOf,
  processing,
  reissue,
  reissuedId,
  request,
  resolve,
  run,
  sam,
  screened,
  sentBy,
  tina,
  tom,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const complete = withdrawal('CompletePayout')
const sendBack = withdrawal('ReturnPayout', { code: 'AC06' })
const both = (outcome: string) => [resolve(tina, outcome), resolve(tom, outcome)]
const withdrawalAfter = (before: readonly PaymentCommand[]) => run(before).withdrawals.get(withdrawalId)

const completed = [...processing, complete]
const failed = [...processing, fail]
const paidTwice = [...failed, complete]
const paidNever = [...completed, fail]

describe('a payout of which the bank tells the opposite of how it ended', () => {
  it.each([
    ['paid after it had said that it would not', failed, complete, { told: 'completed' }],
    ['paid after two people said that it was not', [...processing, ...both('failed')], complete, { told: 'completed' }],
    ['not paid after it had said that it was', completed, fail, { told: 'failed', code: 'AC04' }],
    ['not paid after two people said that it was', [...processing, ...both('completed')], fail, { told: 'failed' }],
  ] as const)('is contradicted, once, and is a hold of treasury’s: %s', (_, before, word, told) => {
    const events = eventsOf(before, word)
    expect(events).toMatchObject([{ type: 'PayoutContradicted', withdrawalId, accountId, userId, ...told }])
    expect(sentBy(events)).toEqual([])
    const after = [...before, word]
    for (const again of [complete, fail]) expect(outcomeOf(after, again)).toEqual([])
    expect(withdrawalAfter(after)).toMatchObject({ status: withdrawalAfter(before)!.status, hold: { since: NOW } })
    const take = command('TakeHold', { paymentId: withdrawalId, takenBy: sam })
    expect(eventsOf(after, take)).toMatchObject([{ kind: 'withdrawal' }])
  })

  it('is not when the bank says the same again, or repeats of what it has sent back that it was paid', () => {
    expect(outcomeOf(completed, complete)).toEqual([])
    expect(outcomeOf(failed, fail)).toEqual([])
    expect(outcomeOf(failed, sendBack)).toEqual([])
    for (const word of [complete, fail]) expect(outcomeOf([...completed, sendBack], word)).toEqual([])
  })

  it('is contradicted no more once the bank has sent it back', () => {
    expect(outcomeOf(paidNever, sendBack)).toEqual(['WithdrawalReturned'])
    const after = [...paidNever, sendBack]
    expect(withdrawalAfter(after)).toMatchObject({ status: 'failed', contradiction: undefined, hold: undefined })
    expect(outcomeOf(after, resolve(tina, 'failed'))).toBe('not_allowed_in_state')
    for (const word of [complete, fail]) expect(outcomeOf(after, word)).toEqual([])
  })

  it.each([
    ['failed', failed, paidTwice],
    ['completed', completed, paidNever],
  ])('answers everything else as what has %s', (_, before, after) => {
    const others = [
      ...[request(), withdrawal('ConfirmReservation'), withdrawal('TimeOutReservation'), hold, approve(tom)],
      ...[screened(holderCheckId, 'clear'), screened(holderCheckId, 'other'), withdrawal('SubmitPayout')],
      ...[withdrawal('FlagWithdrawal', { userId, flaggedBy: sam, reason: 'odd' }), withdrawal('CancelWithdrawal')],
      ...[withdrawal('UnflagWithdrawal', { unflaggedBy: sam }), withdrawal('TimeOutPayout'), sendBack, reissue(tina)],
      ...[withdrawal('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' }), withdrawal('RequestClearing')],
      ...[
        withdrawal('RefusePayout', { reason: 'open_items' }),
        withdrawal('AcceptPayout', { providerReference: 'B1' }),
      ],
      ...[answered(withdrawalId, 'credited'), answered(withdrawalId, 'stranded')],
    ]
    for (const other of others) expect(outcomeOf(after, other)).toEqual(outcomeOf(before, other))
  })
})

describe('two people who say what is true of it', () => {
  it('say it of what is contradicted alone', () => {
    for (const before of [completed, failed, [...paidTwice, ...both('failed')], [...paidNever, ...both('failed')]])
      expect(outcomeOf(before, resolve(sam, 'failed'))).toBe('not_allowed_in_state')
  })

  it('say it anew: a word from before was said of something else', () => {
    for (const before of [
      [...processing, resolve(tina, 'failed'), fail],
      [...processing, ...both('failed')],
    ])
      expect(outcomeOf([...before, complete], resolve(sam, 'failed'))).toEqual(['PayoutResolutionProposed'])
  })

  it.each([
    ['failed, and was', paidTwice, 'failed'],
    ['completed, and was', paidNever, 'completed'],
  ] as const)('leave it as it had ended: it had %s', (_, before, outcome) => {
    const events = eventsOf([...before, resolve(tina, outcome)], resolve(tom, outcome))
    expect(events).toMatchObject([{ type: 'PayoutContradictionSettled', outcome, resolvedBy: [tina, tom] }])
    expect(sentBy(events)).toEqual([])
    const after = [...before, ...both(outcome)]
    expect(withdrawalAfter(after)).toMatchObject({ status: outcome, hold: undefined })
    for (const word of [complete, fail]) expect(outcomeOf(after, word)).toEqual([])
  })

  it('have the client credited anew, once, for what was charged and never left', () => {
    const events = eventsOf([...paidNever, resolve(tina, 'failed')], resolve(tom, 'failed'))
    const money = { amount: parseUnits('49'), currency: 'USD', code: 'resolved_by_staff' }
    expect(events).toMatchObject([
      { type: 'PayoutContradictionSettled', outcome: 'failed', resolvedBy: [tina, tom] },
      { type: 'WithdrawalReturned', withdrawalId, ...money },
    ])
    expect(sentBy(events)).toMatchObject([{ type: 'CreditDeposit', creditId: withdrawalId, gross: parseUnits('49') }])
    const after = [...paidNever, ...both('failed')]
    expect(withdrawalAfter(after)).toMatchObject({ status: 'failed', code: 'resolved_by_staff', hold: undefined })
    for (const word of [fail, sendBack]) expect(outcomeOf(after, word)).toEqual([])
  })

  it('have it reissued where its account has been closed, as what comes back', () => {
    const after = [...paidNever, ...both('failed'), answered(withdrawalId, 'stranded')]
    expect(withdrawalAfter(after)).toMatchObject({ creditId: withdrawalId, hold: { since: NOW } })
    expect(eventsOf(after, reissue(tina))[1]).toMatchObject({ creditId: withdrawalId, amount: parseUnits('49') })
  })

  it('leave to wallet what was freed and has left, and tell compliance how much', () => {
    const events = eventsOf([...paidTwice, resolve(tina, 'completed')], resolve(tom, 'completed'))
    expect(events).toMatchObject([{ type: 'PayoutContradictionSettled', outcome: 'completed', creditId: undefined }])
    const [turnover] = sentBy(eventsOf(processing, complete)).filter(({ type }) => type === 'RecordTurnover')
    expect(turnover).toMatchObject({ paymentId: withdrawalId, direction: 'withdrawal' })
    expect(sentBy(events)).toEqual([turnover])
    const after = [...paidTwice, ...both('completed')]
    expect(withdrawalAfter(after)).toMatchObject({ status: 'failed', payout: { status: 'completed' }, hold: undefined })
  })

  it('are contradicted themselves by another word against what they have said', () => {
    const creditedAnew = [...paidNever, ...both('failed')]
    expect(outcomeOf(creditedAnew, complete)).toEqual(['PayoutContradicted'])
    const paid = [...paidTwice, ...both('completed')]
    for (const word of [fail, sendBack]) expect(eventsOf(paid, word)).toMatchObject([{ told: 'failed' }])
    expect(outcomeOf(paid, complete)).toEqual([])
  })
})

describe('what lies in suspense and is contradicted', () => {
  const again = <T extends PaymentCommand['type']>(type: T, fields: object = {}) =>
    command(type, { withdrawalId: reissuedId, ...fields })
  const stranded = [...completed, sendBack, answered(withdrawalId, 'stranded')]
  const reissued = [
    ...[...stranded, reissue(tina), screened(id(52), 'clear'), screened(id(53), 'clear')],
    again('ApproveWithdrawal', { approvedBy: tom, isSenior: false, approvalHash: APPROVAL }),
    again('FailPayout', { code: 'AC04' }),
  ]
  const third = reissue(tina, { withdrawalId: id(60), sourceId: reissuedId, endToEndId: 'W3' })
  const say = (resolvedBy: string, outcome: string) =>
    again('ResolvePayout', { resolvedBy, outcome, evidence: 'advice 7' })

  it('is not paid out again before somebody knows', () => {
    expect(outcomeOf(reissued, third)).toEqual(expect.arrayContaining(['WithdrawalReissued']))
    const contradicted = [...reissued, again('CompletePayout')]
    expect(outcomeOf(contradicted, third)).toBe('not_allowed_in_state')
    const wrong = [...contradicted, say(tina, 'failed'), say(tom, 'failed')]
    expect(outcomeOf(wrong, third)).toEqual(expect.arrayContaining(['WithdrawalReissued']))
  })

  it('leaves suspense once, as the withdrawal that it is paid out again as', () => {
    const again = [...paidNever, ...both('failed'), answered(withdrawalId, 'stranded'), reissue(tina), complete]
    expect(sentBy(eventsOf([...again, resolve(tina, 'completed')], resolve(tom, 'completed')))).toEqual([])
  })

  it('has left suspense once two people say that it was paid, and is not paid out again', () => {
    const contradicted = [...reissued, again('CompletePayout'), say(tina, 'completed')]
    const events = eventsOf(contradicted, say(tom, 'completed'))
    expect(sentBy(events)).toEqual([{ type: 'ReleaseSuspense', creditId: withdrawalId, accountId, to: 'bank' }])
    const after = [...contradicted, say(tom, 'completed')]
    expect(run(after).withdrawals.get(reissuedId)).toMatchObject({ status: 'failed', hold: undefined })
    expect(outcomeOf(after, third)).toBe('not_allowed_in_state')
  })
})
