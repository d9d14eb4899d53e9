import { assert, isId, partitionOf } from '@filao/kernel'
import type { Queryable, Row } from '../state-store'
import { Rounds } from './rounds'

/** A table that is keyed by partition and id, and what is read of it. */
export interface ReadTable {
  /** Of the prepared statement. */
  readonly name: string
  readonly table: string
  /** Its id among them. */
  readonly columns: string
}

interface Asked {
  readonly id: string
  readonly answer: (row: Row | undefined) => void
  readonly fail: (error: unknown) => void
}

/**
 * Rows of a table by their id, each as it was committed when it was asked for or later. One statement is under way at a
 * time, and whatever is asked meanwhile goes together in the next: what a statement for one row costs is its way there and
 * back and that a server process wakes for it, and hardly the row.
 */
export class RowsById {
  private asked: Asked[] = []
  private readonly rounds = new Rounds(
    () => this.asked.length > 0,
    () => this.read(),
  )
  private readonly statement: { readonly name: string; readonly text: string }

  constructor(
    private readonly db: Queryable,
    { name, table, columns }: ReadTable,
  ) {
    const text = `SELECT ${columns} FROM ${table}
      JOIN unnest($1::smallint[], $2::uuid[]) AS asked (partition, id) USING (partition, id)`
    this.statement = { name, text }
  }

  /** Undefined when there is none. Throws what the database does. */
  one(id: string): Promise<Row | undefined> {
    // PostgreSQL would refuse it to all who ask along with it.
    assert(isId(id), 'a row is asked for by an id')
    return new Promise((answer, fail) => {
      this.asked.push({ id, answer, fail })
      this.rounds.start()
    })
  }

  private async read(): Promise<void> {
    const asked = this.asked.splice(0)
    try {
      const ids = asked.map(({ id }) => id)
      const { rows } = await this.db.query({ ...this.statement, values: [ids.map(partitionOf), ids] })
      const found = new Map(rows.map((row) => [row['id'], row]))
      for (const { id, answer } of asked) answer(found.get(id))
    } catch (error) {
      for (const { fail } of asked) fail(error)
    }
  }
}
