import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  json,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { identity, time } from './columns.table'

export const notificationChannel = identity.enum('notification_channel', ['in_app', 'email', 'sms', 'push'])
export const notificationStatus = identity.enum('notification_status', ['queued', 'sent', 'failed'])

/**
 * What has to be sent to somebody outside, and what became of it: a projection of the own log. The recipient stands here
 * as in the event, sealed, with the message that it was sealed in.
 */
export const notificationDeliveries = identity.table(
  'notification_deliveries',
  {
    partition: smallint('partition').notNull(),
    /** Made of the event's place, so that the event applied twice is one delivery. */
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    channel: notificationChannel('channel').notNull(),
    template: varchar('template', { length: 50 }).notNull(),
    tokenId: uuid('token_id'),
    /** What it tells; absent where it is no notification. */
    notificationId: uuid('notification_id'),
    recipient: json('recipient').notNull(),
    /** Until when it is of use. */
    expiresAt: time('expires_at'),
    status: notificationStatus('status').notNull().default('queued'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: time('next_attempt_at').notNull().defaultNow(),
    providerReference: varchar('provider_reference', { length: 255 }),
    lastError: text('last_error'),
    sentAt: time('sent_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'notification_deliveries_pk', columns: [table.partition, table.id] }),
    index('notification_deliveries_due_idx')
      .on(table.partition, table.nextAttemptAt)
      .where(sql`status = 'queued'`),
    index('notification_deliveries_user_id_idx').on(table.userId),
    uniqueIndex('notification_deliveries_notification_idx')
      .on(table.partition, table.notificationId, table.channel)
      .where(sql`notification_id is not null`),
    check('notification_deliveries_sent', sql`(status = 'sent') = (sent_at is not null)`),
  ],
)
