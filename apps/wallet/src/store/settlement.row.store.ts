import type { Row, StateTable, StatementPart } from '@filao/engine'
import { plain } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import { legKey, type Maturity, type OpenItem, type WalletEvent } from '@filao/wallet'
import { placeColumns, time, type Logged, type Saved } from './saved.store'

const fixed = true

/** An open item has two rows: what its leg posted to clearing in money, and in the instrument. */
export type SavedItem = Saved<{ readonly item: OpenItem; readonly part: 'money' | 'quantity' }>

export const openItemRows: StateTable<SavedItem> = {
  name: 'open_items_saved',
  table: 'wallet.open_items',
  key: ['trade_id', 'side', 'asset'],
  columns: [
    { name: 'trade_id', type: 'uuid', value: ({ item }) => item.tradeId, fixed },
    { name: 'side', type: 'text', value: ({ item }) => item.side, fixed },
    {
      name: 'asset',
      type: 'text',
      value: ({ item, part }) => (part === 'money' ? item.currency : item.assetId),
      fixed,
    },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    { name: 'amount', type: 'numeric', value: ({ item, part }) => formatUnits(item[part]), fixed },
    { name: 'opened_at', type: 'timestamptz', value: ({ item }) => toTimestamp(item.openedAt), fixed },
    { name: 'closed_at', type: 'timestamptz', value: ({ item }) => time(item.closedAt) },
  ],
}

/** The two rows of each open item, in one. */
export const OPEN_ITEMS_SQL = `SELECT m.account_id, m.trade_id, m.side, m.asset AS currency, m.amount AS money, a.asset AS asset_id,
  a.amount AS quantity, m.opened_at
  FROM wallet.open_items m JOIN wallet.open_items a
    ON a.partition = m.partition AND a.trade_id = m.trade_id AND a.side = m.side AND length(a.asset) > 3
  WHERE m.partition = $1 AND m.account_id = ANY ($2::uuid[]) AND m.closed_at IS NULL AND length(m.asset) = 3`

/** Which of these legs are settled, whether their items are open or closed. */
export const SETTLED_LEGS_SQL = `SELECT DISTINCT i.trade_id, i.side FROM unnest($2::uuid[], $3::text[]) AS t (trade_id, side)
  JOIN wallet.open_items i ON i.partition = $1 AND i.trade_id = t.trade_id AND i.side = t.side`

export const openItemOfRow = (row: Row): OpenItem => ({
  tradeId: row['trade_id'] as string,
  side: row['side'] as OpenItem['side'],
  assetId: row['asset_id'] as string,
  currency: row['currency'] as string,
  money: readUnits(row['money'] as string),
  quantity: readUnits(row['quantity'] as string),
  openedAt: (row['opened_at'] as Date).getTime(),
  closedAt: undefined,
})

export type LegSettled = Extract<WalletEvent, { type: 'LegSettled' }>
/** Proceeds of a sale, as they begin to wait. */
export type SavedMaturity = Saved<{ readonly sale: LegSettled }>

export const maturityRows: Omit<StateTable<SavedMaturity>, 'key'> = {
  name: 'maturities_added',
  table: 'wallet.maturities',
  columns: [
    { name: 'execution_ref', type: 'text', value: ({ sale }) => legKey(sale.tradeId, sale.side) },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ sale }) => sale.accountId },
    { name: 'currency', type: 'text', value: ({ sale }) => sale.currency },
    { name: 'amount', type: 'numeric', value: ({ sale }) => formatUnits(sale.gross - sale.commission - sale.fees) },
    { name: 'matures_on', type: 'date', value: ({ sale }) => sale.settlementDate },
  ],
}

/**
 * Closes what an account had waiting for a day. Nothing is added and matured in one batch: a batch has one time. The
 * accounts are named apart from the join as well: without them the plan reads all that waits, in every batch, before it
 * sees that the batch has nothing to close.
 */
export function maturedPart(matured: readonly Logged[]): StatementPart {
  const events = matured.flatMap(({ event }) => (event.type === 'ProceedsMatured' ? [event] : []))
  return {
    name: 'maturities_closed',
    sql: `UPDATE wallet.maturities AS m SET matured_at = t.at, updated_at = t.at, position = t.position
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::text[], $3::date[], $4::bigint[], $5::timestamptz[])
      AS t (partition, account_id, currency, matures_on, position, at) USING (partition)
    WHERE m.partition = t.partition AND m.account_id = ANY ($1::uuid[]) AND m.account_id = t.account_id
      AND m.currency = t.currency AND m.matures_on = t.matures_on AND m.matured_at IS NULL`,
    values: [
      plain(events.map(({ accountId }) => accountId)),
      plain(events.map(({ currency }) => currency)),
      plain(events.map(({ maturesOn }) => maturesOn)),
      plain(matured.map(({ position }) => position)),
      plain(matured.map(({ at }) => toTimestamp(at))),
    ],
  }
}

export const MATURITIES_SQL = `SELECT account_id, currency, matures_on::text AS matures_on, sum(amount) AS amount FROM wallet.maturities
  WHERE partition = $1 AND account_id = ANY ($2::uuid[]) AND matured_at IS NULL GROUP BY account_id, currency, matures_on`

export const maturityOfRow = (row: Row): Maturity => ({
  currency: row['currency'] as string,
  maturesOn: row['matures_on'] as string,
  amount: readUnits(row['amount'] as string),
})
