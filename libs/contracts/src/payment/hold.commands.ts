import { command } from '../contract'
import { Id } from '../fields'

/** Somebody of staff takes what waits for a person: from here on it is theirs, until another takes it over or it ends. */
export const TakeHold = command({
  service: 'payment',
  name: 'TakeHold',
  routing: { subject: 'paymentId', key: 'accountId' },
  fields: { accountId: Id, paymentId: Id, takenBy: Id },
})
