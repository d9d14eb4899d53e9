import { MailRefused, type Mailer, type Message } from './mailer'

/** Sends each message by the provider of its channel. */
export class RoutedMailer implements Mailer {
  constructor(private readonly mailers: Readonly<Partial<Record<Message['channel'], Mailer>>>) {}

  send(message: Message): Promise<string> {
    const mailer = this.mailers[message.channel]
    if (!mailer) return Promise.reject(new MailRefused(`nobody brings messages by ${message.channel}`))
    return mailer.send(message)
  }

  close(): void {
    for (const mailer of new Set(Object.values(this.mailers))) mailer.close()
  }
}
