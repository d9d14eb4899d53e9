import { HeldKind, PayoutOutcome } from '@filao/contracts'
import { CurrencyString, DecimalString, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

export const HoldQuery = z.strictObject({
  kind: HeldKind.optional(),
  /** Those alone that nobody has taken for longer than the setting `hold.orphan_minutes` allows. */
  lacking: z.enum(['owner']).optional(),
  ...pageQuery,
})
export type HoldQuery = z.output<typeof HoldQuery>
export const HoldView = z
  .object({
    /** Of the payment that stands still. */
    id: z.uuid(),
    kind: HeldKind,
    accountId: z.uuid(),
    currency: CurrencyString,
    amount: DecimalString,
    status: z.string(),
    /** What its bank says of a payout that has ended otherwise. */
    told: PayoutOutcome.nullable(),
    /** Who of staff has taken it. */
    owner: z.uuid().nullable(),
    since: TimeString,
    ageSeconds: z.number().int().nonnegative(),
  })
  .meta({ id: 'PaymentHold' })
export type HoldView = z.output<typeof HoldView>
export const HoldList = pageOf(HoldView).meta({ id: 'PaymentHoldList' })
export type HoldList = z.output<typeof HoldList>
