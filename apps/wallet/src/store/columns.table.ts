import {
  AccountStatus,
  AdjustmentStatus,
  LedgerAccountKind,
  Posting,
  ReservationPurpose,
  ReservationStatus,
} from '@filao/contracts'
import { bigint, numeric, pgSchema, smallint, timestamp } from 'drizzle-orm/pg-core'

export const wallet = pgSchema('wallet')

/** An array, not the enum's object: for an object drizzle-kit drops the schema of the type. */
const values = <T extends string>(schema: { readonly options: readonly T[] }): [T, ...T[]] =>
  schema.options as [T, ...T[]]

export const walletAccountStatus = wallet.enum('wallet_account_status', values(AccountStatus))
export const reservationPurpose = wallet.enum('reservation_purpose', values(ReservationPurpose))
export const reservationStatus = wallet.enum('reservation_status', values(ReservationStatus))
export const ledgerAccountKind = wallet.enum('ledger_account_kind', values(LedgerAccountKind))
export const entryDirection = wallet.enum('entry_direction', values(Posting.shape.direction))
export const adjustmentStatus = wallet.enum('adjustment_status', values(AdjustmentStatus))

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
