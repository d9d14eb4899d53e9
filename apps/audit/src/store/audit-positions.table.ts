import { sql } from 'drizzle-orm'
import { check, primaryKey, smallint, varchar } from 'drizzle-orm/pg-core'
import { audit, big, bytea, time } from './columns.table'

/**
 * How far each source has been recorded, with the frontier of its Merkle tree. Moved by compare-and-set in the
 * statement that inserts the rows, so that a position is recorded once whoever records it.
 */
export const auditPositions = audit.table(
  'audit_positions',
  {
    source: varchar('source', { length: 40 }).notNull(),
    sourcePartition: smallint('source_partition').notNull(),
    /** The audit's own partition, whose owner records this source: that of the topic. */
    partition: smallint('partition').notNull(),
    firstPosition: big('first_position').notNull().default(1),
    lastPosition: big('last_position').notNull().default(0),
    count: big('count').notNull().default(0),
    treeSize: big('tree_size').notNull().default(0),
    /** A log's chain at `last_position`; of links and requests, which have no chain, 32 zero bytes. */
    lastHash: bytea('last_hash').notNull(),
    root: bytea('root').notNull(),
    /** The nodes of the frontier, largest first, 32 bytes each. */
    frontier: bytea('frontier').notNull(),
    kafkaOffset: big('kafka_offset').notNull().default(-1),
    lastEventAt: time('last_event_at'),
    /** The position that is missing; set when the source is stopped, empty when it goes on. */
    gapAt: big('gap_at'),
    /** Why the source is stopped. */
    stopReason: varchar('stop_reason', { length: 10 }),
  },
  (table) => [
    primaryKey({ name: 'audit_positions_pk', columns: [table.source, table.sourcePartition] }),
    check(
      'audit_positions_complete',
      sql`first_position = 1 and count = last_position - first_position + 1 and count = tree_size`,
    ),
    check('audit_positions_stopped', sql`stop_reason in ('gap', 'fork')`),
  ],
)
