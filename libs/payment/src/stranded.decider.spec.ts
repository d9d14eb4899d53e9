import { describe, expect, it } from '@jest/globals'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import type { PaymentEvent } from './payment.events'
import {
  accountId,
  command,
  depositId,
  eventsOf,
  hold,
  id,
  initiate,
  NOW,
  openGate,
  outcomeOf,
  payer,
  payerCheckId,
  receive,
  run,
  sam,
  screened,
  tina,
  tom,
  transferData,
  travelRuleTerms,
  userId,
} from './payment.fixture'

const [targetAccountId, targetDepositId, checkId] = [id(40), id(41), id(42)]
const deposit = <T extends PaymentCommand['type']>(type: T, fields: object = {}) =>
  command(type, { depositId, ...fields })
const answered = (outcome: string) => command('RecordCredit', { creditId: depositId, outcome })
const refund = (refundedBy: string) => deposit('RefundDeposit', { refundedBy })
const allocate = (allocatedBy: string, fields: object = {}) =>
  deposit('AllocateDeposit', {
    ...{ targetDepositId, targetAccountId, userId, payer, checkId, mode: 'live', allocatedBy },
    ...{ reference: 'allocated1', travelRule: transferData, travelRuleTerms },
    ...fields,
  })
const sentBy = (event: PaymentEvent) =>
  paymentRules.reactions(event, { now: NOW, position: 1 }).map(({ command: sent }) => sent)

const cleared = [openGate, initiate(), receive(), screened(payerCheckId, 'clear')]
const stranded = [...cleared, answered('stranded')]
const letGo = { type: 'ReleaseSuspense', creditId: depositId, accountId, to: 'bank' }

describe('a deposit that a closed account could not take', () => {
  it('waits for treasury, as a hold', () => {
    expect(run(stranded).deposits.get(depositId)).toMatchObject({ credit: 'stranded', hold: { since: NOW } })
  })

  it('goes back to its payer by two people, out of suspense', () => {
    expect(outcomeOf(stranded, refund(tina))).toEqual(['DepositRefundProposed'])
    const [refunded] = eventsOf([...stranded, refund(tina)], refund(tom))
    expect(refunded).toMatchObject({ type: 'DepositRefunded', providerReference: 'TX1', amount: parseUnits('100') })
    expect(sentBy(refunded!)).toEqual([letGo])
    const after = [...stranded, refund(tina), refund(tom)]
    expect(run(after).deposits.get(depositId)).toMatchObject({ status: 'refunded', hold: undefined })
    expect(outcomeOf(after, refund(sam))).toEqual([])
    expect(outcomeOf(after, allocate(sam))).toBe('not_allowed_in_state')
    expect(outcomeOf(after, deposit('ChargeBackDeposit', { providerReference: 'TX1' }))).toEqual([])
  })

  it('was in no suspense when it had not been cleared', () => {
    const held = [openGate, initiate(), receive(), deposit('HoldDeposit', { heldBy: sam })]
    const [refunded] = eventsOf([...held, screened(payerCheckId, 'clear'), refund(tina)], refund(tom))
    expect(refunded).toMatchObject({ type: 'DepositRefunded', wasStranded: false })
    expect(sentBy(refunded!)).toEqual([])
  })

  it('goes back to nobody whom a later list names, and not while nothing may leave', () => {
    const named = [...stranded, screened(payerCheckId, 'other')]
    expect(run(named).deposits.get(depositId)?.status).toBe('cleared')
    expect(outcomeOf(named, refund(tina))).toBe('under_review')
    expect(outcomeOf([...named, screened(payerCheckId, 'clear')], refund(tina))).toEqual(['DepositRefundProposed'])
    expect(outcomeOf([...stranded, hold], refund(tina))).toBe('under_review')
  })

  it('is given to another account of its client by two people, and is a deposit there that is screened', () => {
    expect(outcomeOf(stranded, allocate(tina))).toEqual(['DepositAllocationProposed'])
    const [allocated] = eventsOf([...stranded, allocate(tina)], allocate(tom))
    const sent = sentBy(allocated!)
    const received = { type: 'ReceiveAllocation', depositId: targetDepositId, accountId: targetAccountId }
    expect(sent).toEqual([letGo, expect.objectContaining({ ...received, sourceId: depositId, checkId })])
    const rate = { rate: 4_500_000_000n, source: 's', quotedAt: 0, stale: false }
    const taken = { ...(sent[1] as PaymentCommand), rate } as PaymentCommand
    expect(outcomeOf([], taken)).toEqual(['DepositInitiated', 'DepositReceived'])
    const after = [...stranded, allocate(tina), allocate(tom)]
    expect(run(after).deposits.get(depositId)).toMatchObject({ status: 'allocated', hold: undefined })
    expect(outcomeOf(after, allocate(sam))).toEqual([])
    expect(outcomeOf(after, refund(sam))).toBe('not_allowed_in_state')
    expect(outcomeOf(after, deposit('ChargeBackDeposit', { providerReference: 'TX1' }))).toEqual([])
  })

  it('is given to nobody else, not back to the account itself, and to no paper money', () => {
    expect(outcomeOf(stranded, allocate(tina, { userId: sam }))).toBe('account_of_another')
    expect(outcomeOf(stranded, allocate(tina, { targetAccountId: accountId }))).toBe('account_of_another')
    expect(outcomeOf(stranded, allocate(tina, { mode: 'demo' }))).toBe('demo_account')
    expect(outcomeOf([openGate], allocate(tina))).toBe('deposit_unknown')
  })

  it('takes the two to say the same: who says another thing is the first of two again', () => {
    expect(outcomeOf([...stranded, refund(tina), allocate(tom)], refund(sam))).toEqual(['DepositRefundProposed'])
    expect(outcomeOf([...stranded, allocate(tina), refund(tom)], allocate(sam))).toEqual(['DepositAllocationProposed'])
  })

  it('is nobody’s to send while wallet has credited it, or may do so yet', () => {
    for (const outcome of ['credited', 'suspended']) {
      expect(outcomeOf([...cleared, answered(outcome)], refund(tina))).toBe('already_cleared')
      expect(outcomeOf([...cleared, answered(outcome)], allocate(tina))).toBe('not_allowed_in_state')
    }
    expect(outcomeOf(cleared, allocate(tina))).toBe('not_allowed_in_state')
  })

  it('that its payer’s bank takes back is out of suspense by that', () => {
    const [taken] = eventsOf(stranded, deposit('ChargeBackDeposit', { providerReference: 'TX1' }))
    expect(sentBy(taken!)).toMatchObject([{ type: 'PostChargeback', creditId: depositId }])
  })
})
