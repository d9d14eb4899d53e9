import { judgeWord, type Moment } from '@filao/kernel'
import { ZERO } from '@filao/money'
import type { PaymentAccount } from './account.state'
import type { ReissueWithdrawal } from './payment.commands'
import { refuse, type PaymentDecision } from './payment.refusals'
import { approvalOf, askedFor, travelRuleFailed, unusableBankAccount } from './withdrawal.decider'
import { isContradicted, isStranded } from './withdrawal.state'

/**
 * What is stranded is paid out again as a withdrawal of its own, with ids and checks of its own: the bank has ended the
 * first. Whoever asks for it is the first of the two who approve it, whatever its amount.
 */
export function reissueWithdrawal(
  command: ReissueWithdrawal,
  account: PaymentAccount,
  { now }: Moment,
): PaymentDecision {
  const { withdrawalId, accountId, sourceId, reissuedBy, isSenior, approvalHash } = command
  const source = account.withdrawals.get(sourceId)
  if (!source) return refuse('withdrawal_unknown')
  if (source.reissuedAs === withdrawalId) return []
  // What the bank may have paid after all is not paid again before somebody knows.
  if (!isStranded(source) || isContradicted(source)) return refuse('not_allowed_in_state')
  const commandHash = approvalOf(command)
  if (judgeWord({ by: reissuedBy, commandHash }, undefined, source.userId) === 'owner') return refuse('same_approver')
  const unusable = unusableBankAccount(command, account, now)
  if (unusable) return unusable
  if (source.currency !== command.currency) return refuse('currency_mismatch')
  if (account.payoutsHeld) return refuse('under_review')
  const money = { amount: source.amount - source.fee, fee: ZERO, creditId: source.creditId }
  const asked = askedFor(command, money, now)
  if ('faults' in asked) return travelRuleFailed(asked.faults)
  const word = { withdrawalId, accountId, commandHash, approvedBy: reissuedBy, isSenior, approvalHash }
  return [
    { type: 'WithdrawalReissued', withdrawalId: sourceId, accountId, reissuedAs: withdrawalId },
    { ...asked.requested, tier: Math.max(2, asked.requested.tier) },
    ...asked.flagged,
    { type: 'WithdrawalFirstApproved', ...word },
  ]
}
