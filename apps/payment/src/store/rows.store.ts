import type { ExchangeRate, HeldKind } from '@filao/contracts'
import {
  given,
  timestampOf,
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Recorded,
  type StatementPart,
} from '@filao/engine'
import { assert, toTimestamp, type Instant, type Word } from '@filao/kernel'
import { formatUnits, readUnits, type Units } from '@filao/money'
import type { Hold, PaymentAccount, PaymentEvent, Proposal, Screened } from '@filao/payment'
import { sealValue, type RowKeys } from './sealed-column.store'

/** Values of a row that only one event tells, each by its column. */
export interface Told {
  readonly userId: string
  readonly values: Readonly<Record<string, unknown>>
}

/** A state table: which of its rows an event has changed, and what they are now. */
export interface RowTable {
  /** Without its schema; also the name of the statement's piece. */
  readonly table: string
  /** Besides `partition`, `id` and `position`. */
  readonly columns: readonly string[]
  /** Columns whose values stand in no state: once told, a row keeps them. */
  readonly sealed: readonly string[]
  readonly idOf: (event: PaymentEvent) => string | undefined
  readonly row: (account: PaymentAccount, id: string) => JsonRow
  readonly told?: (event: PaymentEvent) => Told | undefined
}

/** The rows that a batch changed, each with the position of the last event that changed it. */
export function upsertRows(
  table: RowTable,
  events: readonly Recorded<PaymentEvent>[],
  memory: ReadonlyMap<string, PaymentAccount>,
  keys: RowKeys,
): StatementPart {
  const touched = new Map<string, { place: JsonRow; aggregate: string; sealed: Record<string, unknown> }>()
  for (const { event, position, aggregate, at } of events) {
    const id = table.idOf(event)
    if (id === undefined) continue
    const sealed = touched.get(id)?.sealed ?? {}
    const told = table.told?.(event)
    for (const [column, value] of Object.entries(told?.values ?? {})) {
      if (value === undefined) continue
      sealed[column] = sealValue(keys, { userId: told!.userId, column: `payment.${table.table}.${column}` }, value)
    }
    touched.set(id, { place: { id, position, updated_at: toTimestamp(at) }, aggregate, sealed })
  }
  const rows = [...touched].map(([id, { place, aggregate, sealed }]) => {
    const account = memory.get(aggregate)
    assert(account !== undefined, 'an account that changed is in memory')
    return { ...place, ...table.row(account, id), ...sealed }
  })
  return upsertDocuments(documentTable(table), rows)
}

const documentTable = ({ table, columns, sealed }: RowTable): DocumentTable => ({
  name: table,
  table: `payment.${table}`,
  key: ['id'],
  columns: ['id', 'position', 'updated_at', ...columns, ...sealed],
  changes: Object.fromEntries(sealed.map((name) => [name, `coalesce(excluded.${name}, ${table}.${name})`])),
})

/** The payment of a kind that somebody has taken. */
export const heldIdOf = (event: PaymentEvent, kind: HeldKind): string | undefined =>
  event.type === 'HoldTaken' && event.kind === kind ? event.paymentId : undefined

export const amountOf = (amount: Units | undefined): string | null =>
  amount === undefined ? null : formatUnits(amount)
export const instantOf = (value: unknown): Instant => (value as Date).getTime()
export const maybeInstant = (value: unknown): Instant | undefined => (value === null ? undefined : instantOf(value))
/** The first word of two people, as two columns tell it, and when it was said. */
export const proposalOf = (by: unknown, commandHash: unknown, at: unknown): Proposal | undefined => {
  const word = wordOf(by, commandHash)
  return word && { ...word, at: maybeInstant(at) }
}
/** A word of one person, as two columns tell it. */
export const wordOf = (by: unknown, commandHash: unknown): Word | undefined =>
  by === null ? undefined : { by: by as string, commandHash: commandHash as string }
export const unitsOf = (value: unknown): Units => readUnits(value as string)
export const maybeUnits = (value: unknown): Units | undefined => (value === null ? undefined : unitsOf(value))

/** What a row says of the checks, besides the first of them. */
export const SCREENED_COLUMNS = ['bank_check_id', 'outstanding_checks', 'hit_checks'] as const
export const screenedRow = ({ outstanding, hits }: Screened, bankCheckId: string | undefined): JsonRow => ({
  bank_check_id: bankCheckId ?? null,
  outstanding_checks: [...outstanding],
  hit_checks: [...hits],
})
export const screenedOfRow = (row: Readonly<Record<string, unknown>>): Screened => ({
  outstanding: new Set(row['outstanding_checks'] as string[]),
  hits: new Set(row['hit_checks'] as string[]),
})

export const HOLD_COLUMNS = ['hold_since', 'hold_owner'] as const
export const holdRow = (hold: Hold | undefined): JsonRow => ({
  hold_since: timestampOf(hold?.since),
  hold_owner: hold?.owner ?? null,
})
export const holdOfRow = (row: Readonly<Record<string, unknown>>): Hold | undefined =>
  row['hold_since'] === null ? undefined : { since: instantOf(row['hold_since']), owner: given(row['hold_owner']) }

interface Valued {
  readonly rate: ExchangeRate | undefined
  readonly murAmount: Units | undefined
}
export const RUPEE_COLUMNS = ['mur_amount', 'fx_rate', 'fx_source', 'fx_quoted_at', 'fx_stale'] as const
export const rupeesRow = (valued: Valued | undefined): JsonRow => ({
  mur_amount: amountOf(valued?.murAmount),
  fx_rate: amountOf(valued?.rate?.rate),
  fx_source: valued?.rate?.source ?? null,
  fx_quoted_at: timestampOf(valued?.rate?.quotedAt),
  fx_stale: valued?.rate?.stale ?? null,
})
export const rupeesOfRow = (row: Readonly<Record<string, unknown>>): Valued => ({
  murAmount: maybeUnits(row['mur_amount']),
  rate:
    row['fx_rate'] === null
      ? undefined
      : {
          rate: unitsOf(row['fx_rate']),
          source: row['fx_source'] as string,
          quotedAt: instantOf(row['fx_quoted_at']),
          stale: row['fx_stale'] as boolean,
        },
})
