import { sql } from 'drizzle-orm'
import { index, integer, jsonb, primaryKey, smallint, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { bytea, payment, time } from './columns.table'

/** What a provider calls a payment by, and which one it is: where its notifications belong. */
export const providerReferences = payment.table(
  'provider_references',
  {
    provider: varchar('provider', { length: 30 }).notNull(),
    reference: varchar('reference', { length: 255 }).notNull(),
    kind: varchar('kind', { length: 20 }).notNull(),
    objectId: uuid('object_id').notNull(),
    accountId: uuid('account_id').notNull(),
    partition: smallint('partition').notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.reference] })],
)

/**
 * Notifications of providers, whole. Only verified ones come here, so that a forgery cannot take an id. The body is
 * sealed with the service's own key. `outcome` is empty until somebody has worked on it.
 */
export const providerWebhooks = payment.table(
  'provider_webhooks',
  {
    provider: varchar('provider', { length: 30 }).notNull(),
    eventId: varchar('event_id', { length: 255 }).notNull(),
    eventType: varchar('event_type', { length: 100 }).notNull(),
    signatureScheme: varchar('signature_scheme', { length: 20 }).notNull(),
    signedAt: time('signed_at'),
    receivedAt: time('received_at').notNull().defaultNow(),
    body: bytea('body').notNull(),
    bodySha256: varchar('body_sha256', { length: 64 }).notNull(),
    outcome: varchar('outcome', { length: 60 }),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: time('next_attempt_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index('provider_webhooks_waiting_idx')
      .on(table.nextAttemptAt)
      .where(sql`outcome IS NULL`),
  ],
)

/** What a provider is to be asked or told because of an event, until it has answered. Made by a follower of the log. */
export const providerTasks = payment.table(
  'provider_tasks',
  {
    /** `<partition>/<position>` of the event. */
    id: varchar('id', { length: 40 }).primaryKey(),
    kind: text('kind').notNull(),
    objectId: uuid('object_id').notNull(),
    accountId: uuid('account_id').notNull(),
    userId: uuid('user_id'),
    payload: jsonb('payload').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: time('next_attempt_at').notNull().defaultNow(),
    firstAttemptAt: time('first_attempt_at'),
    doneAt: time('done_at'),
    outcome: varchar('outcome', { length: 60 }),
  },
  (table) => [
    index('provider_tasks_waiting_idx')
      .on(table.nextAttemptAt)
      .where(sql`done_at IS NULL`),
    index('provider_tasks_object_idx').on(table.objectId),
  ],
)

/** How far what has come in at a provider was looked at: by the number that it gave, or by the deposit asked about last. */
export const providerCursors = payment.table('provider_cursors', {
  provider: varchar('provider', { length: 30 }).primaryKey(),
  cursor: varchar('cursor', { length: 40 }).notNull(),
})
