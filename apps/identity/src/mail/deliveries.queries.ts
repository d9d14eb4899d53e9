import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { SealedRecipient } from './deliveries.projection'
import type { Message, Template } from './mailer'

/** A message that is due. */
export interface Delivery {
  readonly partition: number
  readonly id: Id
  readonly userId: Id
  readonly channel: Message['channel']
  readonly template: Template
  readonly tokenId: Id | undefined
  readonly recipient: SealedRecipient
  readonly isExpired: boolean
  /** Tries so far. */
  readonly attempts: number
}

/** Where a delivery stands after a try. */
export type Outcome =
  | { readonly status: 'sent'; readonly providerReference: string }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'queued'; readonly error: string; readonly retryMs: number }

/** The queue of what is to be sent. */
export class DeliveryQueries {
  constructor(private readonly db: Queryable) {}

  /** What is due in these partitions, the longest due first. */
  async due(partitions: readonly number[], limit: number): Promise<Delivery[]> {
    const { rows } = await this.db.query({
      name: 'identity_deliveries_due',
      text: `SELECT partition, id, user_id, channel, template, token_id, recipient, attempts, coalesce(expires_at <= now(), false) AS is_expired
        FROM identity.notification_deliveries
        WHERE partition = ANY ($1::smallint[]) AND status = 'queued' AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT $2`,
      values: [partitions, limit],
    })
    return rows.map((row) => ({
      partition: row['partition'] as number,
      id: row['id'] as Id,
      userId: row['user_id'] as Id,
      channel: row['channel'] as Delivery['channel'],
      template: row['template'] as Template,
      tokenId: (row['token_id'] as Id | null) ?? undefined,
      recipient: row['recipient'] as SealedRecipient,
      isExpired: row['is_expired'] as boolean,
      attempts: row['attempts'] as number,
    }))
  }

  async settle({ partition, id }: Pick<Delivery, 'partition' | 'id'>, outcome: Outcome): Promise<void> {
    await this.db.query({
      name: 'identity_delivery_settled',
      text: `UPDATE identity.notification_deliveries SET status = $3::identity.notification_status, attempts = attempts + 1, provider_reference = $4,
          last_error = $5, sent_at = CASE WHEN $3::identity.notification_status = 'sent' THEN now() END,
          next_attempt_at = now() + $6::int * interval '1 millisecond'
        WHERE partition = $1 AND id = $2 AND status = 'queued'`,
      values: [
        partition,
        id,
        outcome.status,
        outcome.status === 'sent' ? outcome.providerReference : null,
        outcome.status === 'sent' ? null : outcome.error,
        outcome.status === 'queued' ? outcome.retryMs : 0,
      ],
    })
  }
}
