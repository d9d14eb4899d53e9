import { assert, commandHash, judgeWord, makeId, partitionOf, type Id, type Moment } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import type {
  AcceptPayout,
  CompletePayout,
  FailPayout,
  RefusePayout,
  RequestClearing,
  ResolvePayout,
  ReturnPayout,
  SubmitPayout,
  TimeOutPayout,
} from './payment.commands'
import type {
  PayoutContradicted,
  PayoutContradictionSettled,
  PayoutSubmitted,
  WithdrawalCompleted,
  WithdrawalReturned,
} from './payment.events'
import { refuse, type PaymentDecision } from './payment.refusals'
import { measuredRupees } from './rupees.state'
import { isContradicted, isStranded, outcomeOf, type Withdrawal } from './withdrawal.state'

/** The code of what two people have said. */
const RESOLVED_BY_STAFF = 'resolved_by_staff'

export function requestClearing(
  { withdrawalId, accountId }: RequestClearing,
  account: PaymentAccount,
): PaymentDecision {
  return account.withdrawals.get(withdrawalId)?.status === 'approved'
    ? [{ type: 'ClearingRequested', withdrawalId, accountId }]
    : []
}

/** Wallet has cleared it, unless somebody has kept it back since. There is one payout of a withdrawal, ever. */
export function submitPayout(
  { withdrawalId, accountId }: SubmitPayout,
  account: PaymentAccount,
  at: Moment,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  return known?.status === 'approved' ? [submitted(known, accountId, at)] : []
}

export function submitted(
  { withdrawalId, userId, endToEndId, uetr, amount, fee, currency }: Withdrawal,
  accountId: Id,
  at: Moment,
): PayoutSubmitted {
  const payoutId = makeId({ partition: partitionOf(accountId), at: at.now, unique: BigInt(at.position) })
  const names = { withdrawalId, accountId, userId, payoutId, attempt: 1, provider: 'bank', endToEndId, uetr } as const
  return { type: 'PayoutSubmitted', ...names, amount: amount - fee, currency }
}

export const refusePayout = (
  { withdrawalId, accountId, reason }: RefusePayout,
  account: PaymentAccount,
): PaymentDecision =>
  account.withdrawals.get(withdrawalId)?.status === 'approved'
    ? [{ type: 'PayoutDeferred', withdrawalId, accountId, reason }]
    : []

export function acceptPayout(
  { withdrawalId, accountId, providerReference }: AcceptPayout,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  if (known?.status !== 'processing' || known.payout?.providerReference !== undefined) return []
  return [{ type: 'PayoutAccepted', withdrawalId, accountId, providerReference }]
}

export function completePayout(
  { withdrawalId, accountId, providerReference }: CompletePayout,
  account: PaymentAccount,
): PaymentDecision {
  const known = paidOf(account, withdrawalId)
  if (known.status === 'processing') return [completed(known, accountId, { providerReference })]
  return contradicted(known, accountId, { told: 'completed' })
}

function completed(
  { withdrawalId, userId, amount, fee, creditId, currency, rate, murAmount: known }: Withdrawal,
  accountId: string,
  how: Pick<WithdrawalCompleted, 'providerReference' | 'resolvedBy' | 'commandHash'>,
): WithdrawalCompleted {
  const murAmount = measuredRupees({ amount, rate, murAmount: known })
  const money = { paid: amount - fee, fee, creditId, currency, rate, murAmount }
  return { type: 'WithdrawalCompleted', withdrawalId, accountId, userId, ...how, ...money }
}

/** Definitive: the money has not left, and what was reserved is the client's again. */
export function failPayout({ withdrawalId, accountId, code }: FailPayout, account: PaymentAccount): PaymentDecision {
  const known = paidOf(account, withdrawalId)
  if (known.status === 'processing') return [{ type: 'WithdrawalFailed', withdrawalId, accountId, code }]
  return contradicted(known, accountId, { told: 'failed', code })
}

/**
 * That the provider tells the opposite of how it ended is told once: until two people have said what is true, and of the word
 * that they have judged no more. That it was paid is no news of what the provider has sent back.
 */
function contradicted(
  known: Withdrawal,
  accountId: Id,
  word: Pick<PayoutContradicted, 'told' | 'code'>,
): PaymentDecision {
  const { withdrawalId, userId, contradiction } = known
  const payout = known.payout!
  const isSentBack = payout.status === 'returned' && payout.code !== RESOLVED_BY_STAFF
  const isJudged = word.told === contradiction?.told
  if (isSentBack || isContradicted(known) || isJudged || word.told === outcomeOf(payout)) return []
  return [{ type: 'PayoutContradicted', withdrawalId, accountId, userId, ...word }]
}

/** A provider that tells of a payout which was never handed to it is a defect on one of the two sides. */
function paidOf({ withdrawals }: PaymentAccount, withdrawalId: Id): Withdrawal {
  const known = withdrawals.get(withdrawalId)
  assert(known?.payout !== undefined, 'what a provider tells of was handed to it')
  return known
}

export function timeOutPayout({ withdrawalId, accountId }: TimeOutPayout, account: PaymentAccount): PaymentDecision {
  const known = account.withdrawals.get(withdrawalId)
  if (known?.status !== 'processing' || known.payout?.status === 'unknown') return []
  return [{ type: 'PayoutUncertain', withdrawalId, accountId }]
}

/**
 * Two people of treasury say the same, each on evidence in their own words, where the provider cannot tell, or tells the
 * opposite of how it ended.
 */
export function resolvePayout(command: ResolvePayout, account: PaymentAccount): PaymentDecision {
  const { withdrawalId, accountId, resolvedBy, outcome, evidence } = command
  const known = account.withdrawals.get(withdrawalId)
  if (!known) return refuse('withdrawal_unknown')
  if (known.status !== 'processing' && !isContradicted(known)) return refuse('not_allowed_in_state')
  const hash = commandHash({ command: 'ResolvePayout', withdrawalId, accountId, outcome })
  const { resolution } = known
  const verdict = judgeWord({ by: resolvedBy, commandHash: hash }, resolution, known.userId)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    const word = { outcome, evidence, commandHash: hash, proposedBy: resolvedBy }
    return [{ type: 'PayoutResolutionProposed', withdrawalId, accountId, userId: known.userId, ...word }]
  }
  const resolved = { resolvedBy: [resolution!.by, resolvedBy], commandHash: hash }
  if (known.status !== 'processing') return settled(known, accountId, { outcome, ...resolved })
  return outcome === 'completed'
    ? [completed(known, accountId, resolved)]
    : [{ type: 'WithdrawalFailed', withdrawalId, accountId, code: RESOLVED_BY_STAFF, ...resolved }]
}

/**
 * What was posted and never left is credited anew, as what comes back is. What was freed and has left is let go of here
 * where it lies in suspense: from a client two people take it by an adjustment in wallet.
 */
function settled(
  known: Withdrawal,
  accountId: Id,
  agreed: Pick<PayoutContradictionSettled, 'outcome' | 'resolvedBy' | 'commandHash'>,
): PaymentDecision {
  const { withdrawalId, userId, status } = known
  const isPaid = agreed.outcome === 'completed'
  const creditId = isPaid && isStranded(known) ? known.creditId : undefined
  // What is paid out again has gone out before.
  const isNewlyOut = isPaid && status !== 'completed' && known.creditId === undefined
  const settlement = {
    type: 'PayoutContradictionSettled',
    withdrawalId,
    accountId,
    userId,
    creditId,
    murAmount: isNewlyOut ? measuredRupees(known) : undefined,
    ...agreed,
  } as const
  return status === 'completed' && !isPaid ? [settlement, returned(known, accountId, RESOLVED_BY_STAFF)] : [settlement]
}

/**
 * Before it was posted it has only failed; after that the client is credited anew. Of what the books have as failed it says
 * that nothing is gone.
 */
export function returnPayout(
  { withdrawalId, accountId, code }: ReturnPayout,
  account: PaymentAccount,
): PaymentDecision {
  const known = paidOf(account, withdrawalId)
  if (known.status === 'processing') return [{ type: 'WithdrawalFailed', withdrawalId, accountId, code }]
  if (known.status !== 'completed') return contradicted(known, accountId, { told: 'failed', code })
  return [returned(known, accountId, code)]
}

function returned(
  { withdrawalId, amount, fee, currency, rate, murAmount }: Withdrawal,
  accountId: Id,
  code: string,
): WithdrawalReturned {
  const money = { amount: amount - fee, currency, rate, murAmount }
  return { type: 'WithdrawalReturned', withdrawalId, accountId, code, ...money }
}
