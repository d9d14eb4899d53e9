import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { Id } from '@filao/kernel'
import { newId as idOf } from '@filao/service'
import { until } from '@filao/testing'
import { newId, ProviderDesk } from '../testing/provider-desk'
import { movement } from '../testing/scripted-providers'
import { TRANSFER } from '../testing/transfer'

jest.setTimeout(60_000)

let desk: ProviderDesk
beforeAll(async () => {
  desk = await ProviderDesk.start()
})
afterAll(() => desk.stop())
beforeEach(() => desk.renew())

describe('money that is taken back', () => {
  const receiptsOf = (reference: string) =>
    desk.platform.rows('SELECT id, account_id, status FROM payment.unallocated_receipts WHERE reference = $1', [
      reference,
    ])

  it('charges back what it became, and not what else came under its reference', async () => {
    const { accountId, depositId, reference } = await desk.waitingDeposit()
    const [first, second] = [movement(reference), movement(reference, { amount: '50' })]
    desk.bank.movements.set(first.providerReference, first)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await desk.screened(accountId, row!['screening_check_id'] as string)
    desk.bank.movements.set(second.providerReference, second)
    await desk.work.sweep()
    expect(await receiptsOf(second.providerReference)).toMatchObject([{ status: 'open' }])
    desk.bank.movements.set(second.providerReference, { ...second, status: 'charged_back' })
    await desk.work.sweep()
    expect(await receiptsOf(second.providerReference)).toMatchObject([{ status: 'charged_back' }])
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'cleared' })
    desk.bank.movements.set(first.providerReference, { ...first, status: 'charged_back' })
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'charged_back' })
  })

  it('fails no deposit that another movement has paid', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const [paid, tried] = [movement(reference), movement(reference, { status: 'failed' })]
    for (const real of [paid, tried]) desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'processing' })
  })

  it('while it is nobody’s is out of suspense for good', async () => {
    const real = movement('nobodys')
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    desk.bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await desk.work.sweep()
    await desk.work.sweep()
    const [row] = await receiptsOf(real.providerReference)
    expect(row).toMatchObject({ status: 'charged_back' })
    expect(await desk.eventsOf(row!['id'] as string, 'ReceiptChargedBack')).toBe(1)
  })

  it('that a closed account could not take, and that was given to another, is charged back there', async () => {
    const [closed, other] = [await desk.waitingDeposit(), await desk.waitingDeposit()]
    const { accountId, userId, depositId } = closed
    const real = movement(closed.reference)
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await desk.screened(accountId, row!['screening_check_id'] as string)
    await desk.done(accountId, 'RecordCredit', { creditId: depositId, outcome: 'stranded' })
    const [targetDepositId, checkId] = [newId(), idOf(1)]
    const given = { depositId, targetDepositId, targetAccountId: other.accountId, userId, mode: 'live', checkId }
    const sent = { payer: { name: 'Zebulon Quist' }, reference: targetDepositId.replaceAll('-', '').slice(-25) }
    for (const allocatedBy of [newId(), newId()])
      await desk.done(accountId, 'AllocateDeposit', { ...given, ...sent, ...TRANSFER, allocatedBy })
    await until(async () => (await desk.statusOf(targetDepositId)) !== undefined)
    await desk.screened(other.accountId, checkId)
    desk.bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await desk.work.sweep()
    expect(await desk.statusOf(targetDepositId)).toMatchObject({ status: 'charged_back' })
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'allocated' })
  })

  it('after it was given to an account is charged back there', async () => {
    const { accountId, userId } = await desk.waitingDeposit()
    const real = movement('nobodys')
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [{ id: receiptId, account_id: at }] = (await receiptsOf(real.providerReference)) as [Record<string, Id>]
    const [depositId, checkId] = [newId(), idOf(1)]
    const about = { receiptId, depositId, targetAccountId: accountId, userId, mode: 'live', checkId, ...TRANSFER }
    const payer = { name: 'Zebulon Quist' }
    for (const allocatedBy of [newId(), newId()])
      await desk.done(at!, 'AllocateReceipt', {
        ...about,
        payer,
        reference: depositId.replaceAll('-', '').slice(-25),
        allocatedBy,
      })
    await until(async () => (await desk.statusOf(depositId)) !== undefined)
    await desk.screened(accountId, checkId)
    desk.bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'charged_back' })
    expect(await receiptsOf(real.providerReference)).toMatchObject([{ status: 'allocated' }])
  })

  it('that two people send back and the provider does not alarms after a day', async () => {
    const { accountId, userId, depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference, { amount: '99' })
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await desk.screened(accountId, row!['screening_check_id'] as string)
    for (const refundedBy of [newId(), newId()])
      await desk.done(accountId, 'RefundDeposit', { depositId, userId, refundedBy })
    const taskOf = () =>
      desk.platform.rows('SELECT done_at FROM payment.provider_tasks WHERE object_id = $1', [depositId])
    await until(async () => (await taskOf()).length === 1)
    desk.bank.keepsAll = true
    const isLate = async (since: string): Promise<void> => {
      await desk.platform.pool.query(
        `UPDATE payment.provider_tasks SET next_attempt_at = now() - interval '1 second',
          first_attempt_at = now() - $2::interval WHERE object_id = $1`,
        [depositId, since],
      )
      await desk.work.tasks()
    }
    await isLate('23 hours')
    expect(desk.alarmed).toEqual([])
    await isLate('25 hours')
    expect(desk.alarmed).toEqual([{ alarm: 'refund', paymentId: depositId }])
    desk.bank.keepsAll = false
    await isLate('26 hours')
    expect((await taskOf())[0]!['done_at']).not.toBeNull()
  })

  it('is credited once, whatever the bank says later that was written on it', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement('misread')
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    desk.bank.movements.set(real.providerReference, { ...real, reference })
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'pending' })
    expect(await receiptsOf(real.providerReference)).toMatchObject([{ status: 'open' }])
  })
})

it('nothing of all this alarmed', () => expect(desk.platform.alarms).toEqual([]))
