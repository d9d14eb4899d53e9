import type { ComplianceEvent } from '@filao/contracts'
import type { ComplianceState, Subject } from '@filao/compliance'
import { documents, type JsonRow, type Recorded, type StatementPart } from '@filao/engine'

/** A state table: which of its rows an event has changed, and what they are now. */
export interface RowTable<State extends ComplianceState = Subject> {
  /** Without its schema; also the name of the statement's piece. */
  readonly table: string
  /** Besides `partition`, `id` and `position`. */
  readonly columns: string
  /** True where a row is written once and never changed. */
  readonly appendOnly?: boolean
  readonly idsOf: (event: ComplianceEvent, state: State) => readonly string[]
  readonly row: (state: State, id: string) => JsonRow
}

/** The rows that a batch changed, each with the position of the last event that changed it. */
export function upsertRows<State extends ComplianceState>(
  { table, columns, idsOf, row, appendOnly = false }: RowTable<State>,
  events: readonly Recorded<ComplianceEvent>[],
  memory: ReadonlyMap<string, ComplianceState>,
): StatementPart {
  const touched = new Map<string, { aggregate: string; position: number }>()
  for (const { event, position, aggregate } of events) {
    for (const id of idsOf(event, memory.get(aggregate) as State)) touched.set(id, { aggregate, position })
  }
  const rows = [...touched].map(([id, { aggregate, position }]) => ({
    id,
    position,
    ...row(memory.get(aggregate) as State, id),
  }))
  return { name: table, sql: upsertText(table, columns, appendOnly), values: [documents(rows)] }
}

const texts = new Map<string, string>()

/** Rows travel as one JSON document that Postgres reads by the table's own column types. */
function upsertText(table: string, columns: string, appendOnly: boolean): string {
  const known = texts.get(table)
  if (known !== undefined) return known
  const changed = ['position', ...columns.split(/\s+/)]
  const names = ['id', ...changed]
  const text = `INSERT INTO compliance.${table} (partition, ${names.join(', ')})
    SELECT head.partition, ${names.map((name) => `r.${name}`).join(', ')}
    FROM head JOIN json_populate_recordset(NULL::compliance.${table}, $1::json) AS r USING (partition)
    ${
      appendOnly
        ? ''
        : `ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}`
    }`.trimEnd()
  texts.set(table, text)
  return text
}
