import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  json,
  jsonb,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
  varchar,
  type PgSchema,
} from 'drizzle-orm/pg-core'
import { big, bytea, time } from './columns'

/**
 * The engine's tables, the same in every service's schema. Each service exports them from its schema file, so that its
 * migrations contain them.
 */
export function engineTables<Name extends string>(schema: PgSchema<Name>) {
  return {
    /** One row per partition. Its counter serialises the commits, so readers that page by position lose nothing. */
    logHead: schema.table('log_head', {
      partition: smallint('partition').primaryKey(),
      position: big('position').notNull().default(0),
      hash: bytea('hash').notNull(),
      owner: uuid('owner'),
      lastTime: time('last_time'),
    }),
    /** Append only, by grant and by trigger. `json`, not `jsonb`: these bytes are what is published and hashed. */
    eventLog: schema.table(
      'event_log',
      {
        partition: smallint('partition').notNull(),
        position: big('position').notNull(),
        type: varchar('type', { length: 120 }).notNull(),
        subject: uuid('subject').notNull(),
        key: uuid('key').notNull(),
        data: json('data').notNull(),
        headers: json('headers').notNull(),
        commands: json('commands'),
        commandsHash: varchar('commands_hash', { length: 64 }),
        time: time('time').notNull(),
        hash: bytea('hash').notNull(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.position] })],
    ),
    /** Requests and their outcomes. The id alone is the key: the same id for another partition must meet itself. */
    inbox: schema.table(
      'inbox',
      {
        commandId: uuid('command_id').primaryKey(),
        partition: smallint('partition').notNull(),
        bodyHash: bytea('body_hash').notNull(),
        outcome: json('outcome').notNull(),
        position: big('position').notNull(),
        recordedAt: time('recorded_at').notNull().defaultNow(),
      },
      (table) => [index('inbox_recorded_at_idx').on(table.recordedAt)],
    ),
    linkIn: schema.table(
      'link_in',
      {
        partition: smallint('partition').notNull(),
        source: varchar('source', { length: 20 }).notNull(),
        sourcePartition: smallint('source_partition').notNull(),
        sequence: big('sequence').notNull(),
        kafkaOffset: big('kafka_offset').notNull(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.source, table.sourcePartition] })],
    ),
    linkOut: schema.table(
      'link_out',
      {
        partition: smallint('partition').notNull(),
        target: varchar('target', { length: 20 }).notNull(),
        targetPartition: smallint('target_partition').notNull(),
        sequence: big('sequence').notNull(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.target, table.targetPartition] })],
    ),
    /** Where each projection stands in each source log. */
    sourcePosition: schema.table(
      'source_position',
      {
        consumer: varchar('consumer', { length: 60 }).notNull(),
        source: varchar('source', { length: 20 }).notNull(),
        sourcePartition: smallint('source_partition').notNull(),
        position: big('position').notNull(),
        hash: bytea('hash').notNull(),
        kafkaOffset: big('kafka_offset').notNull(),
      },
      (table) => [primaryKey({ columns: [table.consumer, table.source, table.sourcePartition] })],
    ),
    relayCheckpoint: schema.table('relay_checkpoint', {
      partition: smallint('partition').primaryKey(),
      position: big('position').notNull().default(0),
    }),
    /** Values that one owner holds in the whole service, whatever its partition. */
    claims: schema.table(
      'claims',
      {
        scope: varchar('scope', { length: 30 }).notNull(),
        value: varchar('value', { length: 255 }).notNull(),
        ownerId: uuid('owner_id').notNull(),
        partition: smallint('partition').notNull(),
      },
      (table) => [primaryKey({ columns: [table.scope, table.value] })],
    ),
    timers: schema.table(
      'timers',
      {
        partition: smallint('partition').notNull(),
        id: varchar('id', { length: 120 }).notNull(),
        dueAt: time('due_at').notNull(),
        command: json('command').notNull(),
      },
      (table) => [
        primaryKey({ columns: [table.partition, table.id] }),
        index('timers_due_at_idx').on(table.partition, table.dueAt),
      ],
    ),
    /** Inputs that wait for an operator, in order, each aggregate by itself. */
    parked: schema.table(
      'parked',
      {
        partition: smallint('partition').notNull(),
        aggregate: varchar('aggregate', { length: 80 }).notNull(),
        ordinal: big('ordinal').notNull(),
        source: varchar('source', { length: 80 }).notNull(),
        position: big('position').notNull(),
        headers: json('headers').notNull(),
        value: bytea('value').notNull(),
        error: text('error').notNull(),
        parkedAt: time('parked_at').notNull().defaultNow(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.aggregate, table.ordinal] })],
    ),
    /** Effective-dated configuration: only ever inserted into. A version is in force until one that begins later. */
    configVersions: schema.table(
      'config_versions',
      {
        key: varchar('key', { length: 100 }).notNull(),
        version: integer('version').notNull(),
        value: jsonb('value').notNull(),
        valueSha256: varchar('value_sha256', { length: 64 }).notNull(),
        effectiveFrom: time('effective_from').notNull(),
        legalSource: text('legal_source'),
        reason: text('reason').notNull(),
        proposedBy: uuid('proposed_by').notNull(),
        approvedBy: uuid('approved_by').notNull(),
        approvedAt: time('approved_at').notNull(),
      },
      (table) => [
        primaryKey({ columns: [table.key, table.version] }),
        check('config_versions_four_eyes', sql`proposed_by <> approved_by`),
        check('config_versions_not_before', sql`effective_from >= approved_at`),
      ],
    ),
    /** Versions that one person has proposed, and what became of them. */
    configProposals: schema.table(
      'config_proposals',
      {
        partition: smallint('partition').notNull(),
        id: uuid('id').notNull(),
        position: big('position').notNull(),
        configurationId: uuid('configuration_id').notNull(),
        key: varchar('key', { length: 100 }).notNull(),
        value: json('value').notNull(),
        effectiveFrom: time('effective_from'),
        legalSource: text('legal_source'),
        reason: text('reason').notNull(),
        commandHash: varchar('command_hash', { length: 64 }).notNull(),
        proposedBy: uuid('proposed_by').notNull(),
        proposedAt: time('proposed_at').notNull(),
        status: text('status').notNull(),
        decidedBy: uuid('decided_by'),
        decidedAt: time('decided_at'),
      },
      (table) => [
        primaryKey({ columns: [table.partition, table.id] }),
        uniqueIndex('config_proposals_one_open')
          .on(table.partition, table.key)
          .where(sql`status = 'open'`),
        check('config_proposals_status', sql`status in ('open', 'approved', 'rejected', 'superseded')`),
        check('config_proposals_four_eyes', sql`status <> 'approved' or decided_by <> proposed_by`),
      ],
    ),
  }
}
