import type { Command, Event, Instant } from '@filao/kernel'
import { toTimestamp } from '@filao/kernel'
import pg from 'pg'
import type { StoredAnswer } from '../incoming'
import {
  WriteFailure,
  type BatchWrite,
  type ClaimKey,
  type ClaimRow,
  type ParkedRow,
  type PartitionHead,
  type PartitionStorage,
  type StoredOutcome,
  type TimerRow,
  type WriteResult,
} from '../partition-storage'
import type { Queryable, Recorded, Row, StatementPart, StateStore } from '../state-store'
import { engineParts } from './batch-statement'
import { plainArray, textArray } from './sql-array'
import { joinStatement, NeededParts, type Statement } from './statement'

/** Of pieces that batches of one partition are written with: a connection keeps about 100 KiB for each. */
const STATEMENTS_MAX = 48

interface Place<C extends Command, E extends Event, S> {
  readonly schema: string
  readonly partition: number
  /** This instance, as the fence knows it. */
  readonly instance: string
  readonly store: StateStore<C, E, S>
  /** A connection of the partition's own: its statements are prepared on it, and one batch is in flight at a time. */
  readonly connect: () => Promise<pg.Client>
}

/** A partition's log and state in Postgres. READ COMMITTED suffices: everything that is read is judged by the fence. */
export class PostgresPartitionStorage<C extends Command, E extends Event, S> implements PartitionStorage<C, E, S> {
  private client: pg.Client | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private readonly neededParts = new NeededParts(STATEMENTS_MAX)

  constructor(private readonly place: Place<C, E, S>) {}

  async open(memory: Map<string, S>): Promise<PartitionHead> {
    const { schema, partition, instance } = this.place
    const { rows } = await this.query({
      text: `UPDATE ${schema}.log_head SET owner = $2 WHERE partition = $1 RETURNING position`,
      values: [partition, instance],
    })
    if (rows.length === 0)
      throw new Error(`${schema} has no partition ${partition}: its log head was never provisioned`)
    const head = await this.reopen(memory)
    if (!head) throw new Error(`partition ${partition} was taken over while it was opened`)
    return head
  }

  async reopen(memory: Map<string, S>): Promise<PartitionHead | undefined> {
    const { schema, partition, instance, store } = this.place
    const one = [partition]
    const head = (
      await this.query({
        text: `SELECT position, hash, owner, last_time FROM ${schema}.log_head WHERE partition = $1`,
        values: one,
      })
    ).rows[0]
    if (head?.['owner'] !== instance) return undefined
    const incoming = await this.query({
      text: `SELECT source, source_partition, sequence, kafka_offset FROM ${schema}.link_in WHERE partition = $1`,
      values: one,
    })
    const outgoing = await this.query({
      text: `SELECT target, target_partition, sequence FROM ${schema}.link_out WHERE partition = $1`,
      values: one,
    })
    const parked = await this.query({
      text: `SELECT aggregate, count(*)::int AS inputs FROM ${schema}.parked WHERE partition = $1 GROUP BY aggregate`,
      values: one,
    })
    await store.loadResident?.(this, partition, memory)
    return {
      position: Number(head['position']),
      hash: head['hash'] as Buffer,
      lastTime: (head['last_time'] as Date | null)?.getTime() ?? 0,
      incomingLinks: incoming.rows.map((row) => ({
        service: row['source'] as string,
        partition: row['source_partition'] as number,
        sequence: Number(row['sequence']),
        kafkaOffset: BigInt(row['kafka_offset'] as string),
      })),
      outgoingLinks: outgoing.rows.map((row) => ({
        service: row['target'] as string,
        partition: row['target_partition'] as number,
        sequence: Number(row['sequence']),
        kafkaOffset: 0n,
      })),
      parked: new Map(parked.rows.map((row) => [row['aggregate'] as string, row['inputs'] as number])),
    }
  }

  async lookUp(query: { commandIds: readonly string[]; claims: readonly ClaimKey[] }): Promise<{
    outcomes: ReadonlyMap<string, StoredOutcome>
    claims: readonly ClaimRow[]
  }> {
    const { schema } = this.place
    const outcomes = new Map<string, StoredOutcome>()
    const { rows } = await this.query({
      name: `${schema}_look_up`,
      text: `SELECT command_id::text AS id, body_hash, outcome, position, NULL AS value, NULL AS owner_id
          FROM ${schema}.inbox WHERE command_id = ANY ($1::uuid[])
        UNION ALL
        SELECT c.scope, NULL, NULL, NULL, c.value, c.owner_id::text
          FROM ${schema}.claims c JOIN unnest($2::text[], $3::text[]) AS t (scope, value) USING (scope, value)`,
      values: [
        plainArray(query.commandIds),
        plainArray(query.claims.map(({ scope }) => scope)),
        textArray(query.claims.map(({ value }) => value)),
      ],
    })
    const claims: ClaimRow[] = []
    for (const row of rows) {
      const id = row['id'] as string
      if (row['owner_id']) claims.push({ scope: id, value: row['value'] as string, ownerId: row['owner_id'] as string })
      else
        outcomes.set(id, {
          bodyHash: row['body_hash'] as Buffer,
          outcome: row['outcome'] as StoredAnswer,
          position: Number(row['position']),
        })
    }
    return { outcomes, claims }
  }

  load(commands: readonly C[], memory: Map<string, S>): Promise<void> {
    return this.place.store.load(this, this.place.partition, commands, memory)
  }

  async write(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): Promise<WriteResult> {
    const { schema, partition, instance } = this.place
    const needed = this.neededParts.of(this.parts(batch, memory))
    try {
      const { rows } = await this.query(joinStatement(`${schema}_batch`, needed))
      if (rows[0]?.['fenced'] === 1) return 'written'
    } catch (error) {
      throw new WriteFailure(reasonOf(error), error)
    }
    const { rows } = await this.query({
      text: `SELECT owner FROM ${schema}.log_head WHERE partition = $1`,
      values: [partition],
    })
    return rows[0]?.['owner'] === instance ? 'moved' : 'disowned'
  }

  /** The statement with all pieces, of which a batch is written with those that it has rows for. */
  wholeStatement(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): Statement {
    return joinStatement(`${this.place.schema}_batch`, this.parts(batch, memory))
  }

  private parts(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): readonly StatementPart[] {
    const { schema, partition, instance, store } = this.place
    return [...engineParts(schema, partition, instance, batch), ...store.parts(partition, batch.events, memory)]
  }

  forget(memory: Map<string, S>, events: readonly Recorded<E>[]): void {
    this.place.store.forget(memory, events)
  }

  async dueTimers(now: Instant, limit: number): Promise<readonly TimerRow[]> {
    const { schema, partition } = this.place
    const { rows } = await this.query({
      name: `${schema}_due_timers`,
      text: `SELECT id, due_at, command::text AS command FROM ${schema}.timers
        WHERE partition = $1 AND due_at <= $2::timestamptz ORDER BY due_at LIMIT $3`,
      values: [partition, toTimestamp(now), limit],
    })
    return rows.map((row) => ({
      id: row['id'] as string,
      dueAt: (row['due_at'] as Date).getTime(),
      command: row['command'] as string,
    }))
  }

  async nextTimer(after: Instant): Promise<Instant | undefined> {
    const { schema, partition } = this.place
    const { rows } = await this.query({
      name: `${schema}_next_timer`,
      text: `SELECT min(due_at) AS due_at FROM ${schema}.timers WHERE partition = $1 AND due_at > $2::timestamptz`,
      values: [partition, toTimestamp(after)],
    })
    return (rows[0]?.['due_at'] as Date | null | undefined)?.getTime()
  }

  async parkedOf(aggregate: string, limit: number): Promise<readonly ParkedRow[]> {
    const { schema, partition } = this.place
    const { rows } = await this.query({
      text: `SELECT ordinal, source, position, headers, value, error FROM ${schema}.parked
        WHERE partition = $1 AND aggregate = $2 ORDER BY ordinal LIMIT $3`,
      values: [partition, aggregate, limit],
    })
    return rows.map((row) => ({
      aggregate,
      ordinal: Number(row['ordinal']),
      source: row['source'] as string,
      position: Number(row['position']),
      headers: row['headers'] as Record<string, string>,
      value: row['value'] as Buffer,
      error: row['error'] as string,
    }))
  }

  async close(): Promise<void> {
    const client = this.client
    this.client = undefined
    await client?.end()
  }

  /** One query at a time: timers are asked for while a batch is in flight. */
  query(query: Parameters<Queryable['query']>[0]): Promise<{ rows: Row[] }> {
    const result = this.turn.then(() => this.run(query))
    this.turn = result.catch(() => undefined)
    return result
  }

  private async run(query: Parameters<Queryable['query']>[0]): Promise<{ rows: Row[] }> {
    // A connection that was lost is replaced; what became of its last statement is the caller's to find out.
    const client = (this.client ??= await this.connect())
    try {
      return await client.query(query as pg.QueryConfig)
    } catch (error) {
      // A statement that failed leaves its connection usable. Anything else does not, and its end may have been missed.
      if (!(error instanceof pg.DatabaseError) || error.severity === 'FATAL') this.drop(client)
      throw error
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = await this.place.connect()
    client.on('error', () => this.drop(client))
    client.on('end', () => this.drop(client))
    return client
  }

  private drop(client: pg.Client): void {
    if (this.client === client) this.client = undefined
  }
}

/** Classes of SQLSTATE: what the statement failed on. Everything unknown counts as a lost connection and is retried. */
function reasonOf(error: unknown): WriteFailure['reason'] {
  if (!(error instanceof pg.DatabaseError)) return 'connection'
  const { code = '', table, constraint = '' } = error
  if (code === '23505') return table === 'inbox' || table === 'claims' ? 'conflict' : 'constraint'
  if (code.startsWith('23') || code.startsWith('22') || code === 'P0001') return 'constraint'
  // A deadlock or a serialisation failure is nobody's fault.
  return constraint ? 'constraint' : 'connection'
}
