import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { ProviderDesk, told } from '../testing/provider-desk'
import { movement } from '../testing/scripted-providers'

jest.setTimeout(60_000)

let desk: ProviderDesk
beforeAll(async () => {
  desk = await ProviderDesk.start()
})
afterAll(() => desk.stop())
beforeEach(() => desk.renew())

describe('a notification', () => {
  it('is kept once, sealed, and what it says is believed only when the bank says so too', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference)
    const notice = told('deposit.received', { reference, providerReference: real.providerReference, amount: '1000000' })
    expect(await desk.webhooks.take('bank', notice)).toBe('kept')
    expect(await desk.webhooks.take('bank', notice)).toBe('again')
    await desk.work.notifications()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'pending' })
    desk.bank.movements.set(real.providerReference, real)
    expect(
      await desk.webhooks.take(
        'bank',
        told('deposit.received', { reference, providerReference: real.providerReference }),
      ),
    ).toBe('kept')
    await desk.work.notifications()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'processing' })
    const rows = await desk.platform.rows(`SELECT body FROM payment.provider_webhooks`)
    expect(rows.some(({ body }) => (body as Buffer).includes('deposit.received'))).toBe(false)
  })

  it('that is forged takes no id', async () => {
    const id = randomUUID()
    const data = { reference: 'x', providerReference: 'y' }
    expect(await desk.webhooks.take('bank', told('deposit.received', data, { id, secret: Buffer.from('other') }))).toBe(
      'forged',
    )
    expect(await desk.webhooks.take('bank', told('deposit.received', data, { id }))).toBe('kept')
    await desk.work.notifications()
  })

  it('twice, in any order and after a sweep, receives the money once', async () => {
    const { depositId, reference } = await desk.waitingDeposit()
    const real = movement(reference)
    desk.bank.movements.set(real.providerReference, real)
    for (let times = 0; times < 3; times += 1) {
      await desk.webhooks.take(
        'bank',
        told('deposit.received', { reference, providerReference: real.providerReference }),
      )
      await desk.work.notifications()
      await desk.work.sweep()
    }
    expect(await desk.eventsOf(depositId, 'DepositReceived')).toBe(1)
  })
})

it('nothing of all this alarmed', () => expect(desk.platform.alarms).toEqual([]))
