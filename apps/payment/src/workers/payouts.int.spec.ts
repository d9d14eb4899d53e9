import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { parseUnits } from '@filao/money'
import { newId as idOf } from '@filao/service'
import { until } from '@filao/testing'
import { randomUUID } from 'node:crypto'
import { HoldReads } from '../read/hold-reads.queries'
import { readWithdrawal } from '../read/payment.queries'
import { contradictedPayouts, oldestUncertainSeconds } from '../read/payout-figures.queries'
import { newId, ProviderDesk, told } from '../testing/provider-desk'
import { TRANSFER } from '../testing/transfer'

jest.setTimeout(60_000)

let desk: ProviderDesk
beforeAll(async () => {
  desk = await ProviderDesk.start()
})
afterAll(() => desk.stop())
beforeEach(() => desk.renew())

/** What is noted to be asked of the bank about a withdrawal, once it is. */
async function taskOf(withdrawalId: string, kind: string) {
  const sql = 'SELECT outcome, next_attempt_at FROM payment.provider_tasks WHERE object_id = $1 AND kind = $2'
  const read = () => desk.platform.rows(sql, [withdrawalId, kind])
  await until(async () => (await read()).length === 1)
  return (await read())[0]!
}

/** The engine’s clock stands still, the worker’s does not. */
const settledAgo = (withdrawalId: string, ago: string) =>
  desk.platform.pool.query('UPDATE payment.payouts SET settled_at = now() - $2::interval WHERE withdrawal_id = $1', [
    withdrawalId,
    ago,
  ])

/** Two people of treasury say what became of it. */
async function resolved(of: { withdrawalId: string; userId: string; accountId: string }, outcome: string) {
  const { withdrawalId, userId, accountId } = of
  const said = { withdrawalId, userId, outcome, evidence: 'statement of 6 October, line 4' }
  for (const resolvedBy of [newId(), newId()]) await desk.done(accountId, 'ResolvePayout', { ...said, resolvedBy })
}

const treasury = { userId: newId(), roles: ['treasury'], kind: 'staff' } as never
const holds = () => new HoldReads(desk.platform.pool, { lastKnown: () => ({ value: 15 }) } as never)

describe('a payout', () => {
  it('is handed over, asked about and completed', async () => {
    const { withdrawalId, endToEndId } = await desk.submitted()
    desk.bank.states = [
      { status: 'accepted', providerReference: 'B1' },
      { status: 'completed', providerReference: 'B1' },
    ]
    await desk.round(withdrawalId)
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await desk.round(withdrawalId)
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'completed' })
    await desk.round(withdrawalId)
    expect(desk.bank.paid).toEqual([endToEndId])
  })

  it('whose answer is lost is asked for, and handed over again only when the bank never got it', async () => {
    const { withdrawalId, endToEndId } = await desk.submitted()
    desk.bank.states = ['silent', { status: 'unknown' }, { status: 'accepted', providerReference: 'B2' }]
    await desk.round(withdrawalId)
    expect(await desk.eventsOf(withdrawalId, 'PayoutUncertain')).toBe(1)
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await desk.round(withdrawalId)
    expect(desk.bank.paid).toEqual([endToEndId, endToEndId])
    desk.bank.states = ['silent', { status: 'completed', providerReference: 'B2' }]
    await desk.round(withdrawalId)
    await desk.round(withdrawalId)
    expect(desk.bank.paid).toHaveLength(2)
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'completed' })
  })

  it('of which the bank says nothing is a figure that alarms, until two people say what became of it', async () => {
    const { withdrawalId, accountId, userId } = await desk.submitted()
    desk.bank.states = ['silent', 'silent', 'silent']
    await desk.round(withdrawalId)
    await desk.platform.pool.query(
      `UPDATE payment.payouts SET submitted_at = now() - interval '25 hours' WHERE withdrawal_id = $1`,
      [withdrawalId],
    )
    expect(await oldestUncertainSeconds(desk.platform.pool)).toBeGreaterThan(24 * 3_600)
    await desk.round(withdrawalId)
    const [tina, tom] = [newId(), newId()]
    const resolution = { withdrawalId, userId, outcome: 'completed', evidence: 'statement of 6 October, line 4' }
    await desk.done(accountId, 'ResolvePayout', { ...resolution, resolvedBy: tina })
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await desk.done(accountId, 'ResolvePayout', { ...resolution, resolvedBy: tom })
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'completed' })
    expect(await oldestUncertainSeconds(desk.platform.pool)).toBe(0)
    const asked = desk.bank.paid.length
    await desk.round(withdrawalId)
    expect(await taskOf(withdrawalId, 'payout')).toMatchObject({ outcome: 'settled' })
    expect(desk.bank.paid).toHaveLength(asked)
  })

  it('that the bank refuses for good frees what was reserved', async () => {
    const { withdrawalId } = await desk.submitted()
    desk.bank.states = [{ status: 'failed', code: 'AC04' }]
    await desk.round(withdrawalId)
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
  })

  it('that is paid after it was refused for good is a hold of treasury’s, and a figure that alarms until two settle it', async () => {
    const payout = await desk.submitted()
    const { withdrawalId, endToEndId } = payout
    desk.bank.states = [{ status: 'failed', code: 'AC04' }]
    await desk.round(withdrawalId)
    expect(await contradictedPayouts(desk.platform.pool)).toBe(0)
    desk.bank.known = { status: 'completed', providerReference: 'B5' }
    for (const type of ['payout.accepted', 'payout.completed']) {
      await desk.webhooks.take('bank', told(type, { reference: endToEndId }))
    }
    await desk.work.notifications()
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
    expect(await desk.eventsOf(withdrawalId, 'PayoutContradicted')).toBe(1)
    expect(await contradictedPayouts(desk.platform.pool)).toBe(1)
    expect(await holds().one(treasury, withdrawalId)).toMatchObject({ status: 'failed', told: 'completed' })
    await resolved(payout, 'completed')
    expect(await contradictedPayouts(desk.platform.pool)).toBe(0)
    await expect(holds().one(treasury, withdrawalId)).rejects.toMatchObject({ code: 'hold-not-found' })
  })

  it('that is paid after two people said that it was not is found, whatever is notified', async () => {
    const payout = await desk.submitted()
    const { withdrawalId, endToEndId } = payout
    desk.bank.states = ['silent']
    await desk.round(withdrawalId)
    await resolved(payout, 'failed')
    await taskOf(withdrawalId, 'payout_watch')
    await settledAgo(withdrawalId, '1 day')
    await desk.round(withdrawalId)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: null })
    desk.bank.known = { status: 'completed', providerReference: 'B10' }
    await desk.round(withdrawalId)
    await desk.round(withdrawalId)
    expect(desk.bank.paid).toEqual([endToEndId])
    expect(await desk.eventsOf(withdrawalId, 'PayoutContradicted')).toBe(1)
    await resolved(payout, 'failed')
    await desk.round(withdrawalId)
    expect(await desk.eventsOf(withdrawalId, 'PayoutContradicted')).toBe(1)
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'resolved_by_staff' })
  })

  it('that comes back after it was said to have failed contradicts nothing', async () => {
    const { withdrawalId } = await desk.submitted()
    desk.bank.states = [{ status: 'failed', code: 'AC04' }]
    await desk.round(withdrawalId)
    await taskOf(withdrawalId, 'payout_watch')
    desk.bank.known = { status: 'returned', code: 'AC04', providerReference: 'B11' }
    await desk.round(withdrawalId)
    expect(await desk.eventsOf(withdrawalId, 'PayoutContradicted')).toBe(0)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: 'ended' })
  })

  it('that never left although two people said that it was paid is credited again, and staff alone see why', async () => {
    const payout = await desk.submitted()
    const { withdrawalId } = payout
    await resolved(payout, 'completed')
    await taskOf(withdrawalId, 'payout_watch')
    desk.bank.known = { status: 'failed', code: 'AC04' }
    await desk.round(withdrawalId)
    const source = { db: desk.platform.pool, keys: desk.platform.keys }
    const seen = async (by: 'client' | 'treasury') => (await readWithdrawal(source, withdrawalId, by))!.view
    const contradiction = { told: 'failed', code: 'AC04' }
    expect(await seen('treasury')).toMatchObject({ status: 'completed', review: { contradiction, resolution: null } })
    expect(await seen('client')).toMatchObject({ status: 'completed', reason: null, review: null })
    await resolved(payout, 'failed')
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'resolved_by_staff' })
    expect(await desk.eventsOf(withdrawalId, 'WithdrawalReturned')).toBe(1)
    expect(await seen('treasury')).toMatchObject({ status: 'failed', review: { contradiction: null } })
  })

  it('that comes back after it was completed is credited again, told by whatever order of notices', async () => {
    const { withdrawalId, endToEndId } = await desk.submitted()
    desk.bank.known = { status: 'returned', code: 'AC04', providerReference: 'B4' }
    for (const type of ['payout.returned', 'payout.completed', 'payout.accepted']) {
      await desk.webhooks.take('bank', told(type, { reference: endToEndId }))
    }
    await desk.work.notifications()
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
    expect(await desk.eventsOf(withdrawalId, 'WithdrawalCompleted')).toBe(1)
    expect(await desk.eventsOf(withdrawalId, 'WithdrawalReturned')).toBe(1)
  })

  it('that comes back to a closed account is treasury’s, and is paid out again under an id of its own', async () => {
    const { withdrawalId, accountId, userId, endToEndId } = await desk.submitted()
    desk.bank.known = { status: 'returned', code: 'AC04', providerReference: 'B8' }
    await desk.round(withdrawalId)
    await desk.done(accountId, 'RecordCredit', { creditId: withdrawalId, outcome: 'stranded' })
    expect(await holds().one(treasury, withdrawalId)).toMatchObject({ kind: 'withdrawal', status: 'failed' })
    const [row] = await desk.platform.rows('SELECT bank_account_id FROM payment.withdrawals WHERE id = $1', [
      withdrawalId,
    ])
    const [secondId, clientCheckId, holderCheckId] = [newId(), idOf(1), idOf(1)]
    const secondName = secondId.replaceAll('-', '')
    const word = { withdrawalId: secondId, approvalHash: 'b'.repeat(64), isSenior: false }
    await desk.done(accountId, 'ReissueWithdrawal', {
      ...{ ...word, sourceId: withdrawalId, reissuedBy: newId(), userId, currency: 'USD' },
      ...{ bankAccountId: row!['bank_account_id'], clientName: 'Zebulon Quist', clientCheckId, holderCheckId },
      ...{ destination: { holderName: 'Zebulon Quist', country: 'MUS' }, endToEndId: secondName, uetr: randomUUID() },
      ...{ ...TRANSFER, secondApprovalFrom: parseUnits('100000'), seniorApprovalFrom: parseUnits('500000') },
    })
    await expect(holds().one(treasury, withdrawalId)).rejects.toMatchObject({ code: 'hold-not-found' })
    for (const checkId of [clientCheckId, holderCheckId]) await desk.screened(accountId, checkId)
    await desk.done(accountId, 'ApproveWithdrawal', { ...word, approvedBy: newId() })
    await taskOf(secondId, 'payout')
    desk.bank.known = { status: 'completed', providerReference: 'B9' }
    await desk.round(secondId)
    expect(desk.bank.paid).toEqual([endToEndId, secondName])
    expect(await desk.payoutOf(secondId)).toMatchObject({ status: 'completed' })
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
  })

  it('that comes back of which no notification arrives is credited again all the same', async () => {
    const { withdrawalId } = await desk.submitted()
    desk.bank.known = { status: 'completed', providerReference: 'B6' }
    await desk.round(withdrawalId)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: null })
    await settledAgo(withdrawalId, '34 days')
    await desk.round(withdrawalId)
    expect(await desk.payoutOf(withdrawalId)).toMatchObject({ status: 'completed' })
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: null })
    desk.bank.known = { status: 'returned', code: 'AC04', providerReference: 'B6' }
    await desk.round(withdrawalId)
    expect(await desk.payoutOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
    expect(await desk.eventsOf(withdrawalId, 'WithdrawalReturned')).toBe(1)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: 'ended' })
  })

  it('is asked about ever more seldom, and no more once the bank has answered after the time for it', async () => {
    const { withdrawalId } = await desk.submitted()
    desk.bank.known = { status: 'completed', providerReference: 'B7' }
    await desk.round(withdrawalId)
    await taskOf(withdrawalId, 'payout_watch')
    await settledAgo(withdrawalId, '34 days')
    await desk.platform.pool.query('UPDATE payment.provider_tasks SET attempts = 30 WHERE object_id = $1', [
      withdrawalId,
    ])
    await desk.round(withdrawalId)
    const { next_attempt_at: next, outcome } = await taskOf(withdrawalId, 'payout_watch')
    expect(outcome).toBeNull()
    expect((next as Date).getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000)
    await settledAgo(withdrawalId, '36 days')
    desk.bank.states = ['silent']
    await desk.round(withdrawalId)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: null })
    await desk.round(withdrawalId)
    expect(await taskOf(withdrawalId, 'payout_watch')).toMatchObject({ outcome: 'ended' })
  })
})

it('nothing of all this alarmed', () => expect(desk.platform.alarms).toEqual([]))
