import type { PaymentAccount } from './account.state'
import { holdableOf } from './holdable.state'
import type { TakeHold } from './payment.commands'
import { refuse, type PaymentDecision } from './payment.refusals'

/** Whoever takes it last has it; never the client whose money it is. */
export function takeHold({ accountId, paymentId, takenBy }: TakeHold, account: PaymentAccount): PaymentDecision {
  const known = holdableOf(account, paymentId)
  if (!known?.payment.hold) return refuse('not_held')
  if (known.userId === takenBy) return refuse('same_approver')
  if (known.payment.hold.owner === takenBy) return []
  return [{ type: 'HoldTaken', accountId, kind: known.kind, paymentId, takenBy }]
}
