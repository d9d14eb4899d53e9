import { walletEvents, type WalletEvent } from '@filao/contracts'
import {
  plain,
  rowsOf,
  writePieces,
  type ProjectedEvent,
  type Projection,
  type Queryable,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import { entriesOf, type LedgerEntry } from '@filao/wallet'

interface PlacedEntry extends LedgerEntry {
  readonly position: number
  readonly at: number
}

/** Every line of the ledger with the balance after it: a follower of the own log, so that no command waits for it. */
export const ledgerProjection = {
  consumer: 'ledger_entries',
  source: 'wallet',
  events: walletEvents,
  async apply(db: Queryable, events: readonly ProjectedEvent<WalletEvent>[]): Promise<void> {
    await writePieces(db, events[0]!.partition, ledgerParts(events))
  },
  pieces: ledgerParts,
} satisfies Projection<WalletEvent>

function ledgerParts(events: readonly ProjectedEvent<WalletEvent>[]): readonly StatementPart[] {
  const entries = events.flatMap(({ event, position, at }) =>
    entriesOf(event).map((entry) => ({ ...entry, position, at })),
  )
  return entries.length === 0 ? [] : [entriesPart(entries), balancesPart(entries)]
}

/** Stands for the house where an account is part of a key. */
const HOUSE = '00000000-0000-0000-0000-000000000000'

const ENTRY_COLUMNS = [
  { name: 'position', type: 'bigint' },
  { name: 'line', type: 'smallint' },
  { name: 'kind', type: 'wallet.ledger_account_kind' },
  { name: 'account_id', type: 'uuid' },
  { name: 'mode', type: 'text' },
  { name: 'asset', type: 'text' },
  { name: 'direction', type: 'wallet.entry_direction' },
  { name: 'amount', type: 'numeric' },
  { name: 'cause', type: 'text' },
  { name: 'reference_id', type: 'uuid' },
  { name: 'occurred_at', type: 'timestamptz' },
] as const

/** The balance after a line is that of its account before all of these, with those up to the line. */
const entriesPart = (entries: readonly PlacedEntry[]): StatementPart => ({
  name: 'ledger_entries_added',
  sql: `INSERT INTO wallet.ledger_entries
      (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
    SELECT r.partition, r.position, r.line, r.kind, r.account_id, r.mode, r.asset, r.direction, r.amount,
      coalesce((SELECT b.balance FROM wallet.ledger_balances b WHERE b.partition = r.partition AND b.kind = r.kind
          AND b.mode = r.mode AND b.asset = r.asset AND b.account_id = coalesce(r.account_id, '${HOUSE}')), 0)
        + sum(CASE r.direction WHEN 'credit' THEN r.amount ELSE -r.amount END)
          OVER (PARTITION BY r.partition, r.kind, r.mode, r.asset, r.account_id ORDER BY r.position, r.line),
      r.cause, r.reference_id, r.occurred_at
    FROM head JOIN ${rowsOf(ENTRY_COLUMNS)} AS r USING (partition)`,
  values: [
    plain(entries.map(({ position }) => position)),
    plain(entries.map(({ line }) => line)),
    plain(entries.map(({ kind }) => kind)),
    plain(entries.map(({ accountId }) => accountId)),
    plain(entries.map(({ mode }) => mode)),
    plain(entries.map(({ asset }) => asset)),
    plain(entries.map(({ direction }) => direction)),
    plain(entries.map(({ amount }) => formatUnits(amount))),
    plain(entries.map(({ cause }) => cause)),
    plain(entries.map(({ referenceId }) => referenceId)),
    plain(entries.map(({ at }) => toTimestamp(at))),
  ],
})

/** Credits less debits, added to what each account had. */
function balancesPart(entries: readonly PlacedEntry[]): StatementPart {
  const moved = new Map<string, { readonly entry: PlacedEntry; amount: Units }>()
  for (const entry of entries) {
    const name = `${entry.kind} ${entry.mode} ${entry.asset} ${entry.accountId ?? HOUSE}`
    const sum = moved.get(name) ?? { entry, amount: 0n }
    sum.amount += entry.direction === 'credit' ? entry.amount : -entry.amount
    moved.set(name, sum)
  }
  const rows = [...moved.values()]
  return {
    name: 'ledger_balances_moved',
    sql: `INSERT INTO wallet.ledger_balances (partition, kind, mode, asset, account_id, balance)
      SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::wallet.ledger_account_kind[], $2::text[], $3::text[], $4::uuid[],
        $5::numeric[]) AS t (partition) USING (partition)
      ON CONFLICT (partition, kind, mode, asset, account_id)
      DO UPDATE SET balance = ledger_balances.balance + excluded.balance`,
    values: [
      plain(rows.map(({ entry }) => entry.kind)),
      plain(rows.map(({ entry }) => entry.mode)),
      plain(rows.map(({ entry }) => entry.asset)),
      plain(rows.map(({ entry }) => entry.accountId ?? HOUSE)),
      plain(rows.map(({ amount }) => formatUnits(amount))),
    ],
  }
}
