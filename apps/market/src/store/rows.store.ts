import { documents, texts, type JsonRow, type StatementPart } from '@filao/engine'

/** A table that a store writes whole rows of. */
export interface RowTable {
  /** Name of the statement's piece. */
  readonly name: string
  /** With its schema. */
  readonly table: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

/**
 * Inserts or replaces rows, hanging on the fence. They travel as one JSON document that Postgres reads by the table's own
 * column types: market writes a few rows a second, so that a parameter for each of thirty columns would buy nothing.
 */
export function upsert({ name, table, key, columns }: RowTable, rows: readonly JsonRow[]): StatementPart {
  const changed = columns.filter((column) => !key.includes(column))
  return {
    name,
    sql: `INSERT INTO ${table} (partition, ${columns.join(', ')})
      SELECT head.partition, ${columns.map((column) => `t.${column}`).join(', ')}
      FROM head JOIN json_populate_recordset(NULL::${table}, $1::json) AS t USING (partition)
      ON CONFLICT (partition, ${key.join(', ')})
      DO UPDATE SET ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values: [documents(rows)],
  }
}

/** Deletes the rows of these codes that are not among `kept`. `member` tells rows of one code apart. */
export function deleteOthers(
  { name, table }: Pick<RowTable, 'name' | 'table'>,
  member: string,
  codes: readonly string[],
  kept: readonly JsonRow[],
): StatementPart {
  return {
    name: `${name}_gone`,
    sql: `DELETE FROM ${table} AS gone
      USING head JOIN unnest($partition::smallint[], $1::text[]) AS c (partition, code) USING (partition)
      WHERE gone.partition = c.partition AND gone.code = c.code
      AND NOT EXISTS (SELECT FROM json_populate_recordset(NULL::${table}, $2::json) AS t
        WHERE t.partition = gone.partition AND t.code = gone.code AND t.${member} = gone.${member})`,
    values: [texts(codes), documents(kept)],
  }
}
