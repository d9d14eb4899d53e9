import { given, timestampOf, type Row } from '@filao/engine'
import { screeningOf, type BankAccount } from '@filao/payment'
import { instantOf, maybeInstant, SCREENED_COLUMNS, screenedOfRow, screenedRow, type RowTable } from './rows.store'

export const bankAccountTable: RowTable = {
  table: 'bank_accounts',
  columns: [
    ...['user_id', 'account_id', 'destination_type', 'country', 'currency', 'last4', 'fingerprint', 'name_score'],
    ...['screening_check_id', 'screening', 'cooling_off_hours', 'status', 'verification', 'proposed_by', 'verified_by'],
    ...['command_hash', 'proposed_at', 'added_at', 'verified_at', 'usable_from', 'removed_at'],
    ...SCREENED_COLUMNS,
  ],
  sealed: ['destination'],
  idOf: (event) => ('bankAccountId' in event && event.type !== 'WithdrawalRequested' ? event.bankAccountId : undefined),
  row: ({ accountId, bankAccounts }, id) => bankAccountRow(accountId, bankAccounts.get(id)!),
  told: (event) =>
    event.type === 'BankAccountAdded'
      ? { userId: event.userId, values: { destination: event.destination } }
      : undefined,
}

const bankAccountRow = (accountId: string, known: BankAccount) => ({
  user_id: known.userId,
  account_id: accountId,
  destination_type: 'bank',
  country: known.country,
  currency: known.currency,
  last4: known.last4,
  fingerprint: known.fingerprint,
  name_score: known.nameScore,
  screening_check_id: known.checkId,
  screening: screeningOf(known),
  ...screenedRow(known, known.bankCheckId),
  cooling_off_hours: known.coolingOffHours,
  status: known.status,
  verification: known.verification ?? null,
  proposed_by: known.proposedBy ?? null,
  command_hash: known.commandHash ?? null,
  proposed_at: timestampOf(known.proposedAt),
  verified_by: known.verifiedBy ?? null,
  added_at: timestampOf(known.addedAt),
  verified_at: timestampOf(known.verifiedAt),
  usable_from: timestampOf(known.usableFrom),
  removed_at: timestampOf(known.removedAt),
})

const BANK_ACCOUNTS = 'SELECT * FROM payment.bank_accounts WHERE partition = $1'
export const LIVE_BANK_ACCOUNTS_SQL = `${BANK_ACCOUNTS} AND account_id = ANY ($2::uuid[]) AND status NOT IN ('removed', 'rejected')`
export const NAMED_BANK_ACCOUNTS_SQL = `${BANK_ACCOUNTS} AND id = ANY ($2::uuid[])`

export const bankAccountOfRow = (row: Row): BankAccount => ({
  bankAccountId: row['id'] as string,
  userId: row['user_id'] as string,
  currency: row['currency'] as string,
  country: row['country'] as string,
  last4: row['last4'] as string,
  fingerprint: row['fingerprint'] as string,
  nameScore: row['name_score'] as number,
  checkId: row['screening_check_id'] as string,
  coolingOffHours: row['cooling_off_hours'] as number,
  addedAt: instantOf(row['added_at']),
  status: row['status'] as BankAccount['status'],
  bankCheckId: given(row['bank_check_id']),
  ...screenedOfRow(row),
  verification: given(row['verification']),
  proposedBy: given(row['proposed_by']),
  commandHash: given(row['command_hash']),
  proposedAt: maybeInstant(row['proposed_at']),
  verifiedBy: given(row['verified_by']),
  verifiedAt: maybeInstant(row['verified_at']),
  usableFrom: maybeInstant(row['usable_from']),
  removedAt: maybeInstant(row['removed_at']),
})
