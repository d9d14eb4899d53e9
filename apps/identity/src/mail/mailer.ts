/** A message to somebody outside. The same key again is the same message. */
export interface Message {
  readonly channel: 'email' | 'sms'
  /** An e-mail address, or a number in E.164. */
  readonly to: string
  readonly template: Template
  readonly variables: Readonly<Record<string, string>>
  readonly idempotencyKey: string
}

export type Template =
  | 'email_verification'
  | 'password_reset'
  | 'phone_verification'
  | 'email_changed'
  | 'phone_changed'
  | 'factor_reset'
  | 'password_was_reset'
  | 'price_alert'

/** Whoever brings messages to people: a provider, or the mailbox of the local stack. */
export interface Mailer {
  /** Gives the provider's reference. Throws {@link MailRefused} when trying again is of no use, anything else when it is. */
  send(message: Message): Promise<string>
  close(): void
}

/** The provider will never take it: there is no such address. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}
