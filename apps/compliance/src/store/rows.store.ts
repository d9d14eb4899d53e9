import type { ComplianceEvent } from '@filao/contracts'
import type { ComplianceState, Subject } from '@filao/compliance'
import { upsertDocuments, type JsonRow, type Recorded, type StatementPart } from '@filao/engine'

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
  return upsertDocuments(
    {
      name: table,
      table: `compliance.${table}`,
      key: ['id'],
      columns: ['id', 'position', ...columns.split(/\s+/)],
      changes: { updated_at: 'now()' },
      appendOnly,
    },
    rows,
  )
}
