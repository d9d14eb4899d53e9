import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createHash, randomUUID } from 'node:crypto'
import { openValue } from '../store/sealed-column.store'
import { ProviderDesk } from '../testing/provider-desk'
import { movement } from '../testing/scripted-providers'

jest.setTimeout(60_000)

let desk: ProviderDesk
beforeAll(async () => {
  desk = await ProviderDesk.start()
})
afterAll(() => desk.stop())
beforeEach(() => desk.renew())

describe('money that comes in', () => {
  it('of nobody whom the bank names is held: it has to be known who pays', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference, { payerName: undefined })
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT * FROM payment.deposits WHERE id = $1', [depositId])
    expect(row).toMatchObject({ status: 'held', hold_reason: 'travel_rule', travel_rule_faults: ['missing'] })
  })

  it('tells compliance which bank it comes from and where that is, also when nobody knows yet whose money it is', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const known = movement(reference, { payerCountry: 'KP', payerBank: 'Bank of Quist' })
    const unknown = movement('nobodys', { payerCountry: 'IR', payerBank: 'Bank of Nobody' })
    for (const real of [known, unknown]) desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows(
      `SELECT commands::text FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [depositId],
    )
    expect(row!['commands']).toMatch(/RecordCounterparty.*"country\W+KP/)
    expect(row!['commands']).toMatch(/RequestCheck.*"subjectKind\W+payer_bank/)
    expect(row!['commands']).not.toContain('Quist')
    const [kept] = await desk.platform.rows(
      `SELECT commands::text FROM payment.event_log WHERE type LIKE '%ReceiptUnallocated%' AND data::text LIKE $1`,
      [`%${unknown.providerReference}%`],
    )
    expect(kept!['commands']).toMatch(/RequestCheck.*"subjectKind\W+deposit_payer.*"subjectKind\W+payer_bank/)
    expect(kept!['commands']).not.toContain('Quist')
    const [receipt] = await desk.platform.rows('SELECT * FROM payment.unallocated_receipts WHERE reference = $1', [
      unknown.providerReference,
    ])
    const place = { userId: receipt!['owner_id'] as string, column: 'payment.unallocated_receipts.payer' } as const
    expect(await openValue(desk.platform.keys, place, receipt!['payer'])).toMatchObject({
      ...{ name: 'Zebulon Quist', country: 'IR', bankName: 'Bank of Nobody' },
    })
  })

  it('keeps who paid whom, sealed', async () => {
    const { depositId, userId, reference } = await desk.waitingDeposit()
    const real = movement(reference)
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT travel_rule FROM payment.deposits WHERE id = $1', [depositId])
    expect(JSON.stringify(row)).not.toContain('Quist')
    const place = { userId, column: 'payment.deposits.travel_rule' } as const
    expect(JSON.stringify(await openValue(desk.platform.keys, place, row!['travel_rule']))).toContain('Quist')
  })

  it('without a notification is found by looking', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference)
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'processing' })
  })

  it('and cannot be taken holds up nothing that came after it, and is taken once it can be', async () => {
    const [stuck, other] = [await desk.waitingDeposit(), await desk.waitingDeposit()]
    const known = await desk.platform.rows('DELETE FROM payment.person_view WHERE user_id = $1 RETURNING *', [
      stuck.userId,
    ])
    for (const real of [movement(stuck.reference, { payerName: undefined }), movement(other.reference)])
      desk.bank.movements.set(real.providerReference, real)
    desk.expected = /not known yet/
    await desk.work.sweep()
    expect(await desk.statusOf(stuck.depositId)).toMatchObject({ status: 'pending' })
    expect(await desk.statusOf(other.depositId)).toMatchObject({ status: 'processing' })
    const columns = Object.keys(known[0]!)
    await desk.platform.pool.query(
      `INSERT INTO payment.person_view (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      columns.map((column) => {
        const value = known[0]![column]
        return column.endsWith('_name') ? JSON.stringify(value) : value
      }),
    )
    desk.expected = undefined
    await desk.work.sweep()
    expect(await desk.statusOf(stuck.depositId)).toMatchObject({ status: 'held' })
    expect(await desk.eventsOf(other.depositId, 'DepositReceived')).toBe(1)
  })

  it('and cannot be read holds up nothing that came with it, and is looked for again', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference)
    desk.bank.movements.set(real.providerReference, real)
    desk.bank.unreadable = 1
    desk.expected = /cannot be read/
    const cursor = () => desk.platform.rows(`SELECT cursor FROM payment.provider_cursors WHERE provider = 'bank'`)
    const before = await cursor()
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'processing' })
    expect(await cursor()).toEqual(before)
  })

  it('of nothing is none', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const nothing = movement(reference, { amount: '0.00' })
    desk.bank.movements.set(nothing.providerReference, nothing)
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'pending' })
  })

  it('from somebody of another name is held, and who it was stands sealed', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference, { payerName: 'Somebody Else' })
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    expect(await desk.statusOf(depositId)).toEqual({ status: 'held', hold_reason: 'payer_mismatch' })
  })

  it('from somebody of nearly the same name is received, and held or not by how nearly', async () => {
    const near = await desk.waitingDeposit()
    const real = movement(near.reference, { payerName: 'Zebulon Marie Quist' })
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    expect(await desk.statusOf(near.depositId)).toEqual({ status: 'held', hold_reason: 'payer_mismatch' })
    const [row] = await desk.platform.rows(
      `SELECT data::json->>'nameScore' AS score FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [near.depositId],
    )
    expect(row!['score']).toMatch(/^0\.\d{4}$/)
  })

  it('under no known reference goes to suspense, once', async () => {
    const real = movement(`unknown${createHash('sha1').update(randomUUID()).digest('hex').slice(0, 10)}`)
    desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    await desk.work.sweep()
    const rows = await desk.platform.rows(
      'SELECT status, payer FROM payment.unallocated_receipts WHERE reference = $1',
      [real.providerReference],
    )
    expect(rows).toMatchObject([{ status: 'open' }])
    expect(JSON.stringify(rows[0]!['payer'])).not.toContain('Quist')
  })

  it('that is taken back fails a deposit that was not credited, and charges back one that was', async () => {
    const early = await desk.waitingDeposit()
    const late = await desk.waitingDeposit()
    const [one, two] = [movement(early.reference), movement(late.reference)]
    for (const real of [one, two]) desk.bank.movements.set(real.providerReference, real)
    await desk.work.sweep()
    const [row] = await desk.platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [
      late.depositId,
    ])
    await desk.screened(late.accountId, row!['screening_check_id'] as string)
    for (const real of [one, two]) desk.bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await desk.work.sweep()
    expect(await desk.statusOf(early.depositId)).toMatchObject({ status: 'failed' })
    expect(await desk.statusOf(late.depositId)).toMatchObject({ status: 'charged_back' })
  })
})

it('nothing of all this alarmed', () => expect(desk.platform.alarms).toEqual([]))
