import type { StateTable, StatementPart } from '@filao/engine'
import { plain } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, ZERO } from '@filao/money'
import type { LedgerEntry, LedgerTotals } from '@filao/wallet'
import { placeColumns, units, type Logged, type Saved } from './saved.store'

/** A ledger account of a client. Its totals stand in the account's state, so the row is written as it is. */
export type SavedLedgerAccount = Saved<{
  readonly kind: LedgerEntry['kind']
  readonly asset: string
  readonly totals: LedgerTotals
}>

const fixed = true
export const clientLedgerRows: StateTable<SavedLedgerAccount> = {
  name: 'ledger_clients_saved',
  table: 'wallet.ledger_accounts',
  key: ['kind', 'mode', 'asset', 'account_id'],
  columns: [
    { name: 'kind', type: 'wallet.ledger_account_kind', value: ({ kind }) => kind, fixed },
    { name: 'mode', type: 'text', value: ({ account }) => account.mode, fixed },
    { name: 'asset', type: 'text', value: ({ asset }) => asset, fixed },
    { name: 'account_id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    ...placeColumns,
    { name: 'debits', type: 'numeric', value: ({ totals }) => formatUnits(totals.debits) },
    { name: 'credits', type: 'numeric', value: ({ totals }) => formatUnits(totals.credits) },
  ],
}

interface HouseChange extends LedgerTotals {
  readonly entry: LedgerEntry
  last: Logged
}

/**
 * Accounts that are in nobody's memory, those of the house and what clients owe it: what the batch adds to them is added
 * to their rows.
 */
export function houseLedgerPart(
  entries: readonly { readonly entry: LedgerEntry; readonly last: Logged }[],
): StatementPart {
  const changes = new Map<string, HouseChange>()
  for (const { entry, last } of entries) {
    const key = `${entry.kind}:${entry.mode}:${entry.asset}:${entry.accountId}`
    const change = changes.get(key) ?? { entry, last, debits: ZERO, credits: ZERO }
    change[entry.direction === 'debit' ? 'debits' : 'credits'] += entry.amount
    change.last = last
    changes.set(key, change)
  }
  const rows = [...changes.values()]
  return {
    name: 'ledger_house_moved',
    sql: `INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, debits, credits, position, updated_at)
    SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::wallet.ledger_account_kind[], $2::text[], $3::text[], $4::uuid[],
      $5::numeric[], $6::numeric[], $7::bigint[], $8::timestamptz[]) AS t (partition) USING (partition)
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at`,
    values: [
      plain(rows.map(({ entry }) => entry.kind)),
      plain(rows.map(({ entry }) => entry.mode)),
      plain(rows.map(({ entry }) => entry.asset)),
      plain(rows.map(({ entry }) => entry.accountId)),
      plain(rows.map(({ debits }) => formatUnits(debits))),
      plain(rows.map(({ credits }) => formatUnits(credits))),
      plain(rows.map(({ last }) => last.position)),
      plain(rows.map(({ last }) => toTimestamp(last.at))),
    ],
  }
}

/** What one event moved of one asset. */
export interface LedgerTransaction extends LedgerTotals {
  readonly logged: Logged
  readonly mode: string
  readonly asset: string
}

export const transactionRows: Omit<StateTable<LedgerTransaction>, 'key'> = {
  name: 'ledger_transactions_added',
  table: 'wallet.ledger_transactions',
  columns: [
    { name: 'position', type: 'bigint', value: ({ logged }) => logged.position },
    { name: 'mode', type: 'text', value: ({ mode }) => mode },
    { name: 'asset', type: 'text', value: ({ asset }) => asset },
    { name: 'debits', type: 'numeric', value: ({ debits }) => formatUnits(debits) },
    { name: 'credits', type: 'numeric', value: ({ credits }) => formatUnits(credits) },
    { name: 'cause', type: 'text', value: ({ logged }) => logged.event.type },
    { name: 'mur_amount', type: 'numeric', value: (row) => units(valuedOf(row)?.murAmount) },
    { name: 'fx_rate', type: 'numeric', value: (row) => units(valuedOf(row)?.rate?.rate) },
    { name: 'fx_source', type: 'text', value: (row) => valuedOf(row)?.rate?.source, text: true },
    { name: 'fx_quoted_at', type: 'timestamptz', value: (row) => timeOf(valuedOf(row)?.rate?.quotedAt) },
    { name: 'fx_stale', type: 'boolean', value: (row) => valuedOf(row)?.rate?.stale ?? false },
    { name: 'occurred_at', type: 'timestamptz', value: ({ logged }) => toTimestamp(logged.at) },
  ],
}

const timeOf = (at: number | undefined): string | undefined => (at === undefined ? undefined : toTimestamp(at))

/** The rupee value of a leg or a payment belongs to its money, not to an instrument. */
const valuedOf = ({ logged: { event }, asset }: LedgerTransaction) =>
  'murAmount' in event && event.currency === asset ? event : undefined

/** One transaction per event and asset. */
export function transactionsOf(logged: Logged, entries: readonly LedgerEntry[]): readonly LedgerTransaction[] {
  const sums = new Map<string, LedgerTransaction>()
  for (const { mode, asset, direction, amount } of entries) {
    let sum = sums.get(asset)
    if (!sum) sums.set(asset, (sum = { logged, mode, asset, debits: ZERO, credits: ZERO }))
    if (direction === 'debit') sum.debits += amount
    else sum.credits += amount
  }
  return [...sums.values()]
}
