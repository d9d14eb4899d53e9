import type { Row, StateTable } from '@filao/engine'
import { newAccount, type PaymentAccount } from '@filao/payment'
import { placeColumns, type Saved } from './saved.store'

export const accountRows: StateTable<Saved> = {
  name: 'accounts_saved',
  table: 'payment.accounts',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ account }) => account.accountId, fixed: true },
    ...placeColumns,
    { name: 'gate', type: 'text', value: ({ account }) => account.gate },
    { name: 'payouts_held', type: 'boolean', value: ({ account }) => account.payoutsHeld },
  ],
}

/** Text of the query that loads accounts. */
export const ACCOUNTS_SQL =
  'SELECT id, gate, payouts_held FROM payment.accounts WHERE partition = $1 AND id = ANY ($2::uuid[])'

export function accountOfRow(row: Row): PaymentAccount {
  const account = newAccount(row['id'] as string)
  account.gate = (row['gate'] as 'open' | 'closed' | null) ?? undefined
  account.payoutsHeld = row['payouts_held'] as boolean
  return account
}
