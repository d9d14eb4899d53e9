import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpMailer } from './http-mailer'
import { mailSettings } from './mail-settings'
import { MailRefused, type Message } from './mailer'

let server: Server
let answer: { status: number; body: string }
let asked: { path: string; body: Record<string, unknown> }[]
let mailer: HttpMailer
beforeEach(async () => {
  asked = []
  answer = { status: 201, body: '{"reference":"r-1"}' }
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ path: request.url!, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> })
      response.writeHead(answer.status).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  mailer = new HttpMailer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
const message: Message = {
  channel: 'email',
  to: 'ada@example.com',
  template: 'password_reset',
  variables: { token: 't', link: 'https://filao.test/reset-password#t' },
  idempotencyKey: 'one',
}

test('the provider gets what the port says, and the text that it renders to', async () => {
  expect(await mailer.send(message)).toBe('r-1')
  expect(asked).toMatchObject([{ path: '/send', body: { ...message, subject: 'Choose a new password' } }])
  expect(asked[0]!.body['text']).toContain('https://filao.test/reset-password#t')
})

test.each([
  [422, '{}', true],
  [500, 'broken', false],
  [201, '{}', false],
])('an answer of %d %s: refused for good %s', async (status, body, isForGood) => {
  answer = { status, body }
  const error = await mailer.send(message).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Error)
  expect(error instanceof MailRefused).toBe(isForGood)
})

test('the environment says how messages go, and never with a value in a complaint', () => {
  expect(mailSettings({}).mailer).toBeUndefined()
  expect(() => mailSettings({ FILAO_MAIL_URL: 'ftp://user:secret@mail.test' })).toThrow(
    /^((?!secret).)*FILAO_MAIL_URL: invalid_format$/,
  )
  expect(mailSettings({ FILAO_PUBLIC_URL: 'https://filao.test/' }).publicUrl).toBe('https://filao.test')
})

test('a provider of e-mails over HTTP brings texts too, a mail server does not', async () => {
  const text: Message = { ...message, channel: 'sms', to: '+23057770000', template: 'phone_verification' }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await mailSettings({ FILAO_MAIL_URL: `${url}/` }).mailer!.send(text)).toBe('r-1')
  const smtp = mailSettings({ FILAO_MAIL_URL: 'smtps://user:secret@mail.test:465' }).mailer!
  await expect(smtp.send(text)).rejects.toBeInstanceOf(MailRefused)
  smtp.close()
  const both = mailSettings({ FILAO_MAIL_URL: 'smtps://mail.test:465', FILAO_SMS_URL: url }).mailer!
  expect(await both.send(text)).toBe('r-1')
  both.close()
})
