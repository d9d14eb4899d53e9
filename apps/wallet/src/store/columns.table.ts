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
import { pgSchema } from 'drizzle-orm/pg-core'

export { big, place, time, total, units } from '@filao/engine'

export const wallet = pgSchema('wallet')

export const walletAccountStatus = wallet.enum('wallet_account_status', enumValues(AccountStatus))
export const reservationPurpose = wallet.enum('reservation_purpose', enumValues(ReservationPurpose))
export const reservationStatus = wallet.enum('reservation_status', enumValues(ReservationStatus))
export const ledgerAccountKind = wallet.enum('ledger_account_kind', enumValues(LedgerAccountKind))
export const entryDirection = wallet.enum('entry_direction', enumValues(Posting.shape.direction))
export const creditStatus = wallet.enum('credit_status', enumValues(CreditStatus))
export const adjustmentStatus = wallet.enum('adjustment_status', enumValues(AdjustmentStatus))
