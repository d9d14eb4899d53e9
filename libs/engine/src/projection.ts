import type { Chunk, InRecord } from '@filao/bus'
import { FOLLOWED, type ContractSet, type Message, type ServiceName } from '@filao/contracts'
import { assert, fromTimestamp, type Instant } from '@filao/kernel'
import type pg from 'pg'
import { GENESIS } from './chain'
import type { LogRow } from './partition-storage'
import { ForkedLog, isPermanent, PoisonInput } from './permanent'
import { PortionQueue } from './postgres/portion-queue'
import { Rounds } from './postgres/rounds'
import { gather, joinStatement, type Portion } from './postgres/statement'
import { byteas, plain, scalar } from './postgres/values'
import type { Queryable, StatementPart } from './state-store'

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
  /**
   * The same as pieces of the one statement that moves the position, and they hang on its row `head`: one round trip for
   * all partitions that have something, not one for each statement of a transaction and three for its frame. Undefined for
   * events that need {@link apply}.
   */
  pieces?(events: readonly ProjectedEvent<M>[]): readonly StatementPart[] | undefined
}

/** Writes pieces each by itself, for {@link Projection.apply}. */
export async function writePieces(db: Queryable, partition: number, pieces: readonly StatementPart[]): Promise<void> {
  const head: StatementPart = { name: 'head', sql: 'SELECT $1::smallint AS partition', values: [scalar(partition)] }
  for (const piece of pieces) {
    const { text, values } = joinStatement('apply', gather([{ partition, parts: [head, piece] }]))
    await db.query({ text, values })
  }
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
  readonly headers: () => Readonly<Record<string, string>>
  readonly hash: Buffer
  readonly kafkaOffset: bigint
  readonly value: () => string
}

/** `applied`: go on. `gap`: positions are missing, read again from `place`. `moved`: another instance is ahead. */
export type ProjectionResult = 'applied' | 'gap' | 'moved'

/** What a projection tells of what it writes by itself, behind the chunks. */
export interface ProjectionListener {
  /** An error that passes: what has gathered is written later. */
  failed(error: Error): void
  /** What it has gathered will never be written. Alarms. */
  stopped(partition: number, error: Error): void
}

/** Between two writes: what is read meanwhile is one, of all partitions. A first event is written at once. */
const GATHERING_MS = 100
const RETRY_DELAY_MS = 500
/** More is not read before it is written. */
const GATHERED_MAX = 1000

/** A partition of the source: how far it is written, how far it is read, and the effects between the two. */
interface Lane {
  stored: Place
  reached: Place
  gathered: ProjectedEvent[]
  /** It has met what it will never write, and nothing is written behind that. */
  isDead: boolean
  /** Settled when nothing is being written. */
  turn: Promise<unknown>
}

/**
 * Applies the events of one source service to a projection, each exactly once: the position is moved by compare-and-set
 * in the transaction of the effects. Lower is a duplicate, higher a gap. Events without an effect move the position in
 * memory alone, until there is an effect or {@link store} is called: whoever reads them again passes over them again.
 */
export class ProjectionRunner {
  private readonly lanes = new Map<number, Lane>()
  private readonly writes: PortionQueue
  private readonly rounds = new Rounds(
    () => !this.writes.isEmpty,
    () => this.writes.send(this.pool),
  )
  private writtenAt = -Infinity
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly pool: pg.Pool,
    private readonly schema: string,
    private readonly projection: Projection,
    private readonly listener: ProjectionListener,
  ) {
    this.writes = new PortionQueue(this.purpose)
  }

  private get purpose(): string {
    return `${this.schema}_${this.projection.consumer}`
  }

  get consumer(): string {
    return this.projection.consumer
  }

  get source(): ServiceName {
    return this.projection.source
  }

  /** Position up to which a partition's events are taken, as far as this instance knows. */
  positionOf(partition: number): number {
    return this.lanes.get(partition)?.reached.position ?? 0
  }

  /** Kafka offset up to which a partition's topic is taken, as far as this instance knows; undefined before the first. */
  nextOffset(partition: number): bigint | undefined {
    const offset = this.lanes.get(partition)?.stored.kafkaOffset
    return offset === undefined || offset < 0n ? undefined : offset + 1n
  }

  /** Reads where the projection stands in a partition of its source; gives the next Kafka offset, if it has one. */
  async own(partition: number): Promise<bigint | undefined> {
    const { consumer, source } = this.projection
    await this.pool.query(
      `INSERT INTO ${this.schema}.source_position (consumer, source, source_partition, position, hash, kafka_offset)
        VALUES ($1, $2, $3, 0, $4, -1) ON CONFLICT DO NOTHING`,
      [consumer, source, partition, GENESIS],
    )
    const { rows } = await this.pool.query<{ position: string; hash: Buffer; kafka_offset: string }>(
      `SELECT position, hash, kafka_offset FROM ${this.schema}.source_position
        WHERE consumer = $1 AND source = $2 AND source_partition = $3`,
      [consumer, source, partition],
    )
    const row = rows[0]!
    const place = { position: Number(row.position), hash: row.hash, kafkaOffset: BigInt(row.kafka_offset) }
    this.disown(partition)
    const nothing = { gathered: [], isDead: false, turn: Promise.resolve() }
    this.lanes.set(partition, { stored: place, reached: place, ...nothing })
    return place.kafkaOffset < 0n ? undefined : place.kafkaOffset + 1n
  }

  /** What has gathered is left to the next owner, who reads it again. */
  disown(partition: number): void {
    this.lanes.delete(partition)
  }

  /** Takes a chunk of the source's events topic; effects are written now, or with those that gather. */
  async applyChunk({ partition, records }: Chunk): Promise<ProjectionResult> {
    const lane = this.lanes.get(partition)
    if (!lane) return 'moved'
    const result = this.take(lane, partition, records.map(sourcedRecord))
    if (lane.stored === lane.reached) return result
    const waitMs = this.writtenAt + GATHERING_MS - performance.now()
    const { length } = lane.gathered
    // In front of a gap it is written as well: reading again begins behind what is stored.
    if (result === 'gap' || length >= GATHERED_MAX || (length > 0 && waitMs <= 0))
      return this.written(lane, partition, result)
    if (length > 0) this.writeLater(waitMs)
    return result
  }

  /** Applies rows of the own log. Their position is stored at once: whoever asks for their own fact waits for it. */
  async applyRows(partition: number, rows: readonly LogRow[]): Promise<ProjectionResult> {
    const lane = this.lanes.get(partition)
    if (!lane) return 'moved'
    const result = this.take(lane, partition, rows.map(sourcedRow))
    if (lane.stored === lane.reached) return result
    try {
      return await this.written(lane, partition, result)
    } catch (error) {
      // Its follower goes on from where it stands.
      Object.assign(lane, { reached: lane.stored, gathered: [] })
      throw error
    }
  }

  /** Stores how far each partition is read, with what has gathered. */
  async store(): Promise<void> {
    const behind = [...this.lanes].filter(([, { stored, reached, isDead }]) => stored !== reached && !isDead)
    await Promise.all(behind.map(([partition, lane]) => this.written(lane, partition, 'applied')))
  }

  /** Moves a lane in memory over what follows, and gathers the effects. */
  private take(lane: Lane, partition: number, sourced: readonly Sourced[]): 'applied' | 'gap' {
    const { reached } = lane
    const { fresh, hasGap } = next(sourced, reached.position)
    const known = sourced.find((event) => event.position === reached.position)
    if (known && !known.hash.equals(reached.hash)) {
      throw new ForkedLog(`${this.projection.source}/${partition} has another event at ${reached.position}`)
    }
    const last = fresh.at(-1)
    if (last) {
      lane.gathered.push(...fresh.flatMap((event) => this.read(partition, event)))
      lane.reached = { position: last.position, hash: last.hash, kafkaOffset: last.kafkaOffset }
    }
    return hasGap ? 'gap' : 'applied'
  }

  private read(partition: number, { type, position, headers, value }: Sourced): ProjectedEvent[] {
    const contract = this.projection.events.ofType(type)
    if (!contract) return []
    const { source } = this.projection
    const known = headers()
    try {
      const at = fromTimestamp(known['ce_time']!)
      return [{ source, partition, position, at, headers: known, event: contract.decode(value()) }]
    } catch (error) {
      throw new PoisonInput(`${source}/${partition}: event ${position} cannot be read`, { cause: error })
    }
  }

  /** Writes what has gathered; `result` if it could. One write of a lane at a time. */
  private written(lane: Lane, partition: number, result: ProjectionResult): Promise<ProjectionResult> {
    const turn = lane.turn.then(async (): Promise<ProjectionResult> => {
      if (this.lanes.get(partition) !== lane) return 'moved'
      const { stored, reached } = lane
      if (stored === reached) return result
      // What is read while this is written gathers behind it, and has its turn later.
      const gathered = [...lane.gathered]
      if (gathered.length > 0) this.writtenAt = performance.now()
      const isMoved = await this.write(partition, stored, reached, gathered).catch((error: unknown) => {
        lane.isDead = isPermanent(error)
        throw error
      })
      if (!isMoved) {
        await this.own(partition)
        return 'moved'
      }
      lane.stored = reached
      lane.gathered = lane.gathered.slice(gathered.length)
      return result
    })
    lane.turn = turn.catch(() => undefined)
    return turn
  }

  private writeLater(delayMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      for (const [partition, lane] of this.lanes) {
        if (lane.gathered.length > 0 && !lane.isDead) this.writeNow(lane, partition)
      }
    }, delayMs)
  }

  private writeNow(lane: Lane, partition: number): void {
    this.written(lane, partition, 'applied').catch((error: Error) => {
      if (isPermanent(error)) return this.listener.stopped(partition, error)
      this.listener.failed(error)
      return this.writeLater(RETRY_DELAY_MS)
    })
  }

  private async write(partition: number, from: Place, to: Place, events: readonly ProjectedEvent[]): Promise<boolean> {
    const head = this.head(from, to)
    const pieces = events.length === 0 ? [] : this.projection.pieces?.(events)
    if (pieces) return this.together({ partition, parts: [head, ...pieces] })
    const client = await this.pool.connect()
    try {
      await client.query('BEGIN')
      await this.projection.apply(client, events)
      const isMoved = await this.moved(client, { partition, parts: [head] })
      await client.query(isMoved ? 'COMMIT' : 'ROLLBACK')
      return isMoved
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  /** With what other partitions write at the same time. False, and nothing written, when another has moved the position. */
  private together(portion: Portion): Promise<boolean> {
    const written = this.writes.add(portion)
    this.rounds.start()
    return written
  }

  /** In the transaction of the effects. */
  private async moved(client: pg.PoolClient, portion: Portion): Promise<boolean> {
    const statement = joinStatement(this.purpose, gather([portion]))
    return (await client.query(statement as unknown as pg.QueryConfig)).rows.length === 1
  }

  private head(from: Place, to: Place): StatementPart {
    const { consumer, source } = this.projection
    return {
      name: 'head',
      sql: `UPDATE ${this.schema}.source_position AS s SET position = t.position, hash = t.hash, kafka_offset = t.kafka_offset
        FROM unnest($partition::smallint[], $1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[])
          AS t (partition, position, hash, kafka_offset, expected)
        WHERE s.consumer = '${consumer}' AND s.source = '${source}' AND s.source_partition = t.partition
          AND s.position = t.expected RETURNING s.source_partition AS partition`,
      values: [plain([to.position]), byteas([to.hash]), plain([to.kafkaOffset]), plain([from.position])],
    }
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

function sourcedRecord({ headers, value, offset }: InRecord): Sourced {
  const position = Number(headers.get('ce_sequence')?.toString('latin1'))
  if (value === null || !Number.isSafeInteger(position) || position < 1)
    throw new PoisonInput(`the record at offset ${offset} is no event`)
  return {
    position,
    type: headers.get('ce_type')?.toString() ?? '',
    // Of most events nothing but their place is wanted.
    headers: () => Object.fromEntries(Array.from(headers, ([name, text]) => [name, text.toString()])),
    hash: Buffer.from(headers.get('ce_hash')?.toString('latin1') ?? '', 'hex'),
    kafkaOffset: offset,
    value: () => value.toString(),
  }
}

const sourcedRow = (row: LogRow): Sourced => ({
  position: row.position,
  type: row.type,
  headers: () => row.headers,
  hash: row.hash,
  kafkaOffset: -1n,
  value: () => row.data,
})
