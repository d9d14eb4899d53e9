import type { Row } from '@filao/engine'
import { newAccount, type PaymentAccount } from '@filao/payment'
import type { RowTable } from './rows.store'

export const accountTable: RowTable = {
  table: 'accounts',
  columns: ['gate', 'payouts_held'],
  sealed: [],
  idOf: (event) =>
    event.type === 'PayoutsHeld' || event.type === 'PayoutsReleased' || event.type === 'DepositGateSet'
      ? event.accountId
      : undefined,
  row: ({ gate, payoutsHeld }) => ({ gate: gate ?? null, payouts_held: payoutsHeld }),
}

export const ACCOUNTS_SQL =
  'SELECT id, gate, payouts_held FROM payment.accounts WHERE partition = $1 AND id = ANY ($2::uuid[])'

export function accountOfRow(row: Row): PaymentAccount {
  const account = newAccount(row['id'] as string)
  account.gate = (row['gate'] as 'open' | 'closed' | null) ?? undefined
  account.payoutsHeld = row['payouts_held'] as boolean
  return account
}
