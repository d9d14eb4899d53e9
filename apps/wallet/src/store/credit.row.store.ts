import type { Row, StateTable } from '@filao/engine'
import { formatUnits, readUnits } from '@filao/money'
import type { Credit } from '@filao/wallet'
import { placeColumns, time, units, type Saved } from './saved.store'

const fixed = true
const text = true

export const creditRows: StateTable<Saved<{ readonly credit: Credit }>> = {
  name: 'credits_saved',
  table: 'wallet.credits',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ credit }) => credit.creditId, fixed },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    { name: 'currency', type: 'text', value: ({ credit }) => credit.currency, fixed },
    { name: 'gross', type: 'numeric', value: ({ credit }) => formatUnits(credit.gross), fixed },
    { name: 'fee', type: 'numeric', value: ({ credit }) => formatUnits(credit.fee), fixed },
    { name: 'status', type: 'wallet.credit_status', value: ({ credit }) => credit.status },
    { name: 'mur_amount', type: 'numeric', value: ({ credit }) => units(credit.murAmount), fixed },
    { name: 'fx_rate', type: 'numeric', value: ({ credit }) => units(credit.rate?.rate), fixed },
    { name: 'fx_source', type: 'text', value: ({ credit }) => credit.rate?.source, fixed, text },
    { name: 'fx_quoted_at', type: 'timestamptz', value: ({ credit }) => time(credit.rate?.quotedAt), fixed },
    { name: 'fx_stale', type: 'boolean', value: ({ credit }) => credit.rate?.stale ?? false, fixed },
  ],
}

const COLUMNS = 'id, account_id, currency, gross, fee, status, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale'

/** Whatever became of these. */
export const CREDITS_SQL = `SELECT ${COLUMNS} FROM wallet.credits WHERE partition = $1 AND id = ANY ($2::uuid[])`

/** A batch is bounded, so are these: what is beyond waits for payment to ask for it by name. */
const SUSPENDED_MAX = 500
/** What accounts have in suspense, the oldest first. */
export const SUSPENDED_CREDITS_SQL = `SELECT ${COLUMNS} FROM wallet.credits
  WHERE partition = $1 AND account_id = ANY ($2::uuid[]) AND status = 'suspended' ORDER BY created_at, id LIMIT ${SUSPENDED_MAX}`

export const creditOfRow = (row: Row): Credit => ({
  creditId: row['id'] as string,
  currency: row['currency'] as string,
  gross: readUnits(row['gross'] as string),
  fee: readUnits(row['fee'] as string),
  status: row['status'] as Credit['status'],
  murAmount: row['mur_amount'] === null ? undefined : readUnits(row['mur_amount'] as string),
  rate:
    row['fx_rate'] === null
      ? undefined
      : {
          rate: readUnits(row['fx_rate'] as string),
          source: row['fx_source'] as string,
          quotedAt: (row['fx_quoted_at'] as Date).getTime(),
          stale: row['fx_stale'] as boolean,
        },
})
