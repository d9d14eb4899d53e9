import type { StatementPart } from '../state-store'
import { plain, texts, type Values } from './values'

/** A column of a state table and how it is read from the state. */
export interface Column<State> {
  readonly name: string
  /** Postgres type of the column, schema-qualified where it is an enum of the service's. */
  readonly type: string
  readonly value: (state: State) => string | number | bigint | boolean | null | undefined
  /** True for free text, which may hold anything; false for numbers, ids, enums and timestamps. */
  readonly text?: boolean
  /** True for a column that never changes once the row exists. */
  readonly fixed?: boolean
}

/** A state table as the engine's statement writes it. `partition` is filled from the fence. */
export interface StateTable<State> {
  /** Name of the piece in the statement. */
  readonly name: string
  /** Schema-qualified table, quoted where needed. */
  readonly table: string
  /** Key columns besides `partition`. */
  readonly key: readonly string[]
  readonly columns: readonly Column<State>[]
}

const sqlOf = new Map<string, string>()

/** Writes rows, new or changed; at most one per key. */
export function upsertPart<State>(table: StateTable<State>, states: readonly State[]): StatementPart {
  let sql = sqlOf.get(table.table)
  if (sql === undefined) {
    sql = upsertText(table)
    sqlOf.set(table.table, sql)
  }
  return { name: table.name, sql, values: columnsOf(table.columns, states) }
}

/** The values of each column. */
export const columnsOf = <State>(columns: readonly Column<State>[], states: readonly State[]): readonly Values[] =>
  columns.map(({ value, text }) =>
    text ? texts(states.map((state) => value(state) as string | null | undefined)) : plain(states.map(value)),
  )

function upsertText<State>({ table, key, columns }: StateTable<State>): string {
  const names = columns.map(({ name }) => name)
  const changes = columns
    .filter(({ name, fixed }) => !fixed && !key.includes(name))
    .map(({ name }) => `${name} = excluded.${name}`)
  return `INSERT INTO ${table} (partition, ${names.join(', ')})
    SELECT ${rowsOfArrays(columns)}
    ON CONFLICT (partition, ${key.join(', ')}) DO ${changes.length === 0 ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`}`
}

/**
 * What follows FROM and JOIN: rows of the partition and of each element of the columns' arrays, which are of one length.
 * `unnest` stands in a select list, because in FROM every array would be copied into a table of its own first.
 */
export const rowsOf = (columns: readonly { readonly type: string; readonly name: string }[]): string =>
  `(SELECT unnest($partition::smallint[]) AS partition, ${columns
    .map(({ type, name }, index) => `unnest($${index + 1}::${type}[]) AS ${name}`)
    .join(', ')})`

/** What follows SELECT in a piece that adds all of the rows of {@link rowsOf}. */
export const rowsOfArrays = (columns: readonly { readonly type: string; readonly name: string }[]): string =>
  `r.* FROM head JOIN ${rowsOf(columns)} AS r USING (partition)`
