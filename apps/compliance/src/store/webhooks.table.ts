import { sql } from 'drizzle-orm'
import { bigserial, check, index, integer, jsonb, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { bytea, compliance, time } from './columns.table'

/**
 * What providers have sent, kept before anything is made of it: the raw bytes, sealed, with what they were accepted by.
 * An event id is there once. No state of the rules: what follows is a command, and this row says whether it was given.
 */
export const providerWebhooks = compliance.table(
  'provider_webhooks',
  {
    ordinal: bigserial('ordinal', { mode: 'number' }).primaryKey(),
    provider: varchar('provider', { length: 30 }).notNull(),
    eventId: uuid('event_id').notNull(),
    webhookType: varchar('webhook_type', { length: 60 }).notNull(),
    signature: varchar('signature', { length: 10 }).notNull(),
    body: bytea('body').notNull(),
    /** What the work needs, without a word about the person. */
    facts: jsonb('facts').notNull(),
    receivedAt: time('received_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    dueAt: time('due_at').notNull().defaultNow(),
    handledAt: time('handled_at'),
    outcome: varchar('outcome', { length: 60 }),
    lastError: text('last_error'),
  },
  (table) => [
    uniqueIndex('provider_webhooks_event_idx').on(table.provider, table.eventId),
    index('provider_webhooks_due_idx')
      .on(table.dueAt)
      .where(sql`handled_at IS NULL`),
    check('provider_webhooks_signature', sql`signature IN ('raw', 'v2', 'simple')`),
  ],
)
