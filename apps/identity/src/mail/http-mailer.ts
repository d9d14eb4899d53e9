import { z } from 'zod'
import { MailRefused, type Mailer, type Message } from './mailer'
import { render } from './templates'

const TIMEOUT_MS = 10_000
const Answer = z.object({ reference: z.string().min(1).max(255) })

/** Sends to `POST <url>/send` what the port says, with the text that it renders to. */
export class HttpMailer implements Mailer {
  constructor(private readonly url: string) {}

  async send(message: Message): Promise<string> {
    const answer = await fetch(`${this.url}/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...message, ...render(message.template, message.variables) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body: unknown = await answer.json().catch(() => undefined)
    if (answer.status === 422) throw new MailRefused('the provider does not take the message')
    if (!answer.ok) throw new Error(`the provider answered ${answer.status}`)
    return Answer.parse(body).reference
  }

  close(): void {
    // Nothing is kept open between messages.
  }
}
