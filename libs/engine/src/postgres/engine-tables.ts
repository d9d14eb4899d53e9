import {
  bigint,
  customType,
  index,
  integer,
  json,
  jsonb,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
  varchar,
  type PgSchema,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const position = (name: string) => bigint(name, { mode: 'number' })

/**
 * The engine's tables, the same in every service's schema. Each service exports them from its schema file, so that its
 * migrations contain them.
 */
export function engineTables<Name extends string>(schema: PgSchema<Name>) {
  return {
    /** One row per partition. Its counter serialises the commits, so readers that page by position lose nothing. */
    logHead: schema.table('log_head', {
      partition: smallint('partition').primaryKey(),
      position: position('position').notNull().default(0),
      hash: bytea('hash').notNull(),
      owner: uuid('owner'),
      lastTime: time('last_time'),
    }),
    /** Append only, by grant and by trigger. `json`, not `jsonb`: these bytes are what is published and hashed. */
    eventLog: schema.table(
      'event_log',
      {
        partition: smallint('partition').notNull(),
        position: position('position').notNull(),
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
        position: position('position').notNull(),
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
        sequence: position('sequence').notNull(),
        kafkaOffset: position('kafka_offset').notNull(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.source, table.sourcePartition] })],
    ),
    linkOut: schema.table(
      'link_out',
      {
        partition: smallint('partition').notNull(),
        target: varchar('target', { length: 20 }).notNull(),
        targetPartition: smallint('target_partition').notNull(),
        sequence: position('sequence').notNull(),
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
        position: position('position').notNull(),
        hash: bytea('hash').notNull(),
        kafkaOffset: position('kafka_offset').notNull(),
      },
      (table) => [primaryKey({ columns: [table.consumer, table.source, table.sourcePartition] })],
    ),
    relayCheckpoint: schema.table('relay_checkpoint', {
      partition: smallint('partition').primaryKey(),
      position: position('position').notNull().default(0),
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
        ordinal: position('ordinal').notNull(),
        source: varchar('source', { length: 80 }).notNull(),
        position: position('position').notNull(),
        headers: json('headers').notNull(),
        value: bytea('value').notNull(),
        error: text('error').notNull(),
        parkedAt: time('parked_at').notNull().defaultNow(),
      },
      (table) => [primaryKey({ columns: [table.partition, table.aggregate, table.ordinal] })],
    ),
    /** Effective-dated configuration: never updated, only superseded. */
    configVersions: schema.table(
      'config_versions',
      {
        key: varchar('key', { length: 100 }).notNull(),
        version: integer('version').notNull(),
        value: jsonb('value').notNull(),
        valueSha256: varchar('value_sha256', { length: 64 }).notNull(),
        effectiveFrom: time('effective_from').notNull(),
        effectiveUntil: time('effective_until'),
        legalSource: text('legal_source'),
        reason: text('reason').notNull(),
        proposedBy: uuid('proposed_by'),
        approvedBy: uuid('approved_by'),
        approvedAt: time('approved_at'),
      },
      (table) => [primaryKey({ columns: [table.key, table.version] })],
    ),
  }
}
