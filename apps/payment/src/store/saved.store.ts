import type { Recorded } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import type { PaymentAccount, PaymentEvent } from '@filao/payment'

export type Logged = Recorded<PaymentEvent>

/** A part of an account that events changed, with the place of the last one. */
export type Saved<Part = unknown> = Part & { readonly account: PaymentAccount; readonly last: Logged }

export const units = (value: Units | undefined): string | undefined =>
  value === undefined ? undefined : formatUnits(value)
export const time = (value: Instant | undefined): string | undefined =>
  value === undefined ? undefined : toTimestamp(value)

/** Columns that every state row has besides its partition. */
export const placeColumns = [
  { name: 'position', type: 'bigint', value: ({ last }: Saved) => last.position },
  { name: 'updated_at', type: 'timestamptz', value: ({ last }: Saved) => toTimestamp(last.at) },
]
