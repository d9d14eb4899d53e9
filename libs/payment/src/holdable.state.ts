import type { HeldKind } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import type { Deposit } from './deposit.state'
import type { Hold } from './hold.state'
import { screeningOf } from './screening.state'
import { isContradicted, isStranded, type Withdrawal } from './withdrawal.state'

/** A payment as far as it may be held. */
interface Holdable {
  readonly kind: HeldKind
  readonly payment: { hold: Hold | undefined }
  /** Whose it is; of a receipt nobody knows. */
  readonly userId: Id | undefined
  readonly isHeld: boolean
}

/** Received and not screened clear, kept back by somebody, or not credited yet. */
const isDepositHeld = (deposit: Deposit): boolean =>
  deposit.status === 'held' ||
  (deposit.status === 'processing' && screeningOf(deposit) !== 'clear') ||
  (deposit.status === 'cleared' && deposit.credit !== 'credited')

/**
 * Before all of its answers are there, kept back, not let out by wallet, on its way in spite of what a check found, come
 * back to a closed account, or contradicted by its provider.
 */
const isWithdrawalHeld = (withdrawal: Withdrawal): boolean => {
  const { status, hits } = withdrawal
  const isKept = status === 'pending' || status === 'flagged' || status === 'approved'
  const hasHit = status === 'processing' && hits.size > 0
  return isKept || hasHit || isStranded(withdrawal) || isContradicted(withdrawal)
}

/** A payment of the account by its id, whatever its kind. */
export function holdableOf({ deposits, withdrawals, receipts }: PaymentAccount, paymentId: Id): Holdable | undefined {
  const deposit = deposits.get(paymentId)
  if (deposit) return { kind: 'deposit', payment: deposit, userId: deposit.userId, isHeld: isDepositHeld(deposit) }
  const withdrawal = withdrawals.get(paymentId)
  if (withdrawal) {
    const { userId } = withdrawal
    return { kind: 'withdrawal', payment: withdrawal, userId, isHeld: isWithdrawalHeld(withdrawal) }
  }
  const receipt = receipts.get(paymentId)
  return receipt && { kind: 'receipt', payment: receipt, userId: undefined, isHeld: receipt.status === 'open' }
}

/** Begins or ends the hold of a payment by what the payment is now. One that goes on keeps its beginning and its owner. */
export function renewHold(account: PaymentAccount, paymentId: Id, now: Instant): void {
  const known = holdableOf(account, paymentId)
  if (!known) return
  const { payment, isHeld } = known
  payment.hold = isHeld ? (payment.hold ?? { since: now, owner: undefined }) : undefined
}
