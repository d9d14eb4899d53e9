import type { Cause } from '@filao/contracts'
import type { Command, Event, Instant } from '@filao/kernel'
import type { Values } from './postgres/values'

/** What a store needs of a database connection. A query that is `named` is prepared once per connection. */
export interface Queryable {
  query(query: {
    readonly text: string
    readonly values?: readonly unknown[]
    readonly name?: string
  }): Promise<{ rows: Row[] }>
}
export type Row = Record<string, unknown>

/** An event with its place in the log. */
export interface Recorded<E extends Event = Event> {
  readonly event: E
  readonly position: number
  readonly at: Instant
  /** The aggregate that the event changed. */
  readonly aggregate: string
  readonly cause: Cause
}

/**
 * A piece of the one statement of a batch. Its SQL must hang on the fence: `INSERT … SELECT … FROM head JOIN … USING
 * (partition)`, or `UPDATE … FROM head JOIN …`, where `head` has a row for each partition whose fence held; no row,
 * nothing written. One statement may write the batches of several partitions, so every row has its own: parameters count
 * from $1 within the piece, and `$partition` is the array of the partitions of the rows. A store returns the same pieces in
 * the same order (without elements where nothing changed); the statement has those whose first values have any.
 */
export interface StatementPart {
  readonly name: string
  readonly sql: string
  /** The first has no elements exactly when the piece has nothing to do. */
  readonly values: readonly Values[]
}

/** How the state of a service's aggregates gets from rows into memory and back. */
export interface StateStore<C extends Command, E extends Event, S> {
  /** Loads what must always be in memory (all books of a partition), at takeover and after every rollback. */
  loadResident?(db: Queryable, partition: number, memory: Map<string, S>): Promise<void>
  /** Loads what these commands need and memory lacks, one query per table. */
  load(db: Queryable, partition: number, commands: readonly C[], memory: Map<string, S>): Promise<void>
  /** Writes the state rows that the events changed, read from the states as they are after the batch. */
  parts(partition: number, events: readonly Recorded<E>[], memory: ReadonlyMap<string, S>): readonly StatementPart[]
  /** After the commit: drops what need not stay in memory. */
  forget(memory: Map<string, S>, events: readonly Recorded<E>[]): void
}
