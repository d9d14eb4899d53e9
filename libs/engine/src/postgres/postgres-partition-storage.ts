import type { Command, Event, Instant } from '@filao/kernel'
import { toTimestamp } from '@filao/kernel'
import pg from 'pg'
import {
  WriteFailure,
  type BatchWrite,
  type LookedUp,
  type LookUp,
  type ParkedRow,
  type PartitionHead,
  type PartitionStorage,
  type TimerRow,
  type WriteResult,
} from '../partition-storage'
import type { Recorded, StatementPart, StateStore } from '../state-store'
import { engineParts } from './batch-statement'
import type { BatchDatabase } from './batch-database'
import { Connection } from './connection'
import { gather, joinStatement, type Statement } from './statement'

interface Place<C extends Command, E extends Event, S> {
  readonly schema: string
  readonly partition: number
  /** This instance, as the fence knows it. */
  readonly instance: string
  readonly store: StateStore<C, E, S>
  /** A connection of the partition's own, for all that it reads: while it is taken over that is much. */
  readonly connect: () => Promise<pg.Client>
  readonly database: BatchDatabase
}

/** A partition's log and state in Postgres. READ COMMITTED suffices: everything that is read is judged by the fence. */
export class PostgresPartitionStorage<C extends Command, E extends Event, S> implements PartitionStorage<C, E, S> {
  private readonly connection: Connection

  constructor(private readonly place: Place<C, E, S>) {
    this.connection = new Connection(place.connect)
  }

  async open(memory: Map<string, S>): Promise<PartitionHead> {
    const { schema, partition, instance } = this.place
    const { rows } = await this.connection.query({
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
      await this.connection.query({
        text: `SELECT position, hash, owner, last_time FROM ${schema}.log_head WHERE partition = $1`,
        values: one,
      })
    ).rows[0]
    if (head?.['owner'] !== instance) return undefined
    const incoming = await this.connection.query({
      text: `SELECT source, source_partition, sequence, kafka_offset FROM ${schema}.link_in WHERE partition = $1`,
      values: one,
    })
    const outgoing = await this.connection.query({
      text: `SELECT target, target_partition, sequence FROM ${schema}.link_out WHERE partition = $1`,
      values: one,
    })
    const parked = await this.connection.query({
      text: `SELECT aggregate, count(*)::int AS inputs FROM ${schema}.parked WHERE partition = $1 GROUP BY aggregate`,
      values: one,
    })
    await store.loadResident?.(this.connection, partition, memory)
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

  lookUp(query: LookUp): Promise<LookedUp> {
    return this.place.database.lookUp(query)
  }

  load(commands: readonly C[], memory: Map<string, S>): Promise<void> {
    return this.place.store.load(this.connection, this.place.partition, commands, memory)
  }

  async write(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): Promise<WriteResult> {
    const { schema, partition, instance } = this.place
    try {
      if (await this.place.database.write({ partition, parts: this.parts(batch, memory) })) return 'written'
    } catch (error) {
      throw new WriteFailure(reasonOf(error), error)
    }
    const { rows } = await this.connection.query({
      text: `SELECT owner FROM ${schema}.log_head WHERE partition = $1`,
      values: [partition],
    })
    return rows[0]?.['owner'] === instance ? 'moved' : 'disowned'
  }

  /** The statement with all pieces, of which a batch is written with those that it has rows for. */
  wholeStatement(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): Statement {
    const { schema, partition } = this.place
    return joinStatement(`${schema}_batch`, gather([{ partition, parts: this.parts(batch, memory) }]))
  }

  private parts(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): readonly StatementPart[] {
    const { schema, partition, instance, store } = this.place
    return [...engineParts(schema, instance, batch), ...store.parts(partition, batch.events, memory)]
  }

  forget(memory: Map<string, S>, events: readonly Recorded<E>[]): void {
    this.place.store.forget(memory, events)
  }

  async dueTimers(now: Instant, limit: number): Promise<readonly TimerRow[]> {
    const { schema, partition } = this.place
    const { rows } = await this.connection.query({
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
    const { rows } = await this.connection.query({
      name: `${schema}_next_timer`,
      text: `SELECT min(due_at) AS due_at FROM ${schema}.timers WHERE partition = $1 AND due_at > $2::timestamptz`,
      values: [partition, toTimestamp(after)],
    })
    return (rows[0]?.['due_at'] as Date | null | undefined)?.getTime()
  }

  async parkedOf(aggregate: string, limit: number): Promise<readonly ParkedRow[]> {
    const { schema, partition } = this.place
    const { rows } = await this.connection.query({
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

  close(): Promise<void> {
    return this.connection.close()
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
