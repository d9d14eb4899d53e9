import type { Queryable } from '../state-store'

/** What the database alone knows of a partition, whoever owns it, and also when nobody does. */
export interface PartitionFigures {
  readonly partition: number
  /** Events that are committed and not yet published. */
  readonly unpublished: number
  /** Age of the oldest of them in seconds; 0 when there is none. */
  readonly oldestUnpublishedSeconds: number
  /** How long the oldest due timer has been due in seconds; 0 when none is. */
  readonly timersOverdueSeconds: number
  /** Inputs that wait for an operator. */
  readonly parked: number
}

/** Reads the figures of all partitions: one query, a few index look-ups each. */
export async function readPartitionFigures(db: Queryable, schema: string): Promise<readonly PartitionFigures[]> {
  const { rows } = await db.query({
    name: `${schema}_partition_figures`,
    text: `SELECT h.partition, h.position - c.position AS unpublished,
        coalesce(extract(epoch FROM clock_timestamp() - e.time), 0)::float AS oldest_unpublished,
        coalesce((SELECT extract(epoch FROM clock_timestamp() - min(t.due_at)) FROM ${schema}.timers t
          WHERE t.partition = h.partition), 0)::float AS timers_overdue,
        (SELECT count(*) FROM ${schema}.parked p WHERE p.partition = h.partition)::int AS parked
      FROM ${schema}.log_head h JOIN ${schema}.relay_checkpoint c USING (partition)
      LEFT JOIN ${schema}.event_log e ON e.partition = h.partition AND e.position = c.position + 1
      ORDER BY h.partition`,
  })
  return rows.map((row) => ({
    partition: row['partition'] as number,
    unpublished: Number(row['unpublished']),
    oldestUnpublishedSeconds: Math.max(0, row['oldest_unpublished'] as number),
    timersOverdueSeconds: Math.max(0, row['timers_overdue'] as number),
    parked: row['parked'] as number,
  }))
}
