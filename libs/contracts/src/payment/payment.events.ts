import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { Id } from '../fields'

const service = 'payment'
const account = { routing: { subject: 'accountId', key: 'accountId' } } as const

export const PayoutsHeld = event({ service, name: 'PayoutsHeld', ...account, fields: { accountId: Id } })
export const PayoutsReleased = event({ service, name: 'PayoutsReleased', ...account, fields: { accountId: Id } })
export const DepositGateSet = event({
  service,
  name: 'DepositGateSet',
  ...account,
  fields: { accountId: Id, open: z.boolean() },
})

export const paymentEvents = contractSet([PayoutsHeld, PayoutsReleased, DepositGateSet])
export type PaymentEvent = MessageOf<(typeof paymentEvents.contracts)[number]>
