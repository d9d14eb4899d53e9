import type { Queryable, Row } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Message, Template } from './mailer'
import type { Notice } from './notices'
import type { SealedInEvent } from './sealed-in-event'

/** A message that is due. */
export interface Delivery {
  readonly partition: number
  readonly id: Id
  readonly userId: Id
  readonly channel: Message['channel']
  readonly template: Template
  readonly tokenId: Id | undefined
  readonly recipient: SealedInEvent
  /** What it tells, where it is a notification. */
  readonly notice: (Notice & { readonly customMessage: SealedInEvent | null }) | undefined
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
      text: `SELECT d.partition, d.id, d.user_id, d.channel, d.template, d.token_id, d.recipient, d.attempts,
          coalesce(d.expires_at <= now(), false) AS is_expired, n.title, n.body, n.link, n.custom_message
        FROM identity.notification_deliveries d
          LEFT JOIN identity.notifications n ON n.partition = d.partition AND n.id = d.notification_id
        WHERE d.partition = ANY ($1::smallint[]) AND d.status = 'queued' AND d.next_attempt_at <= now()
        ORDER BY d.next_attempt_at LIMIT $2`,
      values: [partitions, limit],
    })
    return rows.map((row) => ({
      partition: row['partition'] as number,
      id: row['id'] as Id,
      userId: row['user_id'] as Id,
      channel: row['channel'] as Delivery['channel'],
      template: row['template'] as Template,
      tokenId: (row['token_id'] as Id | null) ?? undefined,
      recipient: row['recipient'] as SealedInEvent,
      notice: noticeOf(row),
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

const noticeOf = (row: Row): Delivery['notice'] =>
  row['title'] === null
    ? undefined
    : {
        title: row['title'] as string,
        body: row['body'] as string,
        link: row['link'] as string | null,
        customMessage: row['custom_message'] as SealedInEvent | null,
      }
