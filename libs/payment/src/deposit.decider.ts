import { isSealed, type TravelRuleTerms } from '@filao/contracts'
import { currencyScale, divideTo, inRange, ONE, roundTo, ZERO } from '@filao/money'
import { addWorkingDays, commandHash, judgeWord, localDay, namedId, type Moment } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import { allocated } from './allocation.events'
import { isStranded, movementOf, type Deposit, type Received } from './deposit.state'
import type {
  AllocateDeposit,
  ChargeBackDeposit,
  ClearDeposit,
  ExpireDeposit,
  FailDeposit,
  HoldDeposit,
  InitiateDeposit,
  ReceiveAllocation,
  ReceiveDeposit,
  RecordCredit,
  RecordPaymentLink,
  RefundDeposit,
  ReleaseDeposit,
} from './payment.commands'
import type { DepositCleared, DepositHeld, DepositReceived, PaymentEvent } from './payment.events'
import { refuse, type PaymentDecision } from './payment.refusals'
import { measuredRupees, rupeesOf } from './rupees.state'
import { bankCheckFor, checksFor, isLast, isNews, screeningOf } from './screening.state'
import { judgeTravelRule } from './travel-rule.state'

/** A payer whose name is less like the client's may be somebody else. */
export const NAME_SCORE_MIN = 0.9

export function initiateDeposit(command: InitiateDeposit, account: PaymentAccount): PaymentDecision {
  const { mode, type: _, ...terms } = command
  const known = account.deposits.get(command.depositId)
  if (known) return known.amount === command.amount && known.reference === command.reference ? [] : mismatch
  if (mode === 'demo') return refuse('demo_account')
  // Of an account that was let in once the client learns no more than that it is looked at.
  if (account.gate !== 'open') return refuse(account.gate === undefined ? 'kyc_not_approved' : 'under_review')
  if (account.payoutsHeld) return refuse('under_review')
  if (!isPayable(command.amount, command.currency)) return refuse('amount_out_of_range')
  return [{ type: 'DepositInitiated', ...terms }]
}

const mismatch = refuse('idempotency_mismatch')

/** Whole minor units, more than nothing. */
export const isPayable = (amount: bigint, currency: string): boolean =>
  amount > ZERO && inRange(amount) && roundTo(amount, currencyScale(currency)) === amount

export function recordPaymentLink({ depositId, accountId, link }: RecordPaymentLink, account: PaymentAccount) {
  const known = account.deposits.get(depositId)
  if (!known || known.status !== 'pending' || known.link !== undefined) return []
  return [{ type: 'PaymentLinkMade', depositId, accountId, link } as const]
}

/**
 * Money that the provider confirms. The first that comes for a deposit is the deposit's, whatever its amount; what comes
 * after it under the same reference is a receipt of its own.
 */
export function receiveDeposit(command: ReceiveDeposit, account: PaymentAccount, { now }: Moment): PaymentDecision {
  const { depositId, accountId, userId, currency, amount, provider, providerReference, nameScore, checkId } = command
  const known = account.deposits.get(depositId)
  if (!known) return refuse('deposit_unknown')
  if (known.received?.providerReference === providerReference) return []
  if (account.receipts.has(command.receiptId)) return []
  const murAmount = rupeesOf(amount, currency, command.rate)
  const valued = { currency, rate: command.rate, murAmount }
  if (known.received || (known.status !== 'pending' && known.status !== 'failed')) {
    const { receiptId, payer: known } = command
    // A provider that names nobody was not told by the client's own name who has paid.
    const payer = isSealed(known) || nameScore !== undefined ? known : { ...known, name: undefined }
    const from = { provider, providerReference, ownerId: userId, payer, ...checksFor(payer, checkId) }
    return [{ type: 'ReceiptUnallocated', receiptId, accountId, ...from, amount, ...valued }]
  }
  const { faults, policy } = judgeTravelRule(command, { murAmount, now })
  const received: DepositReceived = {
    type: 'DepositReceived',
    depositId,
    accountId,
    userId,
    provider,
    providerReference,
    amount,
    fee: divideTo(amount * known.feeRate, ONE, currencyScale(currency)),
    payer: command.payer,
    payerLast4: 'name' in command.payer ? command.payer.accountLast4 : undefined,
    nameScore,
    settlesOn: addWorkingDays(localDay(now), known.settlementDays),
    checkId,
    ...bankCheckFor(command.payer, checkId),
    travelRule: command.travelRule,
    ...(faults.length > 0 && { travelRuleFaults: [...faults] }),
    ...valued,
  }
  const isOther = amount !== known.amount || currency !== known.currency
  return [received, ...held({ depositId, accountId }, { isOther, nameScore, murAmount, policy })]
}

function held(
  named: { readonly depositId: string; readonly accountId: string },
  found: {
    readonly isOther: boolean
    readonly nameScore: number | undefined
    readonly murAmount: bigint | undefined
    readonly policy: TravelRuleTerms['policy']
  },
): DepositHeld[] {
  const isStranger = found.nameScore !== undefined && found.nameScore < NAME_SCORE_MIN
  const reason = found.isOther
    ? 'amount_mismatch'
    : isStranger
      ? 'payer_mismatch'
      : found.murAmount === undefined
        ? 'rate_stale'
        : found.policy === 'execute'
          ? undefined
          : 'travel_rule'
  return reason === undefined ? [] : [{ type: 'DepositHeld', ...named, reason }]
}

/** Money in suspense that two people gave to this account: a deposit like any other from here on, screened and credited. */
export function receiveAllocation(
  command: ReceiveAllocation,
  account: PaymentAccount,
  { now }: Moment,
): PaymentDecision {
  const { depositId, accountId, userId, provider, providerReference, currency, amount, payer, checkId } = command
  if (account.deposits.has(depositId)) return []
  const terms = { depositId, accountId, userId, currency, amount, method: 'bank_transfer', provider } as const
  const settled = { feeRate: ZERO, settlementDays: 0, expiresAt: now, reference: command.reference }
  const murAmount = rupeesOf(amount, currency, command.rate)
  const valued = { currency, rate: command.rate, murAmount }
  const { faults, policy } = judgeTravelRule(command, { murAmount, now })
  const judged = { travelRule: command.travelRule, ...(faults.length > 0 && { travelRuleFaults: [...faults] }) }
  const content = { provider, providerReference, amount, fee: ZERO, payer, settlesOn: localDay(now), checkId }
  const bank = bankCheckFor(payer, checkId)
  return [
    { type: 'DepositInitiated', ...terms, ...settled },
    { type: 'DepositReceived', depositId, accountId, userId, ...content, ...bank, ...judged, ...valued },
    ...held({ depositId, accountId }, { isOther: false, nameScore: undefined, murAmount, policy }),
  ]
}

/** The answer to a payer's check. Held or stranded it clears nothing by itself, and is kept for whoever lets it go. */
export function screenDeposit(
  deposit: Deposit,
  { accountId, checkId, outcome }: { accountId: string; checkId: string; outcome: 'clear' | 'other' },
  { now }: Moment,
): PaymentDecision {
  const { depositId, status } = deposit
  if (status !== 'processing' && status !== 'held' && !isStranded(deposit)) return []
  if (!isNews(deposit, { checkId, outcome })) return []
  const screened = { type: 'DepositScreened', depositId, accountId, checkId, outcome } as const
  if (status !== 'processing') return [screened]
  if (outcome === 'other') return [screened, { type: 'DepositHeld', depositId, accountId, reason: 'screening' }]
  if (!isLast(deposit, checkId)) return [screened]
  const received = deposit.received!
  return received.settlesOn > localDay(now) ? [screened] : [screened, cleared(deposit, accountId, received)]
}

/** The settlement day has come. */
export function clearDeposit(
  { depositId, accountId }: ClearDeposit,
  account: PaymentAccount,
  { now }: Moment,
): PaymentDecision {
  const known = account.deposits.get(depositId)
  if (known?.status !== 'processing' || screeningOf(known) !== 'clear' || !known.received) return []
  return known.received.settlesOn > localDay(now) ? [] : [cleared(known, accountId, known.received)]
}

const cleared = (
  { depositId, userId, provider }: Deposit,
  accountId: string,
  received: Received,
  released: Pick<DepositCleared, 'commandHash' | 'proposedBy' | 'releasedBy'> = {},
): DepositCleared => {
  const { providerReference, currency, amount: gross, fee, rate } = received
  const movementId = namedId(movementOf({ provider, providerReference }))
  const money = { gross, fee, movementId, currency, rate, murAmount: measuredRupees(received) }
  return { type: 'DepositCleared', depositId, accountId, userId, ...released, ...money }
}

export function holdDeposit({ depositId, accountId, heldBy }: HoldDeposit, account: PaymentAccount): PaymentDecision {
  const known = account.deposits.get(depositId)
  if (!known) return refuse('deposit_unknown')
  switch (known.status) {
    case 'pending':
      return refuse('nothing_received')
    case 'processing':
      return [{ type: 'DepositHeld', depositId, accountId, reason: 'staff', heldBy }]
    case 'held':
      return []
    case 'cleared':
      return refuse('already_cleared')
    default:
      return refuse('not_allowed_in_state')
  }
}

/** Two people of compliance let a held deposit go on; its payer must have been screened clear by then. */
export function releaseDeposit(command: ReleaseDeposit, account: PaymentAccount, { now }: Moment): PaymentDecision {
  const { depositId, accountId, releasedBy } = command
  const known = account.deposits.get(depositId)
  if (!known) return refuse('deposit_unknown')
  if (known.status === 'cleared') return known.releasedBy === releasedBy ? [] : refuse('already_cleared')
  if (known.status === 'pending' || known.status === 'processing') return refuse('not_held')
  if (known.status !== 'held' || !known.received) return refuse('not_allowed_in_state')
  const hash = commandHash({ command: 'ReleaseDeposit', depositId, accountId })
  const { release } = known
  const verdict = judgeWord({ by: releasedBy, commandHash: hash }, release, known.userId)
  if (verdict === 'owner') return refuse('same_approver')
  if (screeningOf(known) !== 'clear') return refuse('hit_open')
  if (known.received.settlesOn > localDay(now)) return refuse('not_settled')
  if (verdict === 'same_approver') return refuse('same_approver')
  return verdict === 'second'
    ? [cleared(known, accountId, known.received, { commandHash: hash, proposedBy: release!.by, releasedBy })]
    : [{ type: 'DepositReleaseProposed', depositId, accountId, commandHash: hash, proposedBy: releasedBy }]
}

/**
 * What the provider says never came, or will not. A cleared one is asked about, not believed; and what has come is not
 * failed by another try under the same reference.
 */
export function failDeposit(command: FailDeposit, account: PaymentAccount): PaymentDecision {
  const { depositId, accountId, providerReference, reason } = command
  const known = account.deposits.get(depositId)
  if (known?.status === 'processing' || known?.status === 'held') {
    if (!isMoneyOf(known, providerReference)) return []
  } else if (known?.status !== 'pending') return []
  return [{ type: 'DepositFailed', depositId, accountId, reason }]
}

/** What came under the same reference after the first is a receipt of its own. */
const isMoneyOf = ({ received }: Deposit, providerReference: string): boolean =>
  received?.providerReference === providerReference

export const expireDeposit = ({ depositId, accountId }: ExpireDeposit, account: PaymentAccount): PaymentDecision =>
  account.deposits.get(depositId)?.status === 'pending'
    ? [{ type: 'DepositFailed', depositId, accountId, reason: 'expired' }]
    : []

/**
 * Two people of treasury send back what was never credited, or what is stranded. A payment out like any other: to nobody
 * who is not screened clear, and not while nothing may leave. Treasury is told no more than of any review.
 */
export function refundDeposit(command: RefundDeposit, account: PaymentAccount): PaymentDecision {
  const { depositId, accountId, refundedBy } = command
  const known = account.deposits.get(depositId)
  if (!known) return refuse('deposit_unknown')
  if (known.status === 'pending') return refuse('nothing_received')
  const wasStranded = isStranded(known)
  if (known.status === 'cleared' && !wasStranded) return refuse('already_cleared')
  if (known.status === 'refunded' || known.status === 'charged_back') return []
  if (known.status === 'failed' || known.status === 'allocated' || !known.received) {
    return refuse('not_allowed_in_state')
  }
  if (screeningOf(known) !== 'clear' || account.payoutsHeld) return refuse('under_review')
  const hash = commandHash({ command: 'RefundDeposit', depositId, accountId })
  const { refund, provider } = known
  const verdict = judgeWord({ by: refundedBy, commandHash: hash }, refund, known.userId)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    return [{ type: 'DepositRefundProposed', depositId, accountId, commandHash: hash, proposedBy: refundedBy }]
  }
  const { providerReference, amount, currency, rate, murAmount } = known.received
  const money = { provider, providerReference, amount, currency, rate, murAmount }
  const agreed = { commandHash: hash, proposedBy: refund!.by, approvedBy: refundedBy }
  return [{ type: 'DepositRefunded', depositId, accountId, wasStranded, ...agreed, ...money }]
}

/**
 * Two people of treasury give what is stranded to another account of its client, where it is a deposit that is screened as
 * any. Nothing leaves the firm by it, so that no check has to be clear before.
 */
export function allocateDeposit(command: AllocateDeposit, account: PaymentAccount): PaymentDecision {
  const { depositId, accountId, targetAccountId, userId, allocatedBy } = command
  const known = account.deposits.get(depositId)
  if (!known) return refuse('deposit_unknown')
  if (known.status === 'allocated' && known.allocatedTo === targetAccountId) return []
  if (!isStranded(known) || !known.received) return refuse('not_allowed_in_state')
  if (userId !== known.userId || targetAccountId === accountId) return refuse('account_of_another')
  if (command.mode === 'demo') return refuse('demo_account')
  const hash = commandHash({ command: 'AllocateDeposit', depositId, accountId, targetAccountId })
  const { allocation, provider } = known
  const verdict = judgeWord({ by: allocatedBy, commandHash: hash }, allocation, userId)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    const word = { commandHash: hash, proposedBy: allocatedBy }
    return [{ type: 'DepositAllocationProposed', depositId, accountId, targetAccountId, ...word }]
  }
  const given = allocated(command, { provider, ...known.received }, allocation!)
  return [{ type: 'DepositAllocated', depositId, accountId, targetDepositId: command.targetDepositId, ...given }]
}

export function chargeBackDeposit(
  { depositId, accountId, providerReference }: ChargeBackDeposit,
  account: PaymentAccount,
): PaymentEvent[] {
  const known = account.deposits.get(depositId)
  if (!known || !isMoneyOf(known, providerReference)) return []
  if (known.status === 'processing' || known.status === 'held') {
    return [{ type: 'DepositFailed', depositId, accountId, reason: 'charged_back' }]
  }
  if (known.status !== 'cleared' || !known.received) return []
  const { amount, currency, rate, murAmount } = known.received
  return [{ type: 'DepositChargedBack', depositId, accountId, amount, currency, rate, murAmount }]
}

/** Wallet's answer. Of a payout that came back it bears on nothing here, unless its account has been closed. */
export function recordCredit({ creditId, accountId, outcome }: RecordCredit, account: PaymentAccount): PaymentDecision {
  const withdrawal = account.withdrawals.get(creditId)
  if (withdrawal) {
    const isNews = withdrawal.payout?.status === 'returned' && withdrawal.creditId === undefined
    return outcome === 'stranded' && isNews ? [{ type: 'WithdrawalStranded', withdrawalId: creditId, accountId }] : []
  }
  const known = account.deposits.get(creditId)
  if (known?.status !== 'cleared' || known.credit === outcome || known.credit === 'credited') return []
  return [{ type: 'DepositSettled', depositId: creditId, accountId, outcome }]
}
