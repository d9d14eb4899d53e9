import { describe, expect, it } from '@jest/globals'
import { makeId } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { paymentRules } from './payment.decider'
import {
  accountId,
  approve,
  clientCheckId,
  eventsOf,
  fail,
  holderCheckId,
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
  usable,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const approved = [...reviewed, approve(tina)]
const submit = withdrawal('SubmitPayout')
const complete = withdrawal('CompletePayout', { providerReference: 'B1' })
const reject = withdrawal('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' })
const cancel = withdrawal('CancelWithdrawal')

describe('what became of a payout', () => {
  it('is asked of wallet again after a minute', () => {
    const [event] = eventsOf(approved, withdrawal('RefusePayout', { reason: 'open_items' }))
    expect(paymentRules.timers!(event!, { now: NOW, position: 1 })).toEqual([
      {
        set: `clearing:${withdrawalId}`,
        dueAt: NOW + 60_000,
        command: { type: 'RequestClearing', withdrawalId, accountId },
      },
    ])
  })

  it('is valued by the last rate that is known where there was none of the day, and says so', () => {
    const rate = { rate: parseUnits('44'), source: 's', quotedAt: 0, stale: true }
    const paid = [
      ...[...usable, request({ rate }), withdrawal('ConfirmReservation')],
      ...[screened(clientCheckId, 'clear'), screened(holderCheckId, 'clear')],
      ...[
        withdrawal('UnflagWithdrawal', { unflaggedBy: sam }),
        approve(tina),
        approve(tom, { isSenior: true }),
        submit,
      ],
    ]
    expect(eventsOf(paid, complete)).toMatchObject([{ murAmount: parseUnits('2200'), rate: { stale: true } }])
    expect(run([...paid, complete]).withdrawals.get(withdrawalId)?.murAmount).toBe(parseUnits('2200'))
    expect(eventsOf([...paid, complete], withdrawal('ReturnPayout', { code: 'AC04' }))).toMatchObject([
      { murAmount: parseUnits('2200') },
    ])
  })

  it('that nobody can tell is settled by two people who say the same', () => {
    const first = [...processing, resolve(tina)]
    expect(outcomeOf(first, resolve(tina))).toBe('same_approver')
    expect(outcomeOf(first, resolve(tom, 'failed'))).toEqual(['PayoutResolutionProposed'])
    expect(outcomeOf(first, resolve(tom))).toEqual(['WithdrawalCompleted'])
    expect(outcomeOf([...processing, resolve(tina, 'failed')], resolve(tom, 'failed'))).toEqual(['WithdrawalFailed'])
    expect(outcomeOf(processing, resolve(userId))).toBe('same_approver')
  })

  it.each([
    ['completed posts it, and tells compliance how much', processing, complete, ['PostPayout', 'RecordTurnover']],
    ['failed frees it', processing, fail, ['ReleaseReservation']],
    [
      'returned credits it again',
      [...processing, complete],
      withdrawal('ReturnPayout', { code: 'AC04' }),
      ['CreditDeposit'],
    ],
    ['rejected frees it', reviewed, reject, ['ReleaseReservation']],
    ['cancelled frees it', reviewed, cancel, ['ReleaseReservation']],
    ['approved has wallet clear it', reviewed, approve(tina), ['ClearPayout']],
  ] as const)('%s', (_, before, next, commands) => {
    const reactions = eventsOf(before, next).flatMap((event) =>
      paymentRules.reactions(event, { now: NOW, position: 1 }),
    )
    expect(reactions.map(({ command }) => command.type)).toEqual(commands)
  })

  it('is one payout under one id for ever', () => {
    const [event] = eventsOf(approved, submit)
    expect(event).toMatchObject({ endToEndId: 'W1', attempt: 1, amount: parseUnits('49') })
    expect(event).toMatchObject({ payoutId: makeId({ partition: 1, at: NOW, unique: 100n }) })
  })
})
