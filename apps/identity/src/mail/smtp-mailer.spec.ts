import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { MailRefused, type Message } from './mailer'
import { SmtpMailer } from './smtp-mailer'

/** As much of RFC 5321 as a sender meets. `answers` replaces what the server says to a command. */
function smtpServer(answers: Readonly<Record<string, string>>, lines: string[]): Server {
  return createServer((socket) => {
    let inData = false
    let rest = ''
    const say = (text: string): boolean => socket.write(`${text}\r\n`)
    say('220 test')
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString()).split('\r\n')
      rest = parts.pop()!
      for (const line of parts) {
        lines.push(line)
        if (inData && line !== '.') continue
        const verb = inData ? '.' : line.split(/[ :]/)[0]!.toUpperCase()
        inData = verb === 'DATA'
        say(answers[verb] ?? (verb === 'DATA' ? '354 go on' : '250 fine'))
        if (verb === 'QUIT') socket.end()
      }
    })
  })
}

let server: Server
let lines: string[]
let answers: Record<string, string>
let mailer: SmtpMailer
beforeEach(async () => {
  lines = []
  answers = {}
  server = smtpServer(answers, lines)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  mailer = new SmtpMailer(`smtp://127.0.0.1:${port}`, 'Filao <no-reply@filao.example>')
})
afterEach(async () => {
  mailer.close()
  await new Promise((resolve) => server.close(resolve))
})
const message: Message = {
  channel: 'email',
  to: 'ada@example.com',
  template: 'email_verification',
  variables: { token: 't', link: 'https://filao.test/verify-email#t' },
  idempotencyKey: 'one',
}

describe('a mail server', () => {
  test('gets the message, with the same id when it is sent again', async () => {
    const reference = await mailer.send(message)
    expect(await mailer.send(message)).toBe(reference)
    expect(reference).toMatch(/^<[0-9a-f]{32}@filao\.example>$/)
    // Quoted-printable breaks lines with a soft end (RFC 2045 6.7).
    const text = lines.join('\n').replaceAll('=\n', '')
    expect(text).toContain('RCPT TO:<ada@example.com>')
    expect(text).toContain('https://filao.test/verify-email#t')
    expect(text.split(`Message-ID: ${reference}`)).toHaveLength(3)
  })
  test('that refuses for good is not asked again', async () => {
    answers['RCPT'] = '550 no such user ada@example.com'
    const error = await mailer.send(message).catch((caught: Error) => caught)
    expect(error).toBeInstanceOf(MailRefused)
    expect((error as Error).message).toBe('the server answered 550')
  })
  test('that is busy is asked again later', async () => {
    answers['RCPT'] = '451 try later'
    const error = await mailer.send(message).catch((caught: Error) => caught)
    expect(error).not.toBeInstanceOf(MailRefused)
    expect((error as Error).message).toBe('the message was not sent: 451')
  })
  test('brings no texts', async () => {
    await expect(mailer.send({ ...message, channel: 'sms' })).rejects.toBeInstanceOf(MailRefused)
  })
})
