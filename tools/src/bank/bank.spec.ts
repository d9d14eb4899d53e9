import { afterEach, describe, expect, it } from '@jest/globals'
import { until } from '@filao/testing'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bank } from './bank'

interface Heard {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

const folder = mkdtempSync(join(tmpdir(), 'filao-bank-'))
const opened: { bank?: Bank; server?: Server } = {}
afterEach(async () => {
  await opened.bank?.close()
  opened.server?.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A bank whose notifications are heard, or refused for a while. */
async function open(file: string, heard: Heard[] = [], isUp = () => true) {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      if (isUp()) heard.push({ headers: request.headers, body })
      response.writeHead(isUp() ? 200 : 503).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const times = { settleMs: 20, dayMs: 20 }
  const bank = new Bank({
    booksFile: join(folder, file),
    seed: 1,
    token: 't',
    webhookUrl,
    webhookSecret: 's',
    ...times,
  })
  const url = `http://127.0.0.1:${await bank.listen(0, '127.0.0.1')}`
  opened.bank = bank
  opened.server = server
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: 'Bearer t' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  /** Until so much was heard, and nothing is left to tell. */
  const told = (count: number): Promise<void> =>
    until(async () => heard.length >= count && (await ask('/control/books')).body['untold'] === 0)
  const becomes = (status: string): Promise<void> =>
    until(async () => (await ask('/payouts/W1')).body['status'] === status)
  return { bank, ask, heard, told, becomes }
}
const types = (heard: readonly Heard[]) => heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)
const payout = (amount: string, endToEndId = 'W1') => ({ endToEndId, currency: 'MUR', amount })

describe('the simulated bank', () => {
  it('pays once under one id, tells of it signed, and its books are less by it', async () => {
    const { ask, heard, told, becomes } = await open('pays')
    const money = { reference: 'r', currency: 'MUR', amount: '100', payerName: 'Ada', payerCountry: 'FR' }
    await ask('/control/deposits', money)
    expect(await ask('/movements?after=0')).toMatchObject({ body: { movements: [money] } })
    expect((await ask('/payouts', payout('40'))).status).toBe(202)
    expect((await ask('/payouts', payout('40'))).status).toBe(202)
    await becomes('completed')
    await told(3)
    expect((await ask('/control/books')).body).toMatchObject({ balances: { MUR: '60' }, untold: 0 })
    expect(types(heard).sort()).toEqual(['deposit.received', 'payout.accepted', 'payout.completed'])
    for (const { headers, body } of heard) {
      const mac = createHmac('sha256', 's')
        .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
        .digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${mac}`)
    }
  })

  it.each([
    ['.01 is refused', '5.01', 'failed', '0'],
    ['.06 comes back', '5.06', 'returned', '0'],
  ])('%s', async (_, amount, status) => {
    const { ask, becomes } = await open(`cents-${amount}`)
    await ask('/payouts', payout(amount))
    await becomes(status)
  })

  it.each([
    ['5.02', 'completed'],
    ['5.03', 'failed'],
  ])('%s hangs up, and is %s when it is asked about', async (amount, status) => {
    const { ask, becomes } = await open(`silent-${amount}`)
    await expect(ask('/payouts', payout(amount))).rejects.toThrow()
    await becomes(status)
  })

  it.each([
    ['.10 is told to have failed, and turns out paid', '5.10', 'failed', 'completed', { MUR: '-5.1' }],
    ['.11 is told to be paid, and turns out failed', '5.11', 'completed', 'failed', {}],
  ])('%s when it is asked about again', async (_, amount, first, then, balances) => {
    const { ask, heard, told, becomes } = await open(`contradicts-${amount}`)
    await ask('/payouts', payout(amount))
    await told(2)
    expect((await ask('/control/books')).body).toMatchObject({ payouts: [{ status: first }] })
    await becomes(first)
    await becomes(then)
    await told(3)
    expect(types(heard).sort()).toEqual(['payout.accepted', 'payout.completed', 'payout.failed'])
    expect((await ask('/control/books')).body).toMatchObject({ payouts: [{ status: then }], balances })
  })

  it('goes on from its file when it was killed, and tells what it had not told', async () => {
    let isUp = false
    const first = await open('killed', [], () => isUp)
    await first.ask('/control/deposits', { reference: 'r', currency: 'MUR', amount: '7', payerName: 'Ada' })
    await first.bank.close()
    opened.server?.close()
    isUp = true
    const { ask, heard, told } = await open('killed')
    await told(1)
    expect(types(heard)).toEqual(['deposit.received'])
    expect((await ask('/control/books')).body).toMatchObject({ balances: { MUR: '7' }, untold: 0 })
  })

  it('misbehaves as often as it is told to', async () => {
    const { ask, heard, told } = await open('faults')
    for (const fault of ['drop', 'duplicate', 'bad_signature', 'error_500']) await ask('/control/faults', { fault })
    expect((await ask('/payouts/none')).status).toBe(500)
    expect((await ask('/payouts/none')).status).toBe(404)
    for (const reference of ['lost', 'twice']) {
      await ask('/control/deposits', { reference, currency: 'MUR', amount: '7', payerName: 'Ada' })
    }
    await told(3)
    expect(heard.length).toBe(3)
    expect(heard.every(({ body }) => body.includes('twice'))).toBe(true)
    expect(((await ask('/movements?after=0')).body['movements'] as object[]).length).toBe(2)
  })

  it('misbehaves towards payments of the amount that it is told, and says which notifications were taken', async () => {
    const { ask, heard, told } = await open('amounts')
    const receive = (reference: string, amount: string) =>
      ask('/control/deposits', { reference, currency: 'MUR', amount, payerName: 'Ada' })
    for (const fault of ['drop', 'error_500']) await ask('/control/faults', { fault, amount: '7.07' })
    await receive('other', '8.07')
    const { body: dropped } = await receive('lost', '7.07')
    await told(1)
    expect(heard.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toMatchObject([{ reference: 'other' }])
    expect((await ask('/movements/none')).status).toBe(404)
    expect((await ask(`/movements/${String(dropped['providerReference'])}`)).status).toBe(500)
    expect((await ask('/movements?after=0')).status).toBe(200)
    expect((await ask('/control/books')).body).toMatchObject({ untold: 0, taken: [{ reference: 'other' }] })
  })

  it('tells of one payment in the wrong order, whoever else is told of something between', async () => {
    const { ask, heard, told } = await open('order')
    const receive = (reference: string, amount: string) =>
      ask('/control/deposits', { reference, currency: 'MUR', amount, payerName: 'Ada' })
    await ask('/control/faults', { fault: 'reorder', amount: '40' })
    await ask('/payouts', payout('40'))
    await receive('between', '9')
    await told(3)
    const isOfPayout = (type: string): boolean => type.startsWith('payout')
    expect(types(heard).filter(isOfPayout)).toEqual(['payout.completed', 'payout.accepted'])
    expect(types(heard)).toContain('deposit.received')
  })
})
