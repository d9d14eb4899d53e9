import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { ProviderSilent } from '../providers/providers'
import { ProviderDesk } from '../testing/provider-desk'
import { movement, ScriptedPages } from '../testing/scripted-providers'

jest.setTimeout(60_000)

let desk: ProviderDesk
beforeAll(async () => {
  desk = await ProviderDesk.start()
})
afterAll(() => desk.stop())
beforeEach(() => desk.renew())

describe('orders on pages that nobody has told of', () => {
  const pages = new ScriptedPages()
  let waiting: Awaited<ReturnType<ProviderDesk['waitingDeposit']>>[]
  let references: string[]

  beforeAll(async () => {
    waiting = []
    for (let count = 0; count < 105; count += 1) {
      waiting.push(await desk.waitingDeposit({ method: 'mips', provider: 'mips' }))
    }
    waiting.sort((a, b) => (a.depositId < b.depositId ? -1 : 1))
    references = waiting.map(({ reference }) => reference)
  })

  it('are all come to, however many wait, and then from the oldest again', async () => {
    const last = waiting.at(-1)!
    pages.paid.set(last.reference, movement(last.reference, { payerName: undefined, payerLast4: undefined }))
    const looks = desk.workWith(pages)
    await looks.sweep()
    expect(pages.asked).toEqual(references.slice(0, 100))
    await looks.sweep()
    expect(pages.asked).toEqual(references)
    expect(await desk.statusOf(last.depositId)).toMatchObject({ status: 'processing' })
    await looks.sweep()
    expect(pages.asked.slice(105)).toEqual(references.slice(0, 100))
  })

  it('tell compliance that nobody has said where the money comes from', async () => {
    const [row] = await desk.platform.rows(
      `SELECT commands::text FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [waiting.at(-1)!.depositId],
    )
    expect(row!['commands']).toMatch(/RecordCounterparty.*"country\W+XX/)
  })

  it('hold up nobody where the provider says nothing of one of them', async () => {
    await desk.workWith(pages).sweep()
    const before = pages.asked.length
    pages.silent.add(references[2]!)
    await expect(desk.workWith(pages).sweep()).rejects.toThrow(ProviderSilent)
    expect(pages.asked.slice(before)).toEqual(references.slice(0, 3))
    await desk.workWith(pages).sweep()
    expect(pages.asked.slice(before + 3)).toEqual(references.slice(3, 103))
  })

  it('are asked about also after a try has failed: whoever tries again on the same page has paid', async () => {
    pages.silent.clear()
    const looks = desk.workWith(pages)
    const { depositId, reference } = await desk.waitingDeposit({ method: 'mips', provider: 'mips' })
    const told = { payerName: undefined, payerLast4: undefined }
    pages.paid.set(reference, movement(reference, { ...told, status: 'failed' }))
    for (let look = 0; look < 3; look += 1) await looks.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'failed' })
    expect(await desk.eventsOf(depositId, 'DepositFailed')).toBe(1)
    await desk.platform.pool.query(
      `UPDATE payment.deposits SET initiated_at = now() - interval '1 hour' WHERE id = $1`,
      [depositId],
    )
    pages.paid.set(reference, movement(reference, told))
    for (let look = 0; look < 3; look += 1) await looks.sweep()
    expect(await desk.statusOf(depositId)).toMatchObject({ status: 'processing' })
  })
})
