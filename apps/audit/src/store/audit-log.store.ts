import { frontierBytes, type Frontier } from '@filao/audit'
import { toTimestamp, type Instant } from '@filao/kernel'
import type { DraftRow } from '../intake/draft.state'
import { isUuid, type AuditRecord } from '../intake/record.projection'
import type { SourceState } from '../intake/source.state'
import { bytesArray, intArray, plainArray, textArray } from './sql-array.store'

/** A source that the statement moves, and the rows that move it. */
export interface SourceMove {
  readonly state: SourceState
  readonly after: {
    readonly position: number
    readonly hash: Uint8Array
    readonly kafkaOffset: bigint
    readonly frontier: Frontier
    readonly root: Uint8Array
  }
  readonly lastEventAt: Instant
  readonly rows: readonly DraftRow[]
}

/**
 * Moves the sources and inserts their rows in one statement. Each source hangs on its own fence: only where the source
 * still stands at the expected position is it moved, and only rows of moved sources are inserted. It answers with the
 * numbers of the moved sources.
 *
 * What is large travels as one binary parameter, cut in SQL (an array of bytea would be hexadecimal text of twice the
 * size); what repeats (types, times, kinds of actors) travels once, with the number of its value in each row. `unnest`
 * stands in the select list, because in FROM every array would be copied into a table of its own first.
 */
const APPEND = `
WITH moved AS (
  UPDATE audit.audit_positions AS p
  SET last_position = s.reached, count = s.reached, tree_size = s.reached, last_hash = s.hash, root = s.root,
    frontier = s.frontier, kafka_offset = s.kafka_offset, last_event_at = s.last_event_at, gap_at = NULL, stop_reason = NULL
  FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bigint[],
    $9::timestamptz[]) WITH ORDINALITY
    AS s (source, source_partition, expected, reached, hash, root, frontier, kafka_offset, last_event_at, number)
  WHERE p.source = s.source AND p.source_partition = s.source_partition AND p.last_position = s.expected
  RETURNING s.number::int, s.expected, p.source, p.source_partition
), requests AS (
  INSERT INTO audit.audit_requests (command_id, recorded_at)
  SELECT r.command_id, $10::timestamptz FROM unnest($11::int[], $12::uuid[]) AS r (source_number, command_id)
  JOIN moved ON moved.number = r.source_number
), recorded AS (
  INSERT INTO audit.audit_log (recorded_at, occurred_at, source_position, source_partition, event_category, severity, user_id,
    admin_id, request_id, source, event_type, subject, actor_kind, actor_id, traceparent, data_hash, leaf_hash, chain_hash,
    commands_hash, headers, entry, data)
  SELECT $10, ($13::timestamptz[])[r.time], moved.expected + r.step, moved.source_partition,
    ($14::audit.event_category[])[r.type], ($15::audit.severity[])[r.type],
    CASE WHEN r.flags & 4 <> 0 THEN r.actor_id::uuid END, CASE WHEN r.flags & 8 <> 0 THEN r.actor_id::uuid END,
    r.request_id, moved.source, ($16::text[])[r.type], r.subject, ($17::text[])[r.actor_kind], r.actor_id, r.traceparent,
    substring($18::bytea FROM r.start FOR 32), substring($18 FROM r.start + 32 FOR 32),
    CASE WHEN r.flags & 1 <> 0 THEN substring($18 FROM r.start + 64 FOR 32) END,
    CASE WHEN r.flags & 2 <> 0 THEN substring($18 FROM r.start + 96 FOR 32) END,
    ($19::json[])[r.headers],
    substring($18 FROM r.start + 128 FOR r.entry_length), substring($18 FROM r.start + 128 + r.entry_length FOR r.data_length)
  FROM (
    SELECT unnest($20::int[]) AS source_number, unnest($21::int[]) AS step, unnest($22::int[]) AS type, unnest($23::int[]) AS time,
      unnest($24::int[]) AS actor_kind, unnest($25::int[]) AS flags, unnest($26::int[]) AS headers, unnest($27::int[]) AS start,
      unnest($28::int[]) AS entry_length, unnest($29::int[]) AS data_length, unnest($30::text[]) AS subject,
      unnest($31::text[]) AS actor_id, unnest($32::text[]) AS traceparent, unnest($33::uuid[]) AS request_id
  ) AS r
  JOIN moved ON moved.number = r.source_number
)
SELECT number FROM moved`

/** The statement that records these rows. */
export function appendStatement(
  moves: readonly SourceMove[],
  recordedAt: Instant,
): { readonly name: string; readonly text: string; readonly values: readonly unknown[] } {
  const values = [...sourceValues(moves), toTimestamp(recordedAt), ...requestValues(moves), ...rowValues(moves)]
  return { name: 'audit_append', text: APPEND, values }
}

const sourceValues = (moves: readonly SourceMove[]): readonly unknown[] => [
  textArray(moves.map(({ state }) => state.source)),
  plainArray(moves.map(({ state }) => state.sourcePartition)),
  plainArray(moves.map(({ state }) => state.position)),
  plainArray(moves.map(({ after }) => after.position)),
  bytesArray(moves.map(({ after }) => after.hash)),
  bytesArray(moves.map(({ after }) => after.root)),
  bytesArray(moves.map(({ after }) => frontierBytes(after.frontier))),
  plainArray(moves.map(({ after }) => after.kafkaOffset)),
  plainArray(moves.map(({ lastEventAt }) => `"${toTimestamp(lastEventAt)}"`)),
]

function requestValues(moves: readonly SourceMove[]): readonly unknown[] {
  const requests = moves.flatMap(({ rows }, index) =>
    rows.flatMap(({ record: { origin } }) =>
      origin.kind === 'request' ? [{ number: index + 1, id: origin.commandId }] : [],
    ),
  )
  return [intArray(requests.map(({ number }) => number)), plainArray(requests.map(({ id }) => id))]
}

/** The parameters of the rows, as the statement counts them. */
function rowValues(moves: readonly SourceMove[]): readonly unknown[] {
  const columns = new RowColumns()
  moves.forEach((move, index) => columns.add(move, index + 1))
  return columns.values()
}

/** Hashes of data, leaf, chain and commands, before the entry and the data of each row. */
const HASHES_BYTES = 128
const NO_HASH = Buffer.alloc(32)

const HAS_CHAIN_HASH = 1
const HAS_COMMANDS_HASH = 2
const IS_CLIENT = 4
const IS_STAFF = 8

class RowColumns {
  private readonly types = new Dictionary<AuditRecord>()
  private readonly times = new Dictionary<Instant>()
  private readonly actorKinds = new Dictionary<string>()
  private readonly rest: string[] = []
  private readonly sourceNumbers: number[] = []
  private readonly steps: number[] = []
  private readonly flags: number[] = []
  private readonly headers: number[] = []
  private readonly starts: number[] = []
  private readonly entryLengths: number[] = []
  private readonly dataLengths: number[] = []
  private readonly subjects: string[] = []
  private readonly actorIds: string[] = []
  private readonly traceparents: (string | undefined)[] = []
  private readonly requestIds: (string | undefined)[] = []
  private readonly bytes: Uint8Array[] = []
  /** From 1, as SQL counts. */
  private start = 1

  add({ state, rows }: SourceMove, sourceNumber: number): void {
    for (const { record, position } of rows) {
      this.sourceNumbers.push(sourceNumber)
      this.steps.push(position - state.position)
      this.addRecord(record)
    }
  }

  private addRecord(record: AuditRecord): void {
    this.types.add(record.eventType, record)
    this.times.add(record.occurredAt, record.occurredAt)
    this.actorKinds.add(record.actorKind, record.actorKind)
    this.flags.push(flagsOf(record))
    // Number 0 is no element of an array, so it reads as NULL.
    this.headers.push(record.headers === undefined ? 0 : this.rest.push(record.headers))
    this.subjects.push(record.subject)
    this.actorIds.push(record.actorId)
    this.traceparents.push(record.traceparent)
    this.requestIds.push(record.requestId)
    this.addBytes(record)
  }

  private addBytes({ dataHash, leafHash, chainHash, commandsHash, entry, data }: AuditRecord): void {
    this.bytes.push(dataHash, leafHash, chainHash ?? NO_HASH, commandsHash ?? NO_HASH, entry, data)
    this.starts.push(this.start)
    this.entryLengths.push(entry.length)
    this.dataLengths.push(data.length)
    this.start += HASHES_BYTES + entry.length + data.length
  }

  values(): readonly unknown[] {
    const types = this.types.values
    return [
      plainArray(this.times.values.map((time) => `"${toTimestamp(time)}"`)),
      plainArray(types.map(({ classification }) => classification.category)),
      plainArray(types.map(({ classification }) => classification.severity)),
      textArray(types.map(({ eventType }) => eventType)),
      textArray(this.actorKinds.values),
      Buffer.concat(this.bytes, this.start - 1),
      textArray(this.rest),
      ...[this.sourceNumbers, this.steps, this.types.numbers, this.times.numbers, this.actorKinds.numbers].map(
        intArray,
      ),
      ...[this.flags, this.headers, this.starts, this.entryLengths, this.dataLengths].map(intArray),
      textArray(this.subjects),
      textArray(this.actorIds),
      plainArray(this.traceparents),
      plainArray(this.requestIds),
    ]
  }
}

function flagsOf({ chainHash, commandsHash, actorKind, actorId }: AuditRecord): number {
  const hashes = (chainHash ? HAS_CHAIN_HASH : 0) | (commandsHash ? HAS_COMMANDS_HASH : 0)
  if (actorKind === 'client' && isUuid(actorId)) return hashes | IS_CLIENT
  return actorKind === 'staff' && isUuid(actorId) ? hashes | IS_STAFF : hashes
}

/** Distinct values of a column, and for each row the number of its value, from 1 as SQL counts. */
class Dictionary<Value> {
  readonly values: Value[] = []
  readonly numbers: number[] = []
  private readonly known = new Map<unknown, number>()

  add(key: unknown, value: Value): void {
    let number = this.known.get(key)
    if (number === undefined) this.known.set(key, (number = this.values.push(value)))
    this.numbers.push(number)
  }
}
