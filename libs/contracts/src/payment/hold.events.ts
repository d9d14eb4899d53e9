import { event } from '../contract'
import { Id } from '../fields'
import { HeldKind } from './payment.fields'

export const HoldTaken = event({
  service: 'payment',
  name: 'HoldTaken',
  routing: { subject: 'paymentId', key: 'accountId' },
  fields: { accountId: Id, kind: HeldKind, paymentId: Id, takenBy: Id },
})
