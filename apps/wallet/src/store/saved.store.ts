import type { Recorded, StateTable, StatementPart } from '@filao/engine'
import { columnsOf, rowsOfArrays } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import type { Account, WalletEvent } from '@filao/wallet'

export type Logged = Recorded<WalletEvent>

/** A part of an account that events changed, with the place of the last one. */
export type Saved<Part = unknown> = Part & { readonly account: Account; readonly last: Logged }

export const units = (value: Units | undefined): string | undefined =>
  value === undefined ? undefined : formatUnits(value)
export const time = (value: Instant | undefined): string | undefined =>
  value === undefined ? undefined : toTimestamp(value)

/** Columns that every state row has besides its partition. */
export const placeColumns = [
  { name: 'position', type: 'bigint', value: ({ last }: Saved) => last.position },
  { name: 'updated_at', type: 'timestamptz', value: ({ last }: Saved) => toTimestamp(last.at) },
]

/** Adds rows that are never changed: one that is there already is an error, not an update. */
export function appendPart<Row>(
  { name, table, columns }: Omit<StateTable<Row>, 'key'>,
  rows: readonly Row[],
): StatementPart {
  return {
    name,
    sql: `INSERT INTO ${table} (partition, ${columns.map((column) => column.name).join(', ')})
    SELECT ${rowsOfArrays(columns)}`,
    values: columnsOf(columns, rows),
  }
}
