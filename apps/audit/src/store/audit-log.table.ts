import { EVENT_CATEGORIES, SEVERITIES } from '@filao/audit'
import { sql } from 'drizzle-orm'
import { index, json, primaryKey, smallint, uuid, varchar } from 'drizzle-orm/pg-core'
import { audit, big, bytea, time } from './columns.table'

export const eventCategory = audit.enum('event_category', EVENT_CATEGORIES)
export const severity = audit.enum('severity', SEVERITIES)

/**
 * Every record of every topic, as it came. In the database it is partitioned by month of `recorded_at`
 * (the migration appends it: the schema language has no word for it). Inserted and read, never changed.
 *
 * The record itself is `data` and its headers. Of these, `entry` holds all that regulation 5.2 hashes, `chain_hash`,
 * `commands_hash` and `traceparent` have columns, and `headers` has the rest, usually nothing: each byte stands once.
 * Correlation and causation are read from the entry, the description is made when a row is read.
 */
export const auditLog = audit.table(
  'audit_log',
  {
    recordedAt: time('recorded_at').notNull(),
    occurredAt: time('occurred_at').notNull(),
    sourcePosition: big('source_position').notNull(),
    sourcePartition: smallint('source_partition').notNull(),
    eventCategory: eventCategory('event_category').notNull(),
    severity: severity('severity').notNull().default('info'),
    userId: uuid('user_id'),
    adminId: uuid('admin_id'),
    requestId: uuid('request_id'),
    source: varchar('source', { length: 40 }).notNull(),
    eventType: varchar('event_type', { length: 100 }).notNull(),
    subject: varchar('subject', { length: 100 }).notNull(),
    actorKind: varchar('actor_kind', { length: 10 }).notNull(),
    actorId: varchar('actor_id', { length: 64 }).notNull(),
    traceparent: varchar('traceparent', { length: 55 }),
    dataHash: bytea('data_hash').notNull(),
    leafHash: bytea('leaf_hash').notNull(),
    chainHash: bytea('chain_hash'),
    commandsHash: bytea('commands_hash'),
    headers: json('headers'),
    entry: bytea('entry').notNull(),
    data: bytea('data').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'audit_log_pk',
      columns: [table.recordedAt, table.source, table.sourcePartition, table.sourcePosition],
    }),
    // What is rare is found by a B-tree that almost no row enters.
    index('audit_log_severity_idx')
      .on(table.severity, table.recordedAt)
      .where(sql`severity <> 'info'`),
    index('audit_log_admin_id_idx')
      .on(table.adminId, table.recordedAt)
      .where(sql`admin_id is not null`),
    // Everything else is found by one block range index, appended to the migration by hand: see there.
  ],
)
