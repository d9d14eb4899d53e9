import { walletEvents, type WalletEvent } from '@filao/contracts'
import {
  plain,
  plainArray,
  rowsOfArrays,
  writePieces,
  type ProjectedEvent,
  type Projection,
  type Queryable,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, readUnits, type Units } from '@filao/money'
import { entriesOf, type LedgerEntry } from '@filao/wallet'

interface PlacedEntry extends LedgerEntry {
  readonly partition: number
  readonly position: number
  readonly at: number
}

/** Every line of the ledger with the balance after it: a follower of the own log, so that no command waits for it. */
export const ledgerProjection: Projection<WalletEvent> = {
  consumer: 'ledger_entries',
  source: 'wallet',
  events: walletEvents,
  async apply(db: Queryable, events: readonly ProjectedEvent<WalletEvent>[]): Promise<void> {
    await writePieces(db, events[0]!.partition, await ledgerParts(db, events))
  },
  pieces: ledgerParts,
}

async function ledgerParts(
  db: Queryable,
  events: readonly ProjectedEvent<WalletEvent>[],
): Promise<readonly StatementPart[]> {
  const entries = events.flatMap(({ event, partition, position, at }) =>
    entriesOf(event).map((entry) => ({ ...entry, partition, position, at })),
  )
  if (entries.length === 0) return []
  const balances = await readBalances(db, entries)
  const after = entries.map((entry) => move(balances, entry))
  return [entriesPart(entries, after), balancesPart(entries, balances)]
}

/** Names an account of the ledger in a partition; the zero id stands for the house. */
const nameOf = ({ kind, mode, asset, accountId }: PlacedEntry): string =>
  `${kind} ${mode} ${asset} ${accountId ?? HOUSE}`
const HOUSE = '00000000-0000-0000-0000-000000000000'

/** Credits less debits. */
function move(balances: Map<string, Units>, entry: PlacedEntry): Units {
  const name = nameOf(entry)
  const before = balances.get(name) ?? 0n
  const after = entry.direction === 'credit' ? before + entry.amount : before - entry.amount
  balances.set(name, after)
  return after
}

const accountsOf = (entries: readonly PlacedEntry[]): readonly PlacedEntry[] => [
  ...new Map(entries.map((entry) => [nameOf(entry), entry])).values(),
]

async function readBalances(db: Queryable, entries: readonly PlacedEntry[]): Promise<Map<string, Units>> {
  const accounts = accountsOf(entries)
  const { rows } = await db.query({
    name: 'ledger_balances_read',
    text: `SELECT b.kind::text AS kind, b.mode, b.asset, b.account_id, b.balance FROM wallet.ledger_balances b
      JOIN unnest($2::wallet.ledger_account_kind[], $3::text[], $4::text[], $5::uuid[]) AS t (kind, mode, asset, account_id)
        ON b.kind = t.kind AND b.mode = t.mode AND b.asset = t.asset AND b.account_id = t.account_id
      WHERE b.partition = $1`,
    values: [entries[0]!.partition, ...accountColumns(accounts).map(plainArray)],
  })
  return new Map(
    rows.map((row) => [
      [row['kind'], row['mode'], row['asset'], row['account_id']].join(' '),
      readUnits(row['balance'] as string),
    ]),
  )
}

const accountColumns = (accounts: readonly PlacedEntry[]): readonly (readonly string[])[] => [
  accounts.map(({ kind }) => kind),
  accounts.map(({ mode }) => mode),
  accounts.map(({ asset }) => asset),
  accounts.map(({ accountId }) => accountId ?? HOUSE),
]

const ENTRY_COLUMNS = [
  ...['bigint', 'smallint', 'wallet.ledger_account_kind', 'uuid', 'text', 'text', 'wallet.entry_direction'],
  ...['numeric', 'numeric', 'text', 'uuid', 'timestamptz'],
].map((type) => ({ type }))

const entriesPart = (entries: readonly PlacedEntry[], after: readonly Units[]): StatementPart => ({
  name: 'ledger_entries_added',
  sql: `INSERT INTO wallet.ledger_entries
      (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
    SELECT ${rowsOfArrays(ENTRY_COLUMNS)}`,
  values: [
    plain(entries.map(({ position }) => position)),
    plain(entries.map(({ line }) => line)),
    plain(entries.map(({ kind }) => kind)),
    plain(entries.map(({ accountId }) => accountId)),
    plain(entries.map(({ mode }) => mode)),
    plain(entries.map(({ asset }) => asset)),
    plain(entries.map(({ direction }) => direction)),
    plain(entries.map(({ amount }) => formatUnits(amount))),
    plain(after.map(formatUnits)),
    plain(entries.map(({ cause }) => cause)),
    plain(entries.map(({ referenceId }) => referenceId)),
    plain(entries.map(({ at }) => toTimestamp(at))),
  ],
})

function balancesPart(entries: readonly PlacedEntry[], balances: ReadonlyMap<string, Units>): StatementPart {
  const accounts = accountsOf(entries)
  return {
    name: 'ledger_balances_saved',
    sql: `INSERT INTO wallet.ledger_balances (partition, kind, mode, asset, account_id, balance)
      SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::wallet.ledger_account_kind[], $2::text[], $3::text[], $4::uuid[],
        $5::numeric[]) AS t (partition) USING (partition)
      ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET balance = excluded.balance`,
    values: [
      ...accountColumns(accounts).map(plain),
      plain(accounts.map((entry) => formatUnits(balances.get(nameOf(entry))!))),
    ],
  }
}
