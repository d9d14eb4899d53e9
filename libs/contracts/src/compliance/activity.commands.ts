import { command } from '../contract'
import { Decimal, Id } from '../fields'
import { Alpha2, PaymentDirection } from './risk.fields'

const service = 'compliance'
const senders = ['payment'] as const
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const named = { userId: Id, paymentId: Id }

/**
 * A payment of a client's comes from a bank of this country, or is to go to one: told before it is credited or paid. A bank
 * account is told of, as `paymentId`, when it is added.
 */
export const RecordCounterparty = command({
  service,
  name: 'RecordCounterparty',
  senders,
  ...user,
  fields: { ...named, country: Alpha2 },
})
/**
 * A payment has come in or gone out. Once for each: the same payment again is the same. What has come in is named by the
 * movement that it came by, as it may be given to another account.
 */
export const RecordTurnover = command({
  service,
  name: 'RecordTurnover',
  senders,
  ...user,
  fields: { ...named, direction: PaymentDirection, murAmount: Decimal },
})

export const activityCommands = [RecordCounterparty, RecordTurnover] as const
