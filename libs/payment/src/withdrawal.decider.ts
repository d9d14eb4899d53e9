import type { TravelRuleFault } from '@filao/contracts'
import type { Units } from '@filao/money'
import { assert, commandHash, judgeWord, type Instant, type Moment } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import { isPayable } from './deposit.decider'
import type {
  ApproveWithdrawal,
  CancelWithdrawal,
  ConfirmReservation,
  FlagWithdrawal,
  RefuseReservation,
  ReissueWithdrawal,
  RejectWithdrawal,
  RequestWithdrawal,
  TimeOutReservation,
  UnflagWithdrawal,
} from './payment.commands'
import type { WithdrawalFlagged, WithdrawalRequested } from './payment.events'
import { submitted } from './payout.decider'
import { refuse, type PaymentDecision, type PaymentRefusal } from './payment.refusals'
import { rupeesOf } from './rupees.state'
import { bankCheckFor } from './screening.state'
import { judgeTravelRule } from './travel-rule.state'
import { isLive, type Withdrawal } from './withdrawal.state'

/** Asks wallet to hold the money back, and compliance to look at both names. What is refused stands in the log. */
export function requestWithdrawal(
  command: RequestWithdrawal,
  account: PaymentAccount,
  { now }: Moment,
): PaymentDecision {
  const { withdrawalId, accountId, userId, amount, currency } = command
  const known = account.withdrawals.get(withdrawalId)
  if (known) return known.approvalHash === command.approvalHash ? [] : refuse('idempotency_mismatch')
  const refused = (refusal: PaymentRefusal, faults: readonly TravelRuleFault[] = []): PaymentRefusal => {
    const content = { withdrawalId, accountId, userId, amount, currency, reason: refusal.refused }
    return { ...refusal, recorded: [{ type: 'WithdrawalRefused', ...content, ...named(faults) }] }
  }
  const refusal = obstacle(command, account, now)
  if (refusal) return refused(refusal)
  const asked = askedFor(command, command, now)
  return 'faults' in asked ? refused(travelRuleFailed(asked.faults), asked.faults) : [asked.requested, ...asked.flagged]
}

/** What is paid, and, of what is paid out again, where its money is. */
type Money = Pick<WithdrawalRequested, 'amount' | 'fee' | 'creditId'>
/** A withdrawal with what is to be looked at of it; or what fails of its data, where nothing comes to be by that. */
type AskedFor =
  | { readonly requested: WithdrawalRequested; readonly flagged: readonly WithdrawalFlagged[] }
  | { readonly faults: readonly TravelRuleFault[] }

export function askedFor(command: RequestWithdrawal | ReissueWithdrawal, money: Money, now: Instant): AskedFor {
  const { withdrawalId, accountId, userId, currency, rate, clientCheckId, holderCheckId } = command
  const { bankAccountId, clientName, destination, approvalHash, endToEndId, uetr, travelRule } = command
  const { amount, fee, creditId } = money
  const murAmount = rupeesOf(amount, currency, rate)
  const { faults, policy } = judgeTravelRule({ ...command, amount }, { murAmount, now })
  if (policy === 'reject') return { faults }
  const flags = [
    ...(murAmount === undefined ? (['rate_stale'] as const) : []),
    ...(policy === 'suspend' ? (['travel_rule'] as const) : []),
  ]
  return {
    requested: {
      ...{ type: 'WithdrawalRequested', withdrawalId, accountId, userId, amount, fee, creditId },
      ...{ bankAccountId, clientName, destination, approvalHash, endToEndId, uetr, travelRule },
      ...{ clientCheckId, holderCheckId, ...bankCheckFor(destination, holderCheckId) },
      ...{ tier: tierOf(murAmount, command), ...named(faults), currency, rate, murAmount },
    },
    flagged: flags.map((flag) => ({ type: 'WithdrawalFlagged', withdrawalId, accountId, userId, flag })),
  }
}

export const travelRuleFailed = (faults: readonly TravelRuleFault[]): PaymentRefusal => ({
  ...refuse('travel_rule_failed'),
  detail: { checks: faults.join(' ') },
})

/** What fails of the data is recorded, whatever becomes of the withdrawal. */
const named = (faults: readonly TravelRuleFault[]) => (faults.length > 0 ? { travelRuleFaults: [...faults] } : {})

function obstacle(command: RequestWithdrawal, account: PaymentAccount, now: Instant): PaymentRefusal | undefined {
  const { mode, steppedUp, amount, fee, currency, minimum } = command
  if (mode === 'demo') return refuse('demo_account')
  if (!steppedUp) return refuse('step_up_required')
  const unusable = unusableBankAccount(command, account, now)
  if (unusable) return unusable
  if (!isPayable(amount, currency)) return refuse('amount_out_of_range')
  if (amount < minimum || amount <= fee) return refuse('amount_below_min')
  return account.payoutsHeld ? refuse('under_review') : undefined
}

/** Nothing is paid but to a verified bank account of the client's own (regulation CM-6). */
export function unusableBankAccount(
  { bankAccountId, currency }: Pick<RequestWithdrawal, 'bankAccountId' | 'currency'>,
  account: PaymentAccount,
  now: Instant,
): PaymentRefusal | undefined {
  const destination = account.bankAccounts.get(bankAccountId)
  if (!destination || destination.status === 'removed') return refuse('bank_account_unknown')
  if (destination.status !== 'verified') return refuse('bank_account_not_verified')
  if (destination.usableFrom! > now) return refuse('bank_account_cooling_off')
  return destination.currency === currency ? undefined : refuse('currency_mismatch')
}

/** Without a value in MUR nobody can say that it is small: the highest tier. */
const tierOf = (
  murAmount: Units | undefined,
  { secondApprovalFrom, seniorApprovalFrom }: Pick<RequestWithdrawal, 'secondApprovalFrom' | 'seniorApprovalFrom'>,
): number => (murAmount === undefined || murAmount >= seniorApprovalFrom ? 3 : murAmount >= secondApprovalFrom ? 2 : 1)

type Named = { readonly withdrawalId: string; readonly accountId: string }

export function confirmReservation(
  { withdrawalId, accountId }: ConfirmReservation,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  assert(known !== undefined, 'wallet confirms what was asked for')
  if (known.reservedAt !== undefined) return []
  const isWaiting = known.status === 'pending' || known.status === 'flagged'
  return isWaiting ? [{ type: 'WithdrawalReserved', withdrawalId, accountId }] : []
}

export function refuseReservation(
  { withdrawalId, accountId, reason }: RefuseReservation,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  assert(known !== undefined && known.reservedAt === undefined, 'wallet refuses what was asked for, or confirms it')
  return unreserved({ withdrawalId, accountId }, account, reason)
}

export function timeOutReservation(
  { withdrawalId, accountId }: TimeOutReservation,
  account: PaymentAccount,
): PaymentDecision {
  return unreserved({ withdrawalId, accountId }, account, 'reservation_timed_out')
}

/** Only what was never reserved ends here: what wallet has confirmed is freed by a person's word or the client's. */
function unreserved({ withdrawalId, accountId }: Named, account: PaymentAccount, code: string): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  if (!known || known.reservedAt !== undefined) return []
  if (known.status !== 'pending' && known.status !== 'flagged') return []
  return [{ type: 'WithdrawalRejected', withdrawalId, accountId, userId: known.userId, code }]
}

/** The answer to one of its two checks. Fail closed: until both are clear nobody can approve it. */
export function screenWithdrawal(
  known: Withdrawal,
  { accountId, checkId, outcome }: { accountId: string; checkId: string; outcome: 'clear' | 'other' },
): PaymentDecision {
  const { withdrawalId, userId, status, outstanding, hits } = known
  if (!isLive(known)) return []
  // What is on its way cannot be held here. That a check says otherwise is kept, so that somebody has to look at it.
  if (status === 'processing') {
    const isNew = (outcome === 'other') !== hits.has(checkId)
    return isNew ? [{ type: 'PayoutScreened', withdrawalId, accountId, checkId, outcome }] : []
  }
  if (outcome === 'other') {
    if (hits.has(checkId)) return []
    return [{ type: 'WithdrawalFlagged', withdrawalId, accountId, userId, flag: 'screening', checkId }]
  }
  return outstanding.has(checkId) ? [{ type: 'WithdrawalScreened', withdrawalId, accountId, checkId }] : []
}

/** One of treasury, or two by amount; never the client, never one person twice, and bound to what it is about. */
export function approveWithdrawal(command: ApproveWithdrawal, account: PaymentAccount, at: Moment): PaymentDecision {
  const { withdrawalId, accountId, approvedBy, isSenior, approvalHash } = command
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  switch (known.status) {
    case 'pending':
      return refuse('not_reviewable')
    case 'flagged':
      return refuse('on_hold')
    case 'approved':
      return []
    case 'processing':
      return refuse('in_progress')
    case 'admin_review':
      break
    default:
      return refuse('already_closed')
  }
  // The approval's hash covers personal bank details and so is made with the service's key. It is part of what both say.
  const hash = approvalOf(command)
  const first = known.firstApproval
  const verdict = judgeWord({ by: approvedBy, commandHash: hash }, first, known.userId)
  if (verdict === 'owner') return refuse('same_approver')
  // Only what was asked for can be approved: an approval of anything else proposes nothing.
  if (approvalHash !== known.approvalHash) return refuse('approval_changed')
  if (verdict === 'same_approver') return refuse('same_approver')
  const content = { withdrawalId, accountId, commandHash: hash, approvedBy, isSenior, approvalHash }
  if (known.tier === 1) return [{ type: 'WithdrawalApproved', ...content }]
  if (verdict === 'first') return [{ type: 'WithdrawalFirstApproved', ...content }]
  if (known.tier === 3 && !first!.isSenior && !isSenior) return refuse('senior_approval_required')
  const approved = { type: 'WithdrawalApproved', ...content, firstApprovedBy: first!.by } as const
  // Of what is in suspense wallet has reserved nothing that it could clear.
  return known.creditId === undefined ? [approved] : [approved, submitted(known, accountId, at)]
}

/** What whoever approves a withdrawal says. */
export const approvalOf = ({
  withdrawalId,
  accountId,
  approvalHash,
}: Pick<ApproveWithdrawal, 'withdrawalId' | 'accountId' | 'approvalHash'>): string =>
  commandHash({ command: 'ApproveWithdrawal', withdrawalId, accountId, approvalHash })

/** Compliance keeps it back. What was approved has to be approved anew. */
export function flagWithdrawal(command: FlagWithdrawal, account: PaymentAccount): PaymentDecision {
  const { withdrawalId, accountId, userId, flaggedBy, reason } = command
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  if (known.status === 'flagged') return []
  if (known.status === 'processing') return refuse('in_progress')
  if (!isLive(known)) return refuse('already_closed')
  return [{ type: 'WithdrawalFlagged', withdrawalId, accountId, userId, flag: 'staff', flaggedBy, reason }]
}

export function unflagWithdrawal(
  { withdrawalId, accountId, unflaggedBy }: UnflagWithdrawal,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  if (known.status === 'processing') return refuse('in_progress')
  if (!isLive(known)) return refuse('already_closed')
  if (known.status !== 'flagged') return refuse('not_flagged')
  if (unflaggedBy === known.userId) return refuse('same_approver')
  if (known.hits.size > 0) return refuse('hit_open')
  if (account.payoutsHeld) return refuse('under_review')
  return [{ type: 'WithdrawalUnflagged', withdrawalId, accountId, unflaggedBy }]
}

export function rejectWithdrawal(command: RejectWithdrawal, account: PaymentAccount): PaymentDecision {
  const { withdrawalId, accountId, userId, rejectedBy, reason } = command
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  if (known.status === 'rejected' && known.rejectedBy === rejectedBy) return []
  if (known.status === 'processing') return refuse('in_progress')
  if (!isLive(known)) return refuse('already_closed')
  const content = { withdrawalId, accountId, userId, code: 'staff_decision', rejectedBy, reason }
  return [{ type: 'WithdrawalRejected', ...content }]
}

export function cancelWithdrawal(
  { withdrawalId, accountId }: CancelWithdrawal,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  if (known.status === 'cancelled') return []
  if (known.status === 'approved' || known.status === 'processing') return refuse('in_progress')
  if (!isLive(known)) return refuse('already_closed')
  return [{ type: 'WithdrawalCancelled', withdrawalId, accountId }]
}
