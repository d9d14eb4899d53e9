import { z } from 'zod'
import { event } from '../contract'
import { Day, Decimal, Id } from '../fields'
import { Alpha2, PaymentDirection } from './risk.fields'

const service = 'compliance'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const named = { userId: Id, paymentId: Id }

/** A country that the client has not dealt with before. */
export const CounterpartyRecorded = event({
  service,
  name: 'CounterpartyRecorded',
  ...user,
  fields: { ...named, country: Alpha2 },
})
export const TurnoverRecorded = event({
  service,
  name: 'TurnoverRecorded',
  ...user,
  fields: {
    ...named,
    direction: PaymentDirection,
    /** In Mauritius: it tells the month that the payment counts in. */
    day: Day,
    murAmount: Decimal,
    /** With it, more has come in or gone out within the month than was declared for one. */
    isBeyondDeclared: z.boolean(),
  },
})

export const activityEvents = [CounterpartyRecorded, TurnoverRecorded] as const
