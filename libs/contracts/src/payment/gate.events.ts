import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'

const service = 'payment'
const account = { routing: { subject: 'accountId', key: 'accountId' } } as const

export const PayoutsHeld = event({ service, name: 'PayoutsHeld', ...account, fields: { accountId: Id } })
/** Nothing holds this account's payouts any more: its reaction lets go what its deposits have in suspense. */
export const PayoutsReleased = event({
  service,
  name: 'PayoutsReleased',
  ...account,
  fields: { accountId: Id, suspended: z.array(Id).optional() },
})
export const DepositGateSet = event({
  service,
  name: 'DepositGateSet',
  ...account,
  fields: { accountId: Id, open: z.boolean() },
})
