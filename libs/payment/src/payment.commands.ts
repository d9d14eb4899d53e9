import type { PaymentCommand } from '@filao/contracts'

export type { PaymentCommand }
type Of<Type extends PaymentCommand['type']> = Extract<PaymentCommand, { type: Type }>

export type HoldPayouts = Of<'HoldPayouts'>
export type ReleasePayouts = Of<'ReleasePayouts'>
export type SetDepositGate = Of<'SetDepositGate'>
