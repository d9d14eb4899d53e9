import {
  AccountStatus,
  AdjustmentStatus,
  CreditStatus,
  LedgerAccountKind,
  Posting,
  ReservationPurpose,
  ReservationStatus,
} from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { bigint, numeric, pgSchema, smallint, timestamp } from 'drizzle-orm/pg-core'

export const wallet = pgSchema('wallet')

export const walletAccountStatus = wallet.enum('wallet_account_status', enumValues(AccountStatus))
export const reservationPurpose = wallet.enum('reservation_purpose', enumValues(ReservationPurpose))
export const reservationStatus = wallet.enum('reservation_status', enumValues(ReservationStatus))
export const ledgerAccountKind = wallet.enum('ledger_account_kind', enumValues(LedgerAccountKind))
export const entryDirection = wallet.enum('entry_direction', enumValues(Posting.shape.direction))
export const creditStatus = wallet.enum('credit_status', enumValues(CreditStatus))
export const adjustmentStatus = wallet.enum('adjustment_status', enumValues(AdjustmentStatus))

/** Money, quantity or price of one client. */
export const units = (name: string) => numeric(name, { precision: 20, scale: 8 })
/** A sum over many events or accounts. */
export const total = (name: string) => numeric(name, { precision: 38, scale: 8 })
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
