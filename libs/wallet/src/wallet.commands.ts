import type { WalletCommand } from '@filao/contracts'

export type { WalletCommand }
type Of<Type extends WalletCommand['type']> = Extract<WalletCommand, { type: Type }>

export type OpenWallets = Of<'OpenWallets'>
export type ReserveFunds = Of<'ReserveFunds'>
export type IncreaseReservation = Of<'IncreaseReservation'>
export type ReduceReservation = Of<'ReduceReservation'>
export type SettleLeg = Of<'SettleLeg'>
export type ReleaseReservation = Of<'ReleaseReservation'>
export type CloseOpenItem = Of<'CloseOpenItem'>
export type ClearPayout = Of<'ClearPayout'>
export type PostPayout = Of<'PostPayout'>
export type CreditDeposit = Of<'CreditDeposit'>
export type RecordReceipt = Of<'RecordReceipt'>
export type ReleaseSuspense = Of<'ReleaseSuspense'>
export type PostChargeback = Of<'PostChargeback'>
export type ProposeAdjustment = Of<'ProposeAdjustment'>
export type DecideAdjustment = Of<'DecideAdjustment'>
export type RestrictAccount = Of<'RestrictAccount'>
export type LiftRestriction = Of<'LiftRestriction'>
export type SetAccountLimits = Of<'SetAccountLimits'>
export type RecordAccountKind = Of<'RecordAccountKind'>
export type MatureProceeds = Of<'MatureProceeds'>
export type CloseAccount = Of<'CloseAccount'>
export type ConvertFunds = Of<'ConvertFunds'>
