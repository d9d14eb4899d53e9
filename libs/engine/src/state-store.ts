import type { Cause } from '@filao/contracts'
import type { Command, Event, Instant } from '@filao/kernel'

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
 * A piece of the one statement of a batch. Its SQL must hang on the fence: `INSERT … SELECT …, unnest(…) FROM head`, or
 * `UPDATE … FROM head, …`, where `head` is the fence's row; no row, nothing written. Parameters count from $1 within the
 * piece. A store returns the same pieces in the same order (with empty arrays where nothing changed); the statement of a
 * batch has those of them whose first value is not an empty array.
 */
export interface StatementPart {
  readonly name: string
  readonly sql: string
  /** The first is an array literal or a JSON array, empty exactly when the piece has nothing to do. */
  readonly values: readonly unknown[]
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
