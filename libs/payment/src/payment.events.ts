import type { PaymentEvent } from '@filao/contracts'

export type { PaymentEvent }
type Of<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>

export type BankAccountAdded = Of<'BankAccountAdded'>
export type BankAccountVerified = Of<'BankAccountVerified'>
export type DepositInitiated = Of<'DepositInitiated'>
export type DepositReceived = Of<'DepositReceived'>
export type DepositHeld = Of<'DepositHeld'>
export type DepositCleared = Of<'DepositCleared'>
export type DepositAllocated = Of<'DepositAllocated'>
export type ReceiptUnallocated = Of<'ReceiptUnallocated'>
export type ReceiptAllocated = Of<'ReceiptAllocated'>
export type WithdrawalRequested = Of<'WithdrawalRequested'>
export type WithdrawalRefused = Of<'WithdrawalRefused'>
export type WithdrawalFlagged = Of<'WithdrawalFlagged'>
export type PayoutSubmitted = Of<'PayoutSubmitted'>
export type WithdrawalCompleted = Of<'WithdrawalCompleted'>
export type PayoutContradicted = Of<'PayoutContradicted'>
export type PayoutContradictionSettled = Of<'PayoutContradictionSettled'>
export type WithdrawalReturned = Of<'WithdrawalReturned'>
