import type { WalletEvent } from '@filao/contracts'

export type { WalletEvent }
type Of<Type extends WalletEvent['type']> = Extract<WalletEvent, { type: Type }>

export type WalletsOpened = Of<'WalletsOpened'>
export type FundsReserved = Of<'FundsReserved'>
export type ReservationRefused = Of<'ReservationRefused'>
export type PayoutRefused = Of<'PayoutRefused'>
export type SuspenseReleased = Of<'SuspenseReleased'>
export type LegSettled = Of<'LegSettled'>
export type AdjustmentProposed = Of<'AdjustmentProposed'>
export type FundsConverted = Of<'FundsConverted'>
export type AccountRestricted = Of<'AccountRestricted'>
export type AccountClosureRefused = Of<'AccountClosureRefused'>
