import { ListCode, ListState } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  customType,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const listCode = compliance.enum('list_code', enumValues(ListCode))
export const listState = compliance.enum('list_state', enumValues(ListState))
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** The versions of the lists that names are screened against; one of each list is in force. */
export const screeningLists = compliance.table(
  'screening_lists',
  {
    ...place,
    listCode: listCode('list_code').notNull(),
    versionId: varchar('version_id', { length: 80 }).notNull(),
    generatedAt: time('generated_at').notNull(),
    sha256: varchar('sha256', { length: 64 }).notNull(),
    entryCount: integer('entry_count').notNull(),
    state: listState('state').notNull().default('loaded'),
    commandHash: varchar('command_hash', { length: 64 }),
    loadedBy: uuid('loaded_by').notNull(),
    loadedAt: time('loaded_at').notNull(),
    approvedBy: uuid('approved_by'),
    approvedAt: time('approved_at'),
    rejectedBy: uuid('rejected_by'),
    activatedAt: time('activated_at'),
    subjectCount: integer('subject_count'),
    matchCount: integer('match_count'),
  },
  (table) => [
    primaryKey({ name: 'screening_lists_pk', columns: [table.partition, table.id] }),
    uniqueIndex('screening_lists_version_idx').on(table.listCode, table.versionId),
    // Checked at the end of each row: the version that follows is written after the one it takes the place of.
    uniqueIndex('screening_lists_active_idx')
      .on(table.listCode)
      .where(sql`state = 'active'`),
    check('screening_lists_sha256', sql`sha256 ~ '^[0-9a-f]{64}$'`),
    check('screening_lists_two_people', sql`approved_by <> loaded_by`),
  ],
)

/** The files themselves, by their hash. No event carries them. */
export const screeningFiles = compliance.table('screening_files', {
  sha256: varchar('sha256', { length: 64 }).primaryKey(),
  listCode: listCode('list_code').notNull(),
  size: bigint('size', { mode: 'number' }).notNull(),
  content: bytes('content').notNull(),
  storedAt: time('stored_at').notNull().defaultNow(),
})

/** What stands in each file, entry by entry. */
export const screeningEntries = compliance.table(
  'screening_entries',
  {
    sha256: varchar('sha256', { length: 64 }).notNull(),
    entryId: varchar('entry_id', { length: 100 }).notNull(),
    entryHash: varchar('entry_hash', { length: 64 }).notNull(),
    schema: text('schema').notNull(),
    entry: jsonb('entry').notNull(),
  },
  (table) => [primaryKey({ name: 'screening_entries_pk', columns: [table.sha256, table.entryId] })],
)
