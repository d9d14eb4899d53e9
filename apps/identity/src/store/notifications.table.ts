import { NotificationCategory } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  json,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { big, identity, time } from './columns.table'
import { notificationChannel } from './deliveries.table'

export const notificationCategory = identity.enum('notification_category', enumValues(NotificationCategory))

/** What users have been told: a projection of the own log. */
export const notifications = identity.table(
  'notifications',
  {
    partition: smallint('partition').notNull(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    category: notificationCategory('category').notNull(),
    title: varchar('title', { length: 200 }).notNull(),
    body: text('body').notNull(),
    /** What the user wrote for this moment, sealed as in the event. */
    customMessage: json('custom_message'),
    /** A path of the application, where there is more to see. */
    link: varchar('link', { length: 500 }),
    /** The event that told of it: `<service>/<partition>/<position>`. */
    sourceEvent: varchar('source_event', { length: 120 }).notNull(),
    /** False where the user wanted a message alone. */
    inApp: boolean('in_app').notNull(),
    readAt: time('read_at'),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'notifications_pk', columns: [table.partition, table.id] }),
    uniqueIndex('notifications_source_event_idx').on(table.partition, table.userId, table.sourceEvent),
    index('notifications_user_id_idx').on(table.userId, table.createdAt, table.id),
    index('notifications_unread_idx')
      .on(table.userId, table.createdAt, table.id)
      .where(sql`read_at is null`),
  ],
)

/** What users have said about being told; where they have said nothing, it is as it is for everybody. */
export const notificationPreferences = identity.table(
  'notification_preferences',
  {
    partition: smallint('partition').notNull(),
    userId: uuid('user_id').notNull(),
    category: notificationCategory('category').notNull(),
    channel: notificationChannel('channel').notNull(),
    position: big('position').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
    enabled: boolean('enabled').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'notification_preferences_pk',
      columns: [table.partition, table.userId, table.category, table.channel],
    }),
    check(
      'notification_preferences_fixed',
      sql`enabled or not (category = 'security' or (category = 'payments' and channel = 'in_app'))`,
    ),
  ],
)
