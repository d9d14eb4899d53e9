import { HttpUrl, readEnvironment } from '@filao/service'
import { z } from 'zod'
import { HttpMailer } from './http-mailer'
import type { RelyingParty } from '../factors/passkeys'
import type { Mailer } from './mailer'
import { RoutedMailer } from './routed-mailer'
import { SmtpMailer } from './smtp-mailer'

const Environment = z.object({
  /** `smtp://…` and `smtps://…` for a mail server, `http://…` and `https://…` for what speaks the port's protocol. */
  FILAO_MAIL_URL: z
    .url({ protocol: /^(https?|smtps?)$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** For texts to telephones; what speaks the port's protocol for e-mails speaks it for texts too. */
  FILAO_SMS_URL: HttpUrl.optional(),
  FILAO_MAIL_FROM: z.string().min(3).max(255).default('Filao <no-reply@filao.example>'),
  /** Where links in messages lead. */
  FILAO_PUBLIC_URL: HttpUrl.default('http://127.0.0.1:8080'),
})

/** How messages reach people. */
export interface MailSettings {
  /** Absent: nothing is sent, and what is to be sent waits. */
  readonly mailer: Mailer | undefined
  readonly publicUrl: string
}

/** The site that passkeys are of: where clients open the platform. Browsers make none for an address of numbers. */
export function relyingParty(environment?: NodeJS.ProcessEnv): RelyingParty {
  const { hostname: id, origin } = new URL(mailSettings(environment).publicUrl)
  return { id, origin }
}

/** Reads the environment. Throws a ConfigError. */
export function mailSettings(environment?: NodeJS.ProcessEnv): MailSettings {
  const values = readEnvironment(Environment, environment)
  const { FILAO_MAIL_URL: url, FILAO_SMS_URL: smsUrl, FILAO_MAIL_FROM: from, FILAO_PUBLIC_URL: publicUrl } = values
  if (url === undefined) return { mailer: undefined, publicUrl }
  const email = url.startsWith('smtp') ? new SmtpMailer(url, from) : new HttpMailer(url)
  const sms = smsUrl !== undefined ? new HttpMailer(smsUrl) : email instanceof HttpMailer ? email : undefined
  return { mailer: new RoutedMailer({ email, ...(sms && { sms }) }), publicUrl }
}
