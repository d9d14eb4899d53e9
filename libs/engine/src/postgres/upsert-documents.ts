import type { StatementPart } from '../state-store'
import type { JsonRow } from './json-row'
import { documents } from './values'

/** A state table whose rows are written as they are after the batch. `partition` is filled from the fence. */
export interface DocumentTable {
  /** Name of the piece in the statement. */
  readonly name: string
  /** Schema-qualified table. */
  readonly table: string
  /** Key columns besides `partition`; they are among the columns. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** What a column of a known row becomes, as SQL, where it is not what the document says. */
  readonly changes?: Readonly<Record<string, string>>
  /** True where a row is written once and never changed. */
  readonly appendOnly?: boolean
}

const sqlOf = new Map<string, string>()

/**
 * Writes rows, new or changed; at most one per key. They travel as one JSON document that Postgres reads by the table's own
 * column types: where rows are few, a parameter for each of many columns would buy nothing ({@link upsertPart}).
 */
export function upsertDocuments(table: DocumentTable, rows: readonly JsonRow[]): StatementPart {
  let sql = sqlOf.get(table.table)
  if (sql === undefined) {
    sql = upsertText(table)
    sqlOf.set(table.table, sql)
  }
  return { name: table.name, sql, values: [documents(rows)] }
}

function upsertText({ table, key, columns, changes, appendOnly }: DocumentTable): string {
  const told = columns
    .filter((column) => !key.includes(column))
    .map((column) => [column, `excluded.${column}`] as const)
  const changed = Object.entries({ ...Object.fromEntries(told), ...changes })
  const insert = `INSERT INTO ${table} (partition, ${columns.join(', ')})
    SELECT head.partition, ${columns.map((column) => `r.${column}`).join(', ')}
    FROM head JOIN json_populate_recordset(NULL::${table}, $1::json) AS r USING (partition)`
  return appendOnly
    ? insert
    : `${insert}
    ON CONFLICT (partition, ${key.join(', ')}) DO UPDATE SET ${changed.map(([column, sql]) => `${column} = ${sql}`).join(', ')}`
}
