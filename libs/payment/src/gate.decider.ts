import type { PaymentAccount } from './account.state'
import type { HoldPayouts, ReleasePayouts, SetDepositGate } from './payment.commands'
import type { PaymentEvent } from './payment.events'
import type { PaymentDecision } from './payment.refusals'
import { isLive } from './withdrawal.state'

/** Nothing leaves any more: what is not on its way is flagged, what is on its way is asked back. */
export function holdPayouts({ accountId }: HoldPayouts, account: PaymentAccount): PaymentDecision {
  // While it is held no withdrawal comes to be, so a repetition finds nothing new.
  if (account.payoutsHeld) return []
  const events: PaymentEvent[] = [{ type: 'PayoutsHeld', accountId }]
  for (const { withdrawalId, userId, status } of [...account.withdrawals.values()].filter(isLive)) {
    if (status === 'processing') events.push({ type: 'RecallRequested', withdrawalId, accountId })
    else if (status !== 'flagged')
      events.push({ type: 'WithdrawalFlagged', withdrawalId, accountId, userId, flag: 'payouts_held' })
  }
  return events
}

/** What deposits have in suspense since the freeze goes to the client; flagged withdrawals wait for a person. */
export function releasePayouts({ accountId }: ReleasePayouts, account: PaymentAccount): PaymentDecision {
  if (!account.payoutsHeld) return []
  const suspended = [...account.deposits.values()]
    .filter(({ status, credit }) => status === 'cleared' && credit === 'suspended')
    .map(({ depositId }) => depositId)
  return [{ type: 'PayoutsReleased', accountId, ...(suspended.length === 0 ? {} : { suspended }) }]
}

export const setDepositGate = ({ accountId, open }: SetDepositGate, account: PaymentAccount): PaymentDecision =>
  account.gate === (open ? 'open' : 'closed') ? [] : [{ type: 'DepositGateSet', accountId, open }]
