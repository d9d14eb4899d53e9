import type { Sealer } from '@filao/engine'
import { assert } from '@filao/kernel'
import { BackgroundWork, counter, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { OneTimeTokens } from '../tokens/one-time-tokens'
import type { Delivery, DeliveryQueries, Outcome } from './deliveries.queries'
import { MailRefused, type Message, type Template } from './mailer'
import type { MailSettings } from './mail-settings'
import { openInEvent } from './sealed-in-event'

const CHANNELS: readonly Message['channel'][] = ['email', 'sms']
const INTERVAL_MS = 500
const DUE_MAX = 50
const CONCURRENCY = 8
const MINUTE_MS = 60_000
/** Pauses between tries (domain.md 9.4); after the last the message has failed. */
export const RETRY_MS: readonly number[] = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS)

/** Where links in messages lead, by template. The token stands behind `#`, so that no server writes it into a log. */
const PATHS: Readonly<Partial<Record<Template, string>>> = {
  email_verification: '/verify-email',
  password_reset: '/reset-password',
}

export interface DeliveriesParts {
  readonly queries: Pick<DeliveryQueries, 'due' | 'settle'>
  /** The partitions whose messages are this instance's to send. */
  readonly owned: () => readonly number[]
  readonly keys: Sealer
  readonly tokens: Pick<OneTimeTokens, 'make' | 'codeOf'>
  readonly settings: MailSettings
  readonly log: WorkLog
}

/**
 * Sends what the log asks for, each message with a key of its own, by which the provider knows it again: a crash between
 * the sending and the note of it sends twice what is shown once.
 */
export class Deliveries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private readonly givenUp = counter('filao_identity_messages_given_up_total')

  constructor(private readonly parts: DeliveriesParts) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'messages could not be sent',
      intervalMs: INTERVAL_MS,
      round: async () => void (await this.sendDue()),
    })
    for (const channel of CHANNELS) this.givenUp.add(0, { channel })
  }

  onApplicationBootstrap(): void {
    const { log, settings } = this.parts
    if (settings.mailer === undefined) {
      log.warn('FILAO_MAIL_URL is not set: nothing is sent, what is to be sent waits')
      return
    }
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
    this.parts.settings.mailer?.close()
  }

  /** Sends what is due now; gives how many messages were tried. */
  async sendDue(): Promise<number> {
    const { queries, owned, keys } = this.parts
    const due = await queries.due(owned(), DUE_MAX)
    await keys.ready(due.map(({ userId }) => userId))
    for (let at = 0; at < due.length; at += CONCURRENCY) {
      const some = due.slice(at, at + CONCURRENCY)
      await Promise.all(some.map(async (delivery) => queries.settle(delivery, await this.send(delivery))))
    }
    return due.length
  }

  private async send(delivery: Delivery): Promise<Outcome> {
    const { channel, template, id, attempts } = delivery
    const to = openInEvent(this.parts.keys, delivery.userId, delivery.recipient)
    if (to === undefined) return { status: 'failed', error: 'the key of the recipient is destroyed' }
    if (delivery.isExpired) return { status: 'failed', error: 'it is of no use any more' }
    try {
      const message = { channel, to, template, variables: this.variablesOf(delivery), idempotencyKey: id }
      return { status: 'sent', providerReference: await this.parts.settings.mailer!.send(message) }
    } catch (error) {
      const { message } = error as Error
      if (error instanceof MailRefused) return { status: 'failed', error: message }
      const retryMs = RETRY_MS[attempts]
      if (retryMs !== undefined) return { status: 'queued', error: message, retryMs }
      this.giveUp(delivery, message)
      return { status: 'failed', error: message }
    }
  }

  /** Nobody has refused it: the provider has been away for half a day, and somebody was not told. */
  private giveUp({ id, channel, template, attempts }: Delivery, error: string): void {
    this.givenUp.add(1, { channel })
    const about = { alarm: 'message', deliveryId: id, channel, template, attempts: attempts + 1, reason: error }
    this.parts.log.error(about, 'a message was given up')
  }

  private variablesOf({ template, tokenId, notice, userId }: Delivery): Record<string, string> {
    const { tokens, settings, keys } = this.parts
    if (template === 'price_alert') {
      assert(notice !== undefined, 'what is told of an alert stands beside its delivery')
      const { title, body, link, customMessage } = notice
      const note = customMessage === null ? undefined : openInEvent(keys, userId, customMessage)
      return { title, body, link: `${settings.publicUrl}${link}`, ...(note !== undefined && { customMessage: note }) }
    }
    if (tokenId === undefined) return {}
    const path = PATHS[template]
    if (path === undefined) return { code: tokens.codeOf(tokenId) }
    const token = tokens.make(tokenId)
    return { token, link: `${settings.publicUrl}${path}#${token}` }
  }
}
