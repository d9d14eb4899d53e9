import { assert, never, type Instant } from '@filao/kernel'
import type { PaymentEvent, WithdrawalRequested } from './payment.events'
import { checkIdsOf } from './screening.state'
import { isContradicted, outcomeOf, type Approval, type Payout, type Withdrawal } from './withdrawal.state'

type WithdrawalEvent = Exclude<
  Extract<PaymentEvent, { readonly withdrawalId: string }>,
  { readonly type: 'WithdrawalRequested' | 'WithdrawalRefused' }
>

export const requestedWithdrawal = (event: WithdrawalRequested, now: Instant): Withdrawal => ({
  withdrawalId: event.withdrawalId,
  userId: event.userId,
  bankAccountId: event.bankAccountId,
  currency: event.currency,
  amount: event.amount,
  fee: event.fee,
  rate: event.rate,
  murAmount: event.murAmount,
  approvalHash: event.approvalHash,
  endToEndId: event.endToEndId,
  uetr: event.uetr,
  tier: event.tier,
  requestedAt: now,
  status: 'pending',
  // What is in suspense is nobody's to spend meanwhile.
  reservedAt: event.creditId === undefined ? undefined : now,
  outstanding: new Set([event.clientCheckId, ...checkIdsOf({ ...event, checkId: event.holderCheckId })]),
  hits: new Set(),
  clientCheckId: event.clientCheckId,
  holderCheckId: event.holderCheckId,
  bankCheckId: event.bankCheckId,
  screenedAt: undefined,
  flags: [],
  travelRuleFaults: event.travelRuleFaults ?? [],
  flaggedBy: undefined,
  firstApproval: undefined,
  approval: undefined,
  rejectedBy: undefined,
  code: undefined,
  resolution: undefined,
  payout: undefined,
  contradiction: undefined,
  completedAt: undefined,
  creditId: event.creditId,
  reissuedAs: undefined,
  hold: undefined,
})

/** Changes a withdrawal in place. */
export function evolveWithdrawal(withdrawal: Withdrawal, event: WithdrawalEvent, now: Instant): void {
  switch (event.type) {
    case 'WithdrawalReserved':
      withdrawal.reservedAt = now
      if (withdrawal.status === 'pending') review(withdrawal)
      break
    case 'WithdrawalScreened':
      withdrawal.outstanding.delete(event.checkId)
      withdrawal.hits.delete(event.checkId)
      if (withdrawal.outstanding.size === 0) withdrawal.screenedAt = now
      if (withdrawal.status === 'pending') review(withdrawal)
      break
    case 'WithdrawalFlagged':
      flag(withdrawal, event)
      break
    case 'WithdrawalUnflagged':
      withdrawal.status = 'pending'
      review(withdrawal)
      break
    case 'WithdrawalFirstApproved':
      withdrawal.firstApproval = approvalOf(event, now)
      break
    case 'WithdrawalApproved':
      withdrawal.status = 'approved'
      withdrawal.approval = approvalOf(event, now)
      break
    case 'WithdrawalRejected':
      withdrawal.status = 'rejected'
      withdrawal.rejectedBy = event.rejectedBy
      withdrawal.code = event.code
      break
    case 'WithdrawalCancelled':
      withdrawal.status = 'cancelled'
      break
    case 'ClearingRequested':
      withdrawal.code = undefined
      break
    case 'PayoutDeferred':
      withdrawal.code = event.reason
      break
    case 'PayoutSubmitted':
      withdrawal.status = 'processing'
      withdrawal.payout = {
        payoutId: event.payoutId,
        attempt: event.attempt,
        submittedAt: now,
        status: 'submitted',
        providerReference: undefined,
        code: undefined,
        settledAt: undefined,
      }
      break
    case 'PayoutAccepted': {
      const payout = payoutOf(withdrawal)
      payout.status = 'accepted'
      payout.providerReference = event.providerReference
      break
    }
    case 'PayoutUncertain':
      payoutOf(withdrawal).status = 'unknown'
      break
    case 'PayoutScreened':
      if (event.outcome === 'other') withdrawal.hits.add(event.checkId)
      else withdrawal.hits.delete(event.checkId)
      break
    case 'RecallRequested':
      withdrawal.flags.push('payouts_held')
      break
    case 'PayoutResolutionProposed':
      withdrawal.resolution = {
        outcome: event.outcome,
        by: event.proposedBy,
        commandHash: event.commandHash,
        at: now,
      }
      break
    case 'WithdrawalCompleted': {
      withdrawal.status = 'completed'
      withdrawal.completedAt = now
      withdrawal.murAmount = event.murAmount
      withdrawal.creditId = undefined
      const payout = payoutOf(withdrawal)
      settle(payout, 'completed', now)
      payout.providerReference ??= event.providerReference
      break
    }
    case 'WithdrawalFailed':
      withdrawal.status = 'failed'
      withdrawal.code = event.code
      settle(payoutOf(withdrawal), 'failed', now, event.code)
      break
    case 'PayoutContradicted':
      withdrawal.contradiction = { told: event.told, code: event.code, at: now, settledAt: undefined }
      // A word from before was said of something else.
      withdrawal.resolution = undefined
      break
    case 'PayoutContradictionSettled': {
      const payout = payoutOf(withdrawal)
      assert(withdrawal.contradiction !== undefined, 'what is settled was contradicted')
      withdrawal.contradiction = { ...withdrawal.contradiction, settledAt: now }
      if (outcomeOf(payout) !== event.outcome) settle(payout, event.outcome, now)
      if (event.creditId !== undefined) withdrawal.creditId = undefined
      break
    }
    case 'WithdrawalReturned':
      withdrawal.status = 'failed'
      withdrawal.code = event.code
      // By what has come back books and provider say the same again.
      if (isContradicted(withdrawal)) withdrawal.contradiction = undefined
      settle(payoutOf(withdrawal), 'returned', now, event.code)
      break
    case 'WithdrawalStranded':
      withdrawal.creditId = event.withdrawalId
      break
    case 'WithdrawalReissued':
      withdrawal.reissuedAs = event.reissuedAs
      break
    default:
      never(event)
  }
}

const approvalOf = (
  { approvedBy: by, commandHash, isSenior }: Extract<PaymentEvent, { approvalHash: string; approvedBy: string }>,
  at: Instant,
): Approval => ({ by, commandHash, isSenior, at })

/** Reserved and screened it is before treasury; until both it waits. */
function review(withdrawal: Withdrawal): void {
  if (withdrawal.reservedAt !== undefined && withdrawal.outstanding.size === 0) withdrawal.status = 'admin_review'
}

function flag(withdrawal: Withdrawal, event: Extract<PaymentEvent, { type: 'WithdrawalFlagged' }>): void {
  withdrawal.status = 'flagged'
  if (!withdrawal.flags.includes(event.flag)) withdrawal.flags.push(event.flag)
  withdrawal.flaggedBy = event.flaggedBy
  withdrawal.firstApproval = undefined
  withdrawal.approval = undefined
  if (event.checkId === undefined) return
  withdrawal.hits.add(event.checkId)
  withdrawal.outstanding.add(event.checkId)
}

function payoutOf({ payout }: Withdrawal): Payout {
  assert(payout !== undefined, 'a fact about a payout follows its submission')
  return payout
}

function settle(payout: Payout, status: Payout['status'], now: Instant, code?: string): void {
  payout.status = status
  payout.settledAt = now
  payout.code = code
}
