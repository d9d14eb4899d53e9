import type { Row, StateTable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import type { Holding, LedgerTotals, Wallet } from '@filao/wallet'
import { placeColumns, type Saved } from './saved.store'

const fixed = true
const owner = [
  { name: 'account_id', type: 'uuid', value: ({ account }: Saved) => account.accountId, fixed },
  { name: 'user_id', type: 'uuid', value: ({ account }: Saved) => account.userId, fixed },
  { name: 'mode', type: 'text', value: ({ account }: Saved) => account.mode, fixed },
]

export const walletRows: StateTable<Saved<{ readonly wallet: Wallet }>> = {
  name: 'wallets_saved',
  table: 'wallet.wallets',
  key: ['account_id', 'currency'],
  columns: [
    ...owner,
    { name: 'currency', type: 'text', value: ({ wallet }) => wallet.currency, fixed },
    ...placeColumns,
    { name: 'available_balance', type: 'numeric', value: ({ wallet }) => formatUnits(wallet.available) },
    { name: 'reserved_balance', type: 'numeric', value: ({ wallet }) => formatUnits(wallet.reserved) },
    { name: 'total_balance', type: 'numeric', value: ({ wallet }) => formatUnits(wallet.available + wallet.reserved) },
    { name: 'unsettled_balance', type: 'numeric', value: ({ wallet }) => formatUnits(wallet.unsettled) },
    { name: 'wallet_version', type: 'bigint', value: ({ wallet }) => wallet.version },
    { name: 'last_transaction_at', type: 'timestamptz', value: ({ last }) => toTimestamp(last.at) },
  ],
}

export const holdingRows: StateTable<Saved<{ readonly holding: Holding }>> = {
  name: 'holdings_saved',
  table: 'wallet.holdings',
  key: ['account_id', 'asset_id'],
  columns: [
    ...owner,
    { name: 'asset_id', type: 'uuid', value: ({ holding }) => holding.assetId, fixed },
    ...placeColumns,
    { name: 'quantity', type: 'numeric', value: ({ holding }) => formatUnits(holding.quantity) },
    { name: 'reserved_quantity', type: 'numeric', value: ({ holding }) => formatUnits(holding.reserved) },
    { name: 'average_purchase_price', type: 'numeric', value: ({ holding }) => formatUnits(holding.averagePrice) },
    { name: 'total_invested', type: 'numeric', value: ({ holding }) => formatUnits(holding.invested) },
    { name: 'realized_pnl', type: 'numeric', value: ({ holding }) => formatUnits(holding.realized) },
    { name: 'last_updated_at', type: 'timestamptz', value: ({ last }) => toTimestamp(last.at) },
  ],
}

const ledgerOf = (alias: string, kind: string, asset: string): string =>
  `LEFT JOIN wallet.ledger_accounts ${alias} ON ${alias}.partition = b.partition AND ${alias}.kind = '${kind}'
    AND ${alias}.mode = b.mode AND ${alias}.asset = ${asset} AND ${alias}.account_id = b.account_id`
const TOTALS = `coalesce(f.debits, 0) AS free_debits, coalesce(f.credits, 0) AS free_credits,
  coalesce(h.debits, 0) AS held_debits, coalesce(h.credits, 0) AS held_credits`

export const WALLETS_SQL = `SELECT b.account_id, b.currency, b.available_balance, b.reserved_balance, b.unsettled_balance, b.wallet_version, ${TOTALS}
  FROM wallet.wallets b ${ledgerOf('f', 'client_cash', 'b.currency')} ${ledgerOf('h', 'client_cash_reserved', 'b.currency')}
  WHERE b.partition = $1 AND b.account_id = ANY ($2::uuid[])`

export const HOLDINGS_SQL = `SELECT b.account_id, b.asset_id, b.quantity, b.reserved_quantity, b.average_purchase_price, b.total_invested,
  b.realized_pnl, ${TOTALS}
  FROM wallet.holdings b ${ledgerOf('f', 'client_asset', 'b.asset_id::text')} ${ledgerOf('h', 'client_asset_reserved', 'b.asset_id::text')}
  WHERE b.partition = $1 AND b.account_id = ANY ($2::uuid[])`

export const walletOfRow = (row: Row): Wallet => ({
  currency: row['currency'] as string,
  available: readUnits(row['available_balance'] as string),
  reserved: readUnits(row['reserved_balance'] as string),
  unsettled: readUnits(row['unsettled_balance'] as string),
  version: Number(row['wallet_version']),
  cash: totalsOf(row, 'free'),
  cashReserved: totalsOf(row, 'held'),
})

export const holdingOfRow = (row: Row): Holding => ({
  assetId: row['asset_id'] as string,
  quantity: readUnits(row['quantity'] as string),
  reserved: readUnits(row['reserved_quantity'] as string),
  averagePrice: readUnits(row['average_purchase_price'] as string),
  invested: readUnits(row['total_invested'] as string),
  realized: readUnits(row['realized_pnl'] as string),
  asset: totalsOf(row, 'free'),
  assetReserved: totalsOf(row, 'held'),
})

const totalsOf = (row: Row, part: 'free' | 'held'): LedgerTotals => ({
  debits: readUnits(row[`${part}_debits`] as string),
  credits: readUnits(row[`${part}_credits`] as string),
})
