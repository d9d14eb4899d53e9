import type { Queryable } from '@filao/engine'
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { BankNotification } from '../providers/bank-notification'
import { ProviderSilent, type PaymentPages } from '../providers/providers'
import type { ServiceSeal } from '../providers/service-seal'
import { verifiedWebhook } from '../providers/webhook-signature'

/** `again`: known by its id, and nothing more is done. `unavailable`: the provider has to try again. */
export type Taken = 'kept' | 'again' | 'forged' | 'unreadable' | 'unavailable'

interface Parts {
  readonly db: Queryable
  readonly seal: ServiceSeal
  readonly bankSecrets: readonly Buffer[]
  readonly pages: PaymentPages | undefined
  readonly now: () => number
}

interface Received {
  /** The bytes as they came, before anything has read them. */
  readonly body: Buffer
  readonly headers: IncomingHttpHeaders
}

interface Genuine {
  readonly eventId: string
  readonly eventType: string
  readonly scheme: string
  readonly signedAt: number | undefined
  /** What is kept: for the orchestrator what it opened to, since its ciphertext tells nothing. */
  readonly body: Buffer
}

const Imn = z.object({ crypted_callback: z.string().min(1).max(20_000) })

/** Verifies and keeps what providers tell. Only what is genuine is kept, so that a forgery cannot take an id. */
export class Webhooks {
  constructor(private readonly parts: Parts) {}

  async take(provider: 'bank' | 'mips', received: Received): Promise<Taken> {
    const genuine = provider === 'bank' ? this.fromBank(received) : await this.fromPages(received)
    if (typeof genuine === 'string') return genuine
    const { eventId, eventType, scheme, signedAt, body } = genuine
    const { rows } = await this.parts.db.query({
      name: 'payment_webhook_kept',
      text: `INSERT INTO payment.provider_webhooks (provider, event_id, event_type, signature_scheme, signed_at, body, body_sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING event_id`,
      values: [
        provider,
        eventId,
        eventType,
        scheme,
        signedAt === undefined ? null : new Date(signedAt),
        this.parts.seal.seal(`${provider}/${eventId}`, body),
        createHash('sha256').update(received.body).digest('hex'),
      ],
    })
    return rows.length === 1 ? 'kept' : 'again'
  }

  private fromBank({ body, headers }: Received): Genuine | Taken {
    const one = (name: string): string | undefined => {
      const value = headers[name]
      return typeof value === 'string' ? value : undefined
    }
    const signed = { id: one('webhook-id'), timestamp: one('webhook-timestamp'), signature: one('webhook-signature') }
    const verified = verifiedWebhook(signed, body, { secrets: this.parts.bankSecrets, now: this.parts.now() })
    if (!verified) return 'forged'
    const parsed = BankNotification.safeParse(jsonOf(body))
    if (!parsed.success) return 'unreadable'
    return {
      eventId: verified.id,
      eventType: parsed.data.type,
      scheme: 'hmac-sha256',
      signedAt: verified.signedAt,
      body,
    }
  }

  /** Its notifications carry no id, time or signature: the provider opens them, and its checksum shows that it made them. */
  private async fromPages({ body }: Received): Promise<Genuine | Taken> {
    const parsed = Imn.safeParse(jsonOf(body))
    if (!parsed.success) return 'unreadable'
    if (!this.parts.pages) return 'unavailable'
    try {
      const movement = await this.parts.pages.open(parsed.data.crypted_callback)
      if (!movement) return 'forged'
      const { providerReference, status, reference } = movement
      return {
        eventId: `${providerReference}/${status}`,
        eventType: `payment.${status}`,
        scheme: 'mips-checksum',
        signedAt: undefined,
        body: Buffer.from(JSON.stringify({ reference })),
      }
    } catch (error) {
      if (error instanceof ProviderSilent) return 'unavailable'
      throw error
    }
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
