import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { until } from '@filao/testing'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mips } from './mips'

const folder = mkdtempSync(join(tmpdir(), 'filao-mips-'))
const opened: { mips?: Mips; server?: Server } = {}
afterEach(async () => {
  await opened.mips?.close()
  opened.server?.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function open(file: string) {
  const heard: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      heard.push((JSON.parse(body) as { crypted_callback: string }).crypted_callback)
      response.end('success')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const secrets = { operatorPassword: 'o', password: 'p', salt: 'salt123', cipherKey: 'c' }
  const mips = new Mips({ booksFile: join(folder, file), seed: 1, webhookUrl, publicUrl: 'http://pages', ...secrets })
  const url = `http://127.0.0.1:${await mips.listen(0, '127.0.0.1')}`
  opened.mips = mips
  opened.server = server
  const ask = async (operation: string, fields: object, password = 'p') => {
    const answer = await fetch(`${url}/${operation}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`u:${password}`).toString('base64')}` },
      body: JSON.stringify({ authentify: { operator_password: 'o' }, ...fields }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const press = (id: string, button: string) => fetch(`${url}/pay/${id}/${button}`, { method: 'POST' })
  return { ask, press, heard }
}
const payment = (id_order: string, amount: string) => ({ initial_payment: { id_order, currency: 'MUR', amount } })

describe('the simulated payment pages', () => {
  it('make a link, and tell encrypted of who has paid, with a checksum over the cents', async () => {
    const { ask, press, heard } = await open('pays')
    const made = await ask('create_payment_request', payment('order1', '1025'))
    expect(made.body).toMatchObject({ operation_status: 'success', payment_link: { url: 'http://pages/pay/order1' } })
    await press('order1', 'JUICE')
    await until(() => heard.length > 0)
    const told = await ask('decrypt_imn_data', { salt: 'salt123', cipher_key: 'c', received_crypted_data: heard[0] })
    const details = told.body['transaction_details'] as Record<string, string>
    expect(details).toMatchObject({ amount: '102500', currency: 'MUR', status: 'success', payment_method: 'JUICE' })
    const { checksum, ...fields } = details
    const text = [...Object.values(fields), 'salt123'].join('.')
    expect(checksum).toBe(createHash('sha256').update(text).digest('hex'))
    expect((await ask('load_payment_zone', { id_order: 'order1' })).body).toMatchObject({
      answer: { payment_zone_data: { transaction_details: { status: 'success' } } },
    })
  })

  it('open nothing that was not theirs, and answer nobody whom they do not know', async () => {
    const { ask } = await open('forged')
    const forged = Buffer.alloc(64, 1).toString('base64')
    expect((await ask('decrypt_imn_data', { received_crypted_data: forged })).body).toMatchObject({
      operation_status: 'error',
    })
    expect((await ask('create_payment_request', payment('order2', '5'), 'wrong')).status).toBe(401)
  })

  it('tell nothing of failures, which whoever asks can see; a payment is one, however often a button is pressed', async () => {
    const { ask, press, heard } = await open('fails')
    await ask('create_payment_request', payment('order3', '5.01'))
    await press('order3', 'CARD')
    await ask('create_payment_request', payment('order4', '5'))
    await press('order4', 'CARD')
    const zone = async (id_order: string) => JSON.stringify((await ask('load_payment_zone', { id_order })).body)
    expect(await zone('order3')).toContain('"fail"')
    const first = await zone('order4')
    await press('order4', 'JUICE')
    expect(await zone('order4')).toBe(first)
    await until(() => heard.length > 0)
  })
})
