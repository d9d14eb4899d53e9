import { readFrontier, frontierBytes, frontierRoot } from '@filao/audit'
import type { Queryable, Row } from '@filao/engine'
import { sha256 } from '../intake/record.projection'
import type { SourceState, StopReason } from '../intake/source.state'
import { bytesArray, plainArray, textArray } from './sql-array.store'

const COLUMNS =
  'source, source_partition, partition, last_position, last_hash, root, frontier, kafka_offset, stop_reason'

/** All sources that this partition of the audit records. */
export async function loadSources(db: Queryable, partition: number): Promise<SourceState[]> {
  const { rows } = await db.query({
    text: `SELECT ${COLUMNS} FROM audit.audit_positions WHERE partition = $1`,
    values: [partition],
  })
  return rows.map(readSource)
}

function readSource(row: Row): SourceState {
  const position = Number(row['last_position'])
  const frontier = readFrontier(position, row['frontier'] as Buffer)
  // The row was written by the same rules, so a difference means that somebody changed it.
  if (!(row['root'] as Buffer).equals(frontierRoot(frontier, sha256))) {
    throw new Error(`the frontier of ${String(row['source'])} does not fold to its root`)
  }
  return {
    source: row['source'] as string,
    sourcePartition: row['source_partition'] as number,
    partition: row['partition'] as number,
    position,
    hash: row['last_hash'] as Buffer,
    frontier,
    kafkaOffset: BigInt(row['kafka_offset'] as string),
    stopped: (row['stop_reason'] as StopReason | null) ?? undefined,
    rewound: false,
  }
}

/** Makes the rows of new sources, at position 0; one that exists stays as it is. */
export async function createSources(db: Queryable, sources: readonly SourceState[]): Promise<void> {
  await db.query({
    text: `INSERT INTO audit.audit_positions (source, source_partition, partition, last_hash, root, frontier)
      SELECT * FROM unnest($1::text[], $2::smallint[], $3::smallint[], $4::bytea[], $5::bytea[], $6::bytea[]) ON CONFLICT DO NOTHING`,
    values: [
      textArray(sources.map(({ source }) => source)),
      plainArray(sources.map(({ sourcePartition }) => sourcePartition)),
      plainArray(sources.map(({ partition }) => partition)),
      bytesArray(sources.map(({ hash }) => hash)),
      bytesArray(sources.map(({ frontier }) => frontierRoot(frontier, sha256))),
      bytesArray(sources.map(({ frontier }) => frontierBytes(frontier))),
    ],
  })
}

/** Writes down that a source is stopped, unless somebody has moved it meanwhile. */
export async function markStopped(
  db: Queryable,
  { source, sourcePartition, position }: SourceState,
  reason: StopReason,
): Promise<void> {
  await db.query({
    text: `UPDATE audit.audit_positions SET gap_at = last_position + 1, stop_reason = $4
      WHERE source = $1 AND source_partition = $2 AND last_position = $3`,
    values: [source, sourcePartition, position, reason],
  })
}

/** Which of these forwarded commands are recorded already. */
export async function knownRequests(db: Queryable, commandIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query({
    text: 'SELECT command_id FROM audit.audit_requests WHERE command_id = ANY ($1::uuid[])',
    values: [plainArray(commandIds)],
  })
  return new Set(rows.map((row) => row['command_id'] as string))
}
