import { describe, expect, it } from '@jest/globals'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountId,
  addAccount,
  answered,
  APPROVAL,
  bankAccountId,
  command,
  eventsOf,
  hold,
  id,
  NOW,
  outcomeOf,
  processing,
  reissue,
  reissuedId,
  run,
  sam,
  screened,
  sentBy,
  tina,
  tom,
  usable,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const again = <T extends PaymentCommand['type']>(type: T, fields: object = {}) =>
  command(type, { withdrawalId: reissuedId, ...fields })
const withdrawalsOf = (before: readonly PaymentCommand[]) => run(before).withdrawals

const [againClient, againHolder] = [id(52), id(53)]
const cleared = [screened(againClient, 'clear'), screened(againHolder, 'clear')]
const paid = [...processing, withdrawal('CompletePayout')]
const returned = [...paid, withdrawal('ReturnPayout', { code: 'AC04' })]
const stranded = [...returned, answered(withdrawalId, 'stranded')]
const secondWord = again('ApproveWithdrawal', { approvedBy: tom, isSenior: false, approvalHash: APPROVAL })
const reissued = [...stranded, reissue(tina)]
const onItsWay = [...reissued, ...cleared, secondWord]

describe('a payout that came back to a closed account', () => {
  it('waits for treasury, as a hold', () => {
    expect(outcomeOf(returned, answered(withdrawalId, 'stranded'))).toEqual(['WithdrawalStranded'])
    expect(outcomeOf(stranded, answered(withdrawalId, 'stranded'))).toEqual([])
    expect(withdrawalsOf(stranded).get(withdrawalId)).toMatchObject({ status: 'failed', hold: { since: NOW } })
  })

  it('is nobody’s to send where wallet has credited it, or may do so yet', () => {
    for (const outcome of ['credited', 'suspended']) {
      expect(outcomeOf(returned, answered(withdrawalId, outcome))).toEqual([])
      expect(outcomeOf([...returned, answered(withdrawalId, outcome)], reissue(tina))).toBe('not_allowed_in_state')
    }
    expect(outcomeOf(paid, answered(withdrawalId, 'stranded'))).toEqual([])
    for (const before of [paid, returned]) expect(outcomeOf(before, reissue(tina))).toBe('not_allowed_in_state')
    expect(outcomeOf([...usable], reissue(tina))).toBe('withdrawal_unknown')
  })

  it('is paid out again as a withdrawal of its own, screened as any, of which wallet reserves nothing', () => {
    const events = eventsOf(stranded, reissue(tina))
    expect(events.map(({ type }) => type)).toEqual([
      'WithdrawalReissued',
      'WithdrawalRequested',
      'WithdrawalFirstApproved',
    ])
    const money = { amount: parseUnits('49'), fee: 0n, creditId: withdrawalId }
    expect(events[1]).toMatchObject({ withdrawalId: reissuedId, endToEndId: 'W2', tier: 2, ...money })
    expect(sentBy(events).map(({ type }) => type)).toEqual(['RequestCheck', 'RequestCheck', 'RecordCounterparty'])
    const at = { now: NOW, position: 1 }
    expect(events.flatMap((event) => paymentRules.timers!(event, at))).toEqual([])
    const state = withdrawalsOf(reissued)
    expect(state.get(withdrawalId)).toMatchObject({ reissuedAs: reissuedId, hold: undefined })
    expect(state.get(reissuedId)).toMatchObject({ status: 'pending', hold: { since: NOW } })
    expect(outcomeOf(reissued, reissue(tina))).toEqual([])
    expect(outcomeOf(reissued, reissue(tina, { withdrawalId: id(60), endToEndId: 'W3' }))).toBe('not_allowed_in_state')
  })

  it('takes two people of treasury whatever its amount, and of a high one somebody of senior management', () => {
    const before = [...reissued, ...cleared]
    expect(outcomeOf(before, { ...secondWord, approvedBy: tina })).toBe('same_approver')
    expect(outcomeOf(before, { ...secondWord, approvedBy: userId })).toBe('same_approver')
    expect(outcomeOf(stranded, reissue(userId))).toBe('same_approver')
    expect(outcomeOf(before, secondWord)).toEqual(['WithdrawalApproved', 'PayoutSubmitted'])
    const high = [...stranded, reissue(tina, { seniorApprovalFrom: 0n }), ...cleared]
    expect(outcomeOf(high, secondWord)).toBe('senior_approval_required')
  })

  it('is approved by nobody until whoever is paid is screened clear, and not asked for while nothing may leave', () => {
    expect(outcomeOf(reissued, secondWord)).toBe('not_reviewable')
    expect(outcomeOf([...reissued, screened(againHolder, 'other')], secondWord)).toBe('on_hold')
    expect(outcomeOf([...stranded, hold], reissue(tina))).toBe('under_review')
  })

  it('goes to a verified bank account of the client’s own alone', () => {
    expect(outcomeOf(stranded, reissue(tina, { bankAccountId: id(61) }))).toBe('bank_account_unknown')
    const other = addAccount({ bankAccountId: id(62), fingerprint: 'e'.repeat(64) })
    expect(outcomeOf([...stranded, other], reissue(tina, { bankAccountId: id(62) }))).toBe('bank_account_not_verified')
    const [strandedUsd, inRupees] = [stranded, { bankAccountId, currency: 'MUR' }]
    expect(outcomeOf(strandedUsd, reissue(tina, inRupees))).toBe('currency_mismatch')
  })

  it('leaves suspense when it is paid, and has gone out once in what compliance is told', () => {
    const events = eventsOf(onItsWay, again('CompletePayout'))
    expect(sentBy(events)).toEqual([{ type: 'ReleaseSuspense', creditId: withdrawalId, accountId, to: 'bank' }])
    expect(withdrawalsOf([...onItsWay, again('CompletePayout')]).get(reissuedId)).toMatchObject({ hold: undefined })
  })

  it.each([
    ['has failed', [...onItsWay, again('FailPayout', { code: 'AC04' })]],
    ['was rejected', [...reissued, again('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' })]],
  ])('that %s once more waits for treasury again, under its new name', (_, before) => {
    const state = withdrawalsOf(before)
    expect(state.get(withdrawalId)).toMatchObject({ hold: undefined })
    expect(state.get(reissuedId)).toMatchObject({ hold: { since: NOW } })
    const third = reissue(tina, { withdrawalId: id(60), sourceId: reissuedId, endToEndId: 'W3' })
    expect(eventsOf(before, third)[1]).toMatchObject({ creditId: withdrawalId, amount: parseUnits('49') })
    expect(outcomeOf(before, reissue(tina, { withdrawalId: id(60) }))).toBe('not_allowed_in_state')
  })

  it('that comes back once more is in suspense under its new name', () => {
    const back = [...onItsWay, again('CompletePayout'), again('ReturnPayout', { code: 'AC04' })]
    expect(outcomeOf(back, reissue(tina, { withdrawalId: id(60), sourceId: reissuedId }))).toBe('not_allowed_in_state')
    const third = reissue(tina, { withdrawalId: id(60), sourceId: reissuedId, endToEndId: 'W3' })
    const events = eventsOf([...back, answered(reissuedId, 'stranded')], third)
    expect(events[1]).toMatchObject({ creditId: reissuedId, amount: parseUnits('49') })
  })
})
