import type { Decision, Refusal } from '@filao/kernel'
import type { PaymentEvent } from './payment.events'

/** Every reason for which payment declines to act, and whether a later attempt with a new key may succeed. */
export const paymentRefusals = {} as const

export type PaymentRefusalCode = keyof typeof paymentRefusals
export type PaymentRefusal = Refusal<PaymentRefusalCode, never>
export type PaymentDecision = Decision<PaymentEvent, PaymentRefusal>
