import { createTransport, type Transporter } from 'nodemailer'
import { hash } from 'node:crypto'
import { MailRefused, type Mailer, type Message } from './mailer'
import { render } from './templates'

const TIMEOUT_MS = 10_000

/**
 * Sends over SMTP (RFC 5321). It knows no idempotency: a message whose answer was lost is sent again with the same
 * Message-ID, by which mailboxes that look for it show it once.
 */
export class SmtpMailer implements Mailer {
  private readonly transport: Transporter
  private readonly domain: string

  /** `url` as nodemailer reads it: `smtps://user:password@host:465`. */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.domain = from.replace(/^.*@|>.*$/g, '')
    const target = new URL(url)
    target.searchParams.set('connectionTimeout', String(TIMEOUT_MS))
    target.searchParams.set('socketTimeout', String(TIMEOUT_MS))
    this.transport = createTransport(target.toString())
  }

  async send({ channel, to, template, variables, idempotencyKey }: Message): Promise<string> {
    if (channel !== 'email') throw new MailRefused('SMTP brings e-mails alone')
    const messageId = `<${hash('sha256', idempotencyKey, 'hex').slice(0, 32)}@${this.domain}>`
    const { subject, text } = render(template, variables)
    const sent = { from: this.from, to: { name: '', address: to }, subject, text, messageId }
    const failure = await this.transport.sendMail(sent).then(
      () => undefined,
      (error: { responseCode?: number; code?: string }) => error,
    )
    if (!failure) return messageId
    // What the server says may hold the address, so it goes no further.
    const { responseCode = 0, code = 'unknown' } = failure
    // 5xx: permanent (RFC 5321 4.2.1).
    if (responseCode >= 500) throw new MailRefused(`the server answered ${responseCode}`)
    throw new Error(`the message was not sent: ${responseCode || code}`)
  }

  close(): void {
    this.transport.close()
  }
}
