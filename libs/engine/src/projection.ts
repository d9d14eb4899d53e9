import type { Chunk, InRecord } from '@filao/bus'
import { FOLLOWED, type ContractSet, type Message, type ServiceName } from '@filao/contracts'
import { assert, fromTimestamp, type Instant } from '@filao/kernel'
import type pg from 'pg'
import { GENESIS } from './chain'
import type { LogRow } from './partition-storage'
import { ForkedLog, PoisonInput } from './permanent'
import type { Queryable } from './state-store'

/** An event as a projection sees it. */
export interface ProjectedEvent<M extends Message = Message> {
  readonly source: string
  readonly partition: number
  readonly position: number
  readonly at: Instant
  readonly event: M
  readonly headers: Readonly<Record<string, string>>
}

/** Tables built from events: another service's, or the own log's. They decide nothing. */
export interface Projection<M extends Message = Message> {
  /** Name under which its positions are kept. A rebuilt projection gets a new one, and new tables. */
  readonly consumer: string
  /** The service whose events it follows. */
  readonly source: ServiceName
  /** The events that it wants; others only move its position. */
  readonly events: ContractSet<M>
  /** Writes the effects of a run of events, in order, in the transaction that moves the position. */
  apply(db: Queryable, events: readonly ProjectedEvent<M>[]): Promise<void>
}

/** Throws when a service follows what its contracts do not say: nobody would know of it who changes the event. */
export function assertFollowed(service: ServiceName, { source, events, consumer }: Projection): void {
  if (source === service) return
  const strange = events.contracts.filter((contract) => !FOLLOWED[service]?.includes(contract))
  assert(strange.length === 0, `${consumer} follows ${strange.map(({ ceType }) => ceType).join(', ')} unsaid`)
}

/** Where a projection stands in one source log. */
interface Place {
  position: number
  hash: Buffer
  kafkaOffset: bigint
}

/** An event of a source log, from Kafka or from the own log. */
interface Sourced {
  readonly position: number
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly hash: Buffer
  readonly kafkaOffset: bigint
  readonly value: () => string
}

/** `applied`: go on. `gap`: positions are missing, read again from `place`. `moved`: another instance is ahead. */
export type ProjectionResult = 'applied' | 'gap' | 'moved'

/**
 * Applies the events of one source service to a projection, each exactly once: the position is moved by compare-and-set
 * in the transaction of the effects. Lower is a duplicate, higher a gap.
 */
export class ProjectionRunner {
  private readonly places = new Map<number, Place>()

  constructor(
    private readonly pool: pg.Pool,
    private readonly schema: string,
    private readonly projection: Projection,
  ) {}

  get consumer(): string {
    return this.projection.consumer
  }

  get source(): ServiceName {
    return this.projection.source
  }

  /** Position up to which a partition's events are applied, as far as this instance knows. */
  positionOf(partition: number): number {
    return this.places.get(partition)?.position ?? 0
  }

  /** Kafka offset up to which a partition's topic is taken, as far as this instance knows; undefined before the first. */
  nextOffset(partition: number): bigint | undefined {
    const offset = this.places.get(partition)?.kafkaOffset
    return offset === undefined || offset < 0n ? undefined : offset + 1n
  }

  /** Reads where the projection stands in a partition of its source; gives the next Kafka offset, if it has one. */
  async own(partition: number): Promise<bigint | undefined> {
    const { rows } = await this.pool.query<{ position: string; hash: Buffer; kafka_offset: string }>(
      `SELECT position, hash, kafka_offset FROM ${this.schema}.source_position
        WHERE consumer = $1 AND source = $2 AND source_partition = $3`,
      [this.projection.consumer, this.projection.source, partition],
    )
    const row = rows[0]
    const place = row
      ? { position: Number(row.position), hash: row.hash, kafkaOffset: BigInt(row.kafka_offset) }
      : { position: 0, hash: GENESIS, kafkaOffset: -1n }
    this.places.set(partition, place)
    return row ? place.kafkaOffset + 1n : undefined
  }

  disown(partition: number): void {
    this.places.delete(partition)
  }

  /** Applies a chunk of the source's events topic. */
  applyChunk(chunk: Chunk): Promise<ProjectionResult> {
    return this.apply(chunk.partition, chunk.records.map(sourcedRecord))
  }

  /** Applies rows of the own log. */
  applyRows(partition: number, rows: readonly LogRow[]): Promise<ProjectionResult> {
    return this.apply(partition, rows.map(sourcedRow))
  }

  private async apply(partition: number, sourced: readonly Sourced[]): Promise<ProjectionResult> {
    const place = this.places.get(partition)
    if (!place) return 'moved'
    const { fresh, hasGap } = next(sourced, place.position)
    const known = sourced.find((event) => event.position === place.position)
    if (known && !known.hash.equals(place.hash)) {
      throw new ForkedLog(`${this.projection.source}/${partition} has another event at ${place.position}`)
    }
    const last = fresh.at(-1)
    if (last) {
      const wanted = fresh.flatMap((event) => this.read(partition, event))
      const reached = { position: last.position, hash: last.hash, kafkaOffset: last.kafkaOffset }
      if (!(await this.write(partition, place, reached, wanted))) {
        await this.own(partition)
        return 'moved'
      }
      this.places.set(partition, reached)
    }
    return hasGap ? 'gap' : 'applied'
  }

  private read(partition: number, { type, position, headers, value }: Sourced): ProjectedEvent[] {
    const contract = this.projection.events.ofType(type)
    if (!contract) return []
    const { source } = this.projection
    try {
      const at = fromTimestamp(headers['ce_time']!)
      return [{ source, partition, position, at, headers, event: contract.decode(value()) }]
    } catch (error) {
      throw new PoisonInput(`${source}/${partition}: event ${position} cannot be read`, { cause: error })
    }
  }

  private async write(partition: number, from: Place, to: Place, events: readonly ProjectedEvent[]): Promise<boolean> {
    // Without effects there is one statement, which is a transaction of its own.
    if (events.length === 0) return this.move(this.pool, partition, from, to)
    const client = await this.pool.connect()
    try {
      await client.query('BEGIN')
      await this.projection.apply(client, events)
      const isMoved = await this.move(client, partition, from, to)
      await client.query(isMoved ? 'COMMIT' : 'ROLLBACK')
      return isMoved
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  private async move(db: Pick<pg.Pool, 'query'>, partition: number, from: Place, to: Place): Promise<boolean> {
    const { consumer, source } = this.projection
    const { rowCount } = await db.query({
      name: `${this.schema}_source_position`,
      text: `INSERT INTO ${this.schema}.source_position AS s (consumer, source, source_partition, position, hash, kafka_offset)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (consumer, source, source_partition)
        DO UPDATE SET position = excluded.position, hash = excluded.hash, kafka_offset = excluded.kafka_offset
        WHERE s.position = $7`,
      values: [consumer, source, partition, to.position, to.hash, to.kafkaOffset.toString(), from.position],
    })
    return rowCount === 1
  }
}

/** What follows a position without a gap. A sender that is not sure sends again, so duplicates stand anywhere. */
function next(sourced: readonly Sourced[], after: number): { fresh: readonly Sourced[]; hasGap: boolean } {
  const fresh: Sourced[] = []
  for (const event of sourced) {
    const due = after + fresh.length + 1
    if (event.position > due) return { fresh, hasGap: true }
    if (event.position === due) fresh.push(event)
  }
  return { fresh, hasGap: false }
}

function sourcedRecord(record: InRecord): Sourced {
  const headers: Record<string, string> = {}
  for (const [name, value] of record.headers) headers[name] = value.toString()
  const { value, offset } = record
  const position = Number(headers['ce_sequence'])
  if (value === null || !Number.isSafeInteger(position) || position < 1)
    throw new PoisonInput(`the record at offset ${offset} is no event`)
  return {
    position,
    type: headers['ce_type'] ?? '',
    headers,
    hash: Buffer.from(headers['ce_hash'] ?? '', 'hex'),
    kafkaOffset: offset,
    value: () => value.toString(),
  }
}

const sourcedRow = (row: LogRow): Sourced => ({
  position: row.position,
  type: row.type,
  headers: row.headers,
  hash: row.hash,
  kafkaOffset: -1n,
  value: () => row.data,
})
