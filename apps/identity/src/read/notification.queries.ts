import type { Row, Sealer } from '@filao/engine'
import { allPreferences, isFixed, placeOf } from '@filao/identity'
import { partitionOf, type Id } from '@filao/kernel'
import { afterOf, toPage, type Page } from '@filao/service'
import type { NotificationView, PreferenceView } from '../http/notification.schemas'
import { openInEvent, type SealedInEvent } from '../mail/sealed-in-event'
import { preferenceOf } from '../store/preference-row.store'
import type { ClientReads } from './client-reads'

/** What a user has been told, and how they want to be told. */
export class NotificationQueries {
  constructor(
    private readonly clients: ClientReads,
    private readonly keys: Pick<Sealer, 'ready' | 'open'>,
  ) {}

  /** Newest first, of what is shown in the application. */
  async list(
    userId: Id,
    { limit, cursor, unread }: { limit: number; cursor?: string | undefined; unread?: boolean | undefined },
  ): Promise<Page<NotificationView>> {
    const { after } = afterOf(cursor)
    const rows = await this.clients.rows(userId, {
      name: 'own_notifications',
      text: `SELECT id, category, title, body, custom_message, link, read_at, created_at FROM identity.notifications
        WHERE user_id = $1 AND in_app AND ($2::boolean IS NOT TRUE OR read_at IS NULL)
          AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $5`,
      values: [userId, unread, after?.at, after?.id, limit + 1],
    })
    if (rows.some((row) => row['custom_message'] !== null)) await this.keys.ready([userId])
    return toPage(rows, {
      limit,
      item: (row) => this.view(userId, row),
      place: (row) => [time(row['created_at']), row['id'] as Id],
    })
  }

  /** How many of these are the user's. */
  async count(userId: Id, ids: readonly Id[]): Promise<number> {
    const [row] = await this.clients.rows(userId, {
      name: 'own_notifications_count',
      text: `SELECT count(*)::int AS count FROM identity.notifications
        WHERE partition = $1 AND id = ANY ($2::uuid[]) AND user_id = $3 AND in_app`,
      values: [partitionOf(userId), ids, userId],
    })
    return row!['count'] as number
  }

  /** Of every category and channel. */
  async preferences(userId: Id): Promise<PreferenceView[]> {
    const rows = await this.clients.rows(userId, {
      name: 'own_notification_preferences',
      text: `SELECT category, channel, enabled FROM identity.notification_preferences WHERE partition = $1 AND user_id = $2`,
      values: [partitionOf(userId), userId],
    })
    const said = new Map(rows.map(preferenceOf).map((preference) => [placeOf(preference), preference]))
    return allPreferences(said).map((preference) => ({ ...preference, fixed: isFixed(preference) }))
  }

  private view(userId: Id, row: Row): NotificationView {
    const sealed = row['custom_message'] as SealedInEvent | null
    return {
      id: row['id'] as Id,
      category: row['category'] as NotificationView['category'],
      title: row['title'] as string,
      body: row['body'] as string,
      customMessage: sealed === null ? null : (openInEvent(this.keys, userId, sealed) ?? null),
      link: row['link'] as string | null,
      readAt: row['read_at'] === null ? null : time(row['read_at']),
      createdAt: time(row['created_at']),
    }
  }
}

const time = (value: unknown): string => (value as Date).toISOString()
