import { ClearReason, HitStatus } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { check, index, jsonb, numeric, primaryKey, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'
import { listCode } from './lists.table'

export const hitStatus = compliance.enum('hit_status', enumValues(HitStatus))
export const clearReason = compliance.enum('clear_reason', enumValues(ClearReason))

/** Entries of lists that the subject of a check may be. `evidence` is sealed. */
export const amlHits = compliance.table(
  'aml_hits',
  {
    ...place,
    ownerId: uuid('owner_id').notNull(),
    checkId: uuid('check_id').notNull(),
    listCode: listCode('list_code').notNull(),
    entryId: varchar('entry_id', { length: 100 }).notNull(),
    entryHash: varchar('entry_hash', { length: 64 }).notNull(),
    referenceNumber: varchar('reference_number', { length: 50 }),
    caption: varchar('caption', { length: 500 }).notNull(),
    score: numeric('score', { precision: 5, scale: 4 }).notNull(),
    explanations: jsonb('explanations').notNull(),
    status: hitStatus('status').notNull().default('open'),
    clearedAs: uuid('cleared_as'),
    reasonCode: clearReason('reason_code'),
    evidence: jsonb('evidence'),
    secondEvidence: jsonb('second_evidence'),
    proposedBy: uuid('proposed_by'),
    commandHash: varchar('command_hash', { length: 64 }),
    confirmedBy: uuid('confirmed_by'),
    secondedBy: uuid('seconded_by'),
    decidedBy: uuid('decided_by'),
    decidedAt: time('decided_at'),
  },
  (table) => [
    primaryKey({ name: 'aml_hits_pk', columns: [table.partition, table.id] }),
    uniqueIndex('aml_hits_once_idx').on(table.partition, table.checkId, table.listCode, table.entryId),
    index('aml_hits_owner_id_idx').on(table.ownerId),
    index('aml_hits_status_idx').on(table.status),
    check('aml_hits_score', sql`score BETWEEN 0 AND 1`),
    check('aml_hits_cleared_by_two', sql`proposed_by <> decided_by`),
    check('aml_hits_confirmed_by_two', sql`confirmed_by <> seconded_by`),
    check('aml_hits_cleared', sql`status <> 'cleared' OR (proposed_by IS NOT NULL AND decided_by IS NOT NULL)`),
  ],
)
