import type { PaymentAccount } from './account.state'
import type { HoldPayouts, ReleasePayouts, SetDepositGate } from './payment.commands'
import type { PaymentDecision } from './payment.refusals'

export const holdPayouts = ({ accountId }: HoldPayouts, account: PaymentAccount): PaymentDecision =>
  account.payoutsHeld ? [] : [{ type: 'PayoutsHeld', accountId }]

export const releasePayouts = ({ accountId }: ReleasePayouts, account: PaymentAccount): PaymentDecision =>
  account.payoutsHeld ? [{ type: 'PayoutsReleased', accountId }] : []

export const setDepositGate = ({ accountId, open }: SetDepositGate, account: PaymentAccount): PaymentDecision =>
  account.gate === (open ? 'open' : 'closed') ? [] : [{ type: 'DepositGateSet', accountId, open }]
