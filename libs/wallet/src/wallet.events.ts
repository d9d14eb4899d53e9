import type { WalletEvent } from '@filao/contracts'

export type { WalletEvent }
type Of<Type extends WalletEvent['type']> = Extract<WalletEvent, { type: Type }>

export type WalletsOpened = Of<'WalletsOpened'>
export type FundsReserved = Of<'FundsReserved'>
export type ReservationRefused = Of<'ReservationRefused'>
export type ReservationIncreased = Of<'ReservationIncreased'>
export type ReservationReduced = Of<'ReservationReduced'>
export type ReservationReleased = Of<'ReservationReleased'>
export type PayoutRefused = Of<'PayoutRefused'>
export type DepositCredited = Of<'DepositCredited'>
export type CreditSuspended = Of<'CreditSuspended'>
export type ReceiptSuspended = Of<'ReceiptSuspended'>
export type SuspenseReleased = Of<'SuspenseReleased'>
export type ChargebackPosted = Of<'ChargebackPosted'>
export type LegSettled = Of<'LegSettled'>
export type AdjustmentProposed = Of<'AdjustmentProposed'>
export type BalanceAdjusted = Of<'BalanceAdjusted'>
export type AdjustmentRejected = Of<'AdjustmentRejected'>
export type ProceedsMatured = Of<'ProceedsMatured'>
export type FundsConverted = Of<'FundsConverted'>
export type AccountRestricted = Of<'AccountRestricted'>
export type AccountClosureRefused = Of<'AccountClosureRefused'>
