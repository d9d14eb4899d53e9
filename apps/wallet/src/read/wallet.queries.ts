import { RowsById, type Queryable, type Row } from '@filao/engine'
import { partitionOf } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import type { Account } from '@filao/wallet'
import type {
  AdjustmentQuery,
  AdjustmentView,
  EntryQuery,
  EntryView,
  HoldingView,
  WalletView,
} from '../http/wallet.schemas'
import { ACCOUNTS_SQL, accountOfRow } from '../store/account.row.store'

/** An account of the caller's. */
export interface Owned {
  readonly userId: string
  readonly accountId: string
}
/** Where the page before ended. */
export interface After {
  readonly at: string
  readonly id: string
}

const decimal = (row: Row, column: string): string => formatUnits(readUnits(row[column] as string))
const time = (row: Row, column: string): string => (row[column] as Date).toISOString()

/** Whose each account is. */
export const ownersById = (db: Queryable): RowsById =>
  new RowsById(db, { name: 'read_owners', table: 'wallet.accounts', columns: 'id, user_id' })

/** An account with its restrictions and limits alone; undefined when it was never opened. */
export async function readAccount(db: Queryable, accountId: string): Promise<Account | undefined> {
  const values = [partitionOf(accountId), [accountId]]
  const { rows } = await db.query({ name: 'read_account', text: ACCOUNTS_SQL, values })
  return rows[0] && accountOfRow(rows[0])
}

/** The wallets of an account, by currency. */
export async function readWallets(db: Queryable, { accountId, userId }: Owned): Promise<readonly WalletView[]> {
  const { rows } = await db.query({
    name: 'read_wallets',
    text: `SELECT * FROM wallet.wallets WHERE partition = $1 AND account_id = $2 AND user_id = $3 ORDER BY currency`,
    values: [partitionOf(accountId), accountId, userId],
  })
  return rows.map(walletView)
}

function walletView(row: Row): WalletView {
  const available = readUnits(row['available_balance'] as string)
  const unsettled = readUnits(row['unsettled_balance'] as string)
  return {
    accountId: row['account_id'] as string,
    currency: row['currency'] as string,
    available: formatUnits(available),
    reserved: decimal(row, 'reserved_balance'),
    total: decimal(row, 'total_balance'),
    unsettled: formatUnits(unsettled),
    withdrawable: formatUnits(available > unsettled ? available - unsettled : 0n),
    version: Number(row['wallet_version']),
    updatedAt: time(row, 'updated_at'),
  }
}

/** An account's holdings with what their instruments cost: on the own book, and outside. */
export const HOLDINGS = `SELECT h.*, p.symbol, p.currency, p.price, p.priced_at, p.feed_price, p.feed_as_of, p.feed_age_ms_max
  FROM wallet.holdings h LEFT JOIN wallet.prices p ON p.asset_id = h.asset_id
  WHERE h.partition = $1 AND h.account_id = $2 AND h.user_id = $3 ORDER BY h.asset_id`

/** What an account holds, also what it no longer holds: the realised profit stays. */
export async function readHoldings(db: Queryable, { accountId, userId }: Owned): Promise<readonly HoldingView[]> {
  const { rows } = await db.query({
    name: 'read_holdings',
    text: HOLDINGS,
    values: [partitionOf(accountId), accountId, userId],
  })
  return rows.map(holdingView)
}

export const holdingView = (row: Row): HoldingView => ({
  accountId: row['account_id'] as string,
  assetId: row['asset_id'] as string,
  symbol: row['symbol'] as string | null,
  quantity: decimal(row, 'quantity'),
  reserved: decimal(row, 'reserved_quantity'),
  averagePrice: decimal(row, 'average_purchase_price'),
  cost: decimal(row, 'total_invested'),
  realizedProfit: decimal(row, 'realized_pnl'),
  updatedAt: time(row, 'updated_at'),
})

/** Postings of an account with the balance after each, newest first; one more than the limit. */
export async function readEntries(
  db: Queryable,
  { accountId }: Owned,
  query: EntryQuery & { readonly after: readonly [position: string, line: string] | undefined },
): Promise<readonly EntryView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM wallet.ledger_entries WHERE partition = $1 AND account_id = $2
        AND ($3::text IS NULL OR asset = $3) AND ($4::timestamptz IS NULL OR occurred_at >= $4)
        AND ($5::timestamptz IS NULL OR occurred_at < $5)
        AND ($6::bigint IS NULL OR (position, line) < ($6::bigint, $7::smallint))
      ORDER BY position DESC, line DESC LIMIT $8`,
    values: [
      partitionOf(accountId),
      accountId,
      query.currency ?? null,
      query.from ?? null,
      query.to ?? null,
      query.after?.[0] ?? null,
      query.after?.[1] ?? null,
      query.limit + 1,
    ],
  })
  return rows.map((row) => ({
    id: `${String(row['position'])}/${String(row['line'])}`,
    account: row['kind'] as EntryView['account'],
    asset: row['asset'] as string,
    direction: row['direction'] as EntryView['direction'],
    amount: decimal(row, 'amount'),
    balanceAfter: decimal(row, 'balance_after'),
    cause: row['cause'] as string,
    referenceId: row['reference_id'] as string,
    occurredAt: time(row, 'occurred_at'),
  }))
}

/** Adjustments, newest first; one more than the limit. */
export async function readAdjustments(
  db: Queryable,
  query: AdjustmentQuery & { readonly after?: After },
): Promise<readonly AdjustmentView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM wallet.adjustments WHERE ($1::text IS NULL OR status::text = $1)
        AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4`,
    values: [query.status ?? null, query.after?.at ?? null, query.after?.id ?? null, query.limit + 1],
  })
  return rows.map(adjustmentView)
}

/** Each adjustment, for {@link adjustmentView}. */
export const adjustmentsById = (db: Queryable): RowsById =>
  new RowsById(db, { name: 'read_adjustments', table: 'wallet.adjustments', columns: '*' })

export const adjustmentView = (row: Row): AdjustmentView => ({
  id: row['id'] as string,
  accountId: row['account_id'] as string,
  asset: row['asset'] as string,
  amount: decimal(row, 'amount'),
  unitCost: row['unit_cost'] === null ? null : decimal(row, 'unit_cost'),
  reason: row['reason'] as string,
  evidence: row['evidence'] as string,
  status: row['status'] as AdjustmentView['status'],
  commandHash: row['command_hash'] as string,
  proposedBy: row['proposed_by'] as string,
  decidedBy: row['decided_by'] as string | null,
  proposedAt: time(row, 'created_at'),
  decidedAt: row['decided_at'] === null ? null : time(row, 'decided_at'),
})
