import type { PaymentEvent } from '@filao/contracts'

export type { PaymentEvent }
