import {
  BankAccountStatus,
  BankAccountVerification,
  DepositStatus,
  DestinationType,
  PaymentMethod,
  PayoutStatus,
  WithdrawalStatus,
} from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { bigint, boolean, numeric, pgSchema, smallint, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'

export const payment = pgSchema('payment')

export const withdrawalStatus = payment.enum('withdrawal_status', enumValues(WithdrawalStatus))
export const depositStatus = payment.enum('deposit_status', enumValues(DepositStatus))
export const paymentMethod = payment.enum('payment_method', enumValues(PaymentMethod))
export const destinationType = payment.enum('destination_type', enumValues(DestinationType))
export const bankAccountStatus = payment.enum('bank_account_status', enumValues(BankAccountStatus))
export const bankAccountVerification = payment.enum('bank_account_verification', enumValues(BankAccountVerification))
export const payoutStatus = payment.enum('payout_status', enumValues(PayoutStatus))

/** Money of one client. */
export const units = (name: string) => numeric(name, { precision: 20, scale: 8 })
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
/** Exact up to 2^53 - 1, which no log will reach. */
export const big = (name: string) => bigint(name, { mode: 'number' })

/** What every state row carries: where it lives, and the last event that changed it. */
export const place = {
  partition: smallint('partition').notNull(),
  position: big('position').notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
}

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
