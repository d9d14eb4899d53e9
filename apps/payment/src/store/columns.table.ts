import {
  BankAccountStatus,
  BankAccountVerification,
  DepositStatus,
  DestinationType,
  PaymentMethod,
  PayoutStatus,
  WithdrawalStatus,
} from '@filao/contracts'
import { enumValues, time, units } from '@filao/engine'
import { boolean, numeric, pgSchema, uuid, varchar } from 'drizzle-orm/pg-core'

export { big, bytea, place, time, units } from '@filao/engine'

export const payment = pgSchema('payment')

export const withdrawalStatus = payment.enum('withdrawal_status', enumValues(WithdrawalStatus))
export const depositStatus = payment.enum('deposit_status', enumValues(DepositStatus))
export const paymentMethod = payment.enum('payment_method', enumValues(PaymentMethod))
export const destinationType = payment.enum('destination_type', enumValues(DestinationType))
export const bankAccountStatus = payment.enum('bank_account_status', enumValues(BankAccountStatus))
export const bankAccountVerification = payment.enum('bank_account_verification', enumValues(BankAccountVerification))
export const payoutStatus = payment.enum('payout_status', enumValues(PayoutStatus))

/** The check of the bank, where it is named; and the checks that have not come back, or not clear. */
export const screened = {
  bankCheckId: uuid('bank_check_id'),
  outstandingChecks: uuid('outstanding_checks').array().notNull().default([]),
  hitChecks: uuid('hit_checks').array().notNull().default([]),
}

/** Since when it stands still, and who of staff has taken it. */
export const hold = {
  holdSince: time('hold_since'),
  holdOwner: uuid('hold_owner'),
}

/** Value in MUR at the time of the transaction, with the rate that it was told by. Never computed again. */
export const inRupees = {
  murAmount: units('mur_amount'),
  fxRate: numeric('fx_rate', { precision: 20, scale: 10 }),
  fxSource: varchar('fx_source', { length: 50 }),
  fxQuotedAt: time('fx_quoted_at'),
  fxStale: boolean('fx_stale'),
}
