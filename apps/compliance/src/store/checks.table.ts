import { sql } from 'drizzle-orm'
import { check, index, jsonb, primaryKey, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const checkStatus = compliance.enum('check_status', ['requested', 'completed', 'failed'])
export const checkTrigger = compliance.enum('check_trigger', [
  'onboarding',
  'change',
  'list',
  'transaction',
  'periodic',
  'manual',
])

/** Screenings. `owner_id` is the client, or the check itself where no client is known; `query` is sealed with its key. */
export const amlChecks = compliance.table(
  'aml_checks',
  {
    ...place,
    ownerId: uuid('owner_id').notNull(),
    subjectKind: varchar('subject_kind', { length: 30 }).notNull(),
    subjectId: varchar('subject_id', { length: 64 }).notNull(),
    trigger: checkTrigger('trigger').notNull(),
    referenceId: uuid('reference_id').notNull(),
    checkStatus: checkStatus('check_status').notNull().default('requested'),
    query: jsonb('query').notNull(),
    requestedAt: time('requested_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'aml_checks_pk', columns: [table.partition, table.id] }),
    uniqueIndex('aml_checks_once_idx').on(table.partition, table.trigger, table.referenceId, table.subjectId),
    index('aml_checks_owner_id_idx').on(table.ownerId),
    check('aml_checks_subject_kind', sql`subject_kind IN ('client', 'withdrawal', 'deposit_payer', 'bank_account')`),
  ],
)
