import type { PaymentCommand } from '@filao/contracts'

export type { PaymentCommand }
type Of<Type extends PaymentCommand['type']> = Extract<PaymentCommand, { type: Type }>

export type AddBankAccount = Of<'AddBankAccount'>
export type VerifyBankAccount = Of<'VerifyBankAccount'>
export type RejectBankAccount = Of<'RejectBankAccount'>
export type RemoveBankAccount = Of<'RemoveBankAccount'>
export type InitiateDeposit = Of<'InitiateDeposit'>
export type RecordPaymentLink = Of<'RecordPaymentLink'>
export type ReceiveDeposit = Of<'ReceiveDeposit'>
export type ReceiveAllocation = Of<'ReceiveAllocation'>
export type ClearDeposit = Of<'ClearDeposit'>
export type HoldDeposit = Of<'HoldDeposit'>
export type ReleaseDeposit = Of<'ReleaseDeposit'>
export type FailDeposit = Of<'FailDeposit'>
export type ExpireDeposit = Of<'ExpireDeposit'>
export type RefundDeposit = Of<'RefundDeposit'>
export type ChargeBackDeposit = Of<'ChargeBackDeposit'>
export type RecordCredit = Of<'RecordCredit'>
export type RecordUnknownReceipt = Of<'RecordUnknownReceipt'>
export type AllocateReceipt = Of<'AllocateReceipt'>
export type ReturnReceipt = Of<'ReturnReceipt'>
export type ChargeBackReceipt = Of<'ChargeBackReceipt'>
export type HoldPayouts = Of<'HoldPayouts'>
export type ReleasePayouts = Of<'ReleasePayouts'>
export type SetDepositGate = Of<'SetDepositGate'>
export type TakeHold = Of<'TakeHold'>
export type RecordScreening = Of<'RecordScreening'>
export type RequestWithdrawal = Of<'RequestWithdrawal'>
export type ConfirmReservation = Of<'ConfirmReservation'>
export type RefuseReservation = Of<'RefuseReservation'>
export type TimeOutReservation = Of<'TimeOutReservation'>
export type ApproveWithdrawal = Of<'ApproveWithdrawal'>
export type FlagWithdrawal = Of<'FlagWithdrawal'>
export type UnflagWithdrawal = Of<'UnflagWithdrawal'>
export type RejectWithdrawal = Of<'RejectWithdrawal'>
export type CancelWithdrawal = Of<'CancelWithdrawal'>
export type RequestClearing = Of<'RequestClearing'>
export type SubmitPayout = Of<'SubmitPayout'>
export type RefusePayout = Of<'RefusePayout'>
export type AcceptPayout = Of<'AcceptPayout'>
export type CompletePayout = Of<'CompletePayout'>
export type FailPayout = Of<'FailPayout'>
export type TimeOutPayout = Of<'TimeOutPayout'>
export type ResolvePayout = Of<'ResolvePayout'>
export type ReturnPayout = Of<'ReturnPayout'>
