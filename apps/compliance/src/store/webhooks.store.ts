import type { Queryable } from '@filao/engine'
import { createCipheriv, randomBytes } from 'node:crypto'
import type { AcceptedWebhook, WebhookFacts, WebhookSignature } from '../kyc/kyc-provider'

/** A webhook that is to be worked off. */
export interface DueWebhook {
  readonly ordinal: number
  readonly provider: string
  readonly type: string
  readonly signature: WebhookSignature
  readonly facts: WebhookFacts
  /** How often it was tried before, this time included. */
  readonly attempts: number
}

const NONCE_BYTES = 12
const BATCH_MAX = 50
/** Who has taken a webhook and died leaves it to another after this. */
const LEASE_SECONDS = 30

/** What providers have sent. */
export class Webhooks {
  constructor(
    private readonly db: Queryable,
    /** 32 bytes, which seal bodies: what a provider sends may be about somebody whom nobody knows yet. */
    private readonly key: Buffer,
  ) {}

  /** Keeps a webhook with its bytes. False when its event id is here already. */
  async keep(provider: string, { eventId, type, signature, facts }: AcceptedWebhook, raw: Buffer): Promise<boolean> {
    const { rows } = await this.db.query({
      name: 'compliance_webhook_keep',
      text: `INSERT INTO compliance.provider_webhooks (provider, event_id, webhook_type, signature, body, facts)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (provider, event_id) DO NOTHING RETURNING ordinal`,
      values: [provider, eventId, type, signature, this.seal(raw), JSON.stringify(facts)],
    })
    return rows.length > 0
  }

  /** Takes what is due, the oldest first; nobody else gets it while the lease lasts. */
  async take(): Promise<readonly DueWebhook[]> {
    const { rows } = await this.db.query({
      name: 'compliance_webhook_take',
      text: `UPDATE compliance.provider_webhooks w SET attempts = attempts + 1,
          due_at = now() + make_interval(secs => $1)
        WHERE ordinal IN (SELECT ordinal FROM compliance.provider_webhooks
          WHERE handled_at IS NULL AND due_at <= now() ORDER BY ordinal LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING ordinal, provider, webhook_type AS type, signature, facts, attempts`,
      values: [LEASE_SECONDS, BATCH_MAX],
    })
    return (rows as unknown as (Omit<DueWebhook, 'ordinal'> & { ordinal: string })[])
      .map((row) => ({ ...row, ordinal: Number(row.ordinal) }))
      .sort((a, b) => a.ordinal - b.ordinal)
  }

  async handled(ordinal: number, outcome: string): Promise<void> {
    await this.db.query({
      name: 'compliance_webhook_handled',
      text: 'UPDATE compliance.provider_webhooks SET handled_at = now(), outcome = $2, last_error = NULL WHERE ordinal = $1',
      values: [ordinal, outcome],
    })
  }

  async later(ordinal: number, delayMs: number, error: string): Promise<void> {
    await this.db.query({
      name: 'compliance_webhook_later',
      text: `UPDATE compliance.provider_webhooks SET due_at = now() + make_interval(secs => $2), last_error = $3
        WHERE ordinal = $1`,
      values: [ordinal, delayMs / 1000, error.slice(0, 500)],
    })
  }

  private seal(raw: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce)
    return Buffer.concat([nonce, cipher.update(raw), cipher.final(), cipher.getAuthTag()])
  }
}
