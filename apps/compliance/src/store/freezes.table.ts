import { FreezeStatus } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const freezeStatus = compliance.enum('freeze_status', enumValues(FreezeStatus))

/** Why nothing of a client's moves. Reason and references are sealed. */
export const freezes = compliance.table(
  'freezes',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    reason: jsonb('reason').notNull(),
    reference: jsonb('reference').notNull(),
    status: freezeStatus('status').notNull().default('active'),
    appliedBy: uuid('applied_by'),
    appliedAt: time('applied_at').notNull(),
    authorityReference: jsonb('authority_reference'),
    documentHash: varchar('document_hash', { length: 64 }),
    liftProposedBy: uuid('lift_proposed_by'),
    commandHash: varchar('command_hash', { length: 64 }),
    liftProposedAsMlro: boolean('lift_proposed_as_mlro'),
    liftedBy: uuid('lifted_by'),
    liftedAt: time('lifted_at'),
  },
  (table) => [
    primaryKey({ name: 'freezes_pk', columns: [table.partition, table.id] }),
    index('freezes_user_id_idx').on(table.userId, table.status),
    check('freezes_lifted_by_two', sql`lift_proposed_by <> lifted_by`),
    check(
      'freezes_lifted',
      sql`(status = 'lifted') = (lifted_by IS NOT NULL) AND (lifted_by IS NULL) = (lifted_at IS NULL)`,
    ),
    check('freezes_document_hash', sql`document_hash ~ '^[0-9a-f]{64}$'`),
  ],
)
