import { assert, never, type Id, type Moment } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import type { Proposal } from './proposal.state'
import type { BankAccount } from './bank-account.state'
import type { Deposit, Receipt } from './deposit.state'
import type {
  BankAccountAdded,
  DepositInitiated,
  DepositReceived,
  PaymentEvent,
  ReceiptUnallocated,
} from './payment.events'
import { holdableOf, renewHold } from './holdable.state'
import { answer, checkIdsOf } from './screening.state'
import { evolveWithdrawal, requestedWithdrawal } from './withdrawal.evolution.state'
import type { Withdrawal } from './withdrawal.state'

/** Total: every event in every state. An event is a fact, so nothing here is refused. */
export function evolve(account: PaymentAccount, event: PaymentEvent, { now }: Moment): PaymentAccount {
  switch (event.type) {
    case 'PayoutsHeld':
      account.payoutsHeld = true
      break
    case 'PayoutsReleased':
      account.payoutsHeld = false
      break
    case 'DepositGateSet':
      account.gate = event.open ? 'open' : 'closed'
      break
    case 'DepositInitiated':
      account.deposits.set(event.depositId, initiated(event, now))
      break
    case 'PaymentLinkMade':
      depositOf(account, event.depositId).link = event.link
      break
    case 'DepositReceived':
      receive(depositOf(account, event.depositId), event)
      break
    case 'DepositScreened':
      answer(depositOf(account, event.depositId), event)
      break
    case 'DepositHeld': {
      const deposit = depositOf(account, event.depositId)
      deposit.status = 'held'
      deposit.holdReason = event.reason
      break
    }
    case 'DepositReleaseProposed':
      depositOf(account, event.depositId).release = proposalOf(event, now)
      break
    case 'DepositCleared': {
      const deposit = depositOf(account, event.depositId)
      deposit.status = 'cleared'
      deposit.clearedAt = now
      deposit.releasedBy = event.releasedBy
      if (deposit.received) deposit.received = { ...deposit.received, murAmount: event.murAmount }
      break
    }
    case 'DepositFailed': {
      const deposit = depositOf(account, event.depositId)
      deposit.status = 'failed'
      deposit.failure = event.reason
      break
    }
    case 'DepositRefundProposed': {
      const deposit = depositOf(account, event.depositId)
      deposit.refund = proposalOf(event, now)
      deposit.allocation = undefined
      break
    }
    case 'DepositRefunded': {
      const deposit = depositOf(account, event.depositId)
      deposit.status = 'refunded'
      deposit.refundApprovedBy = event.approvedBy
      break
    }
    case 'DepositAllocationProposed': {
      const deposit = depositOf(account, event.depositId)
      deposit.allocation = { targetAccountId: event.targetAccountId, ...proposalOf(event, now) }
      deposit.refund = undefined
      break
    }
    case 'DepositAllocated': {
      const deposit = depositOf(account, event.depositId)
      deposit.status = 'allocated'
      deposit.allocatedTo = event.targetAccountId
      deposit.allocationApprovedBy = event.approvedBy
      break
    }
    case 'DepositChargedBack':
      depositOf(account, event.depositId).status = 'charged_back'
      break
    case 'DepositSettled': {
      const deposit = depositOf(account, event.depositId)
      deposit.credit = event.outcome
      deposit.creditedAt = event.outcome === 'credited' ? now : undefined
      break
    }
    case 'ReceiptUnallocated':
      account.receipts.set(event.receiptId, unallocated(event))
      break
    case 'ReceiptScreened':
      answer(receiptOf(account, event.receiptId), event)
      break
    case 'ReceiptAllocationProposed':
      receiptOf(account, event.receiptId).proposal = {
        kind: 'allocate',
        targetAccountId: event.targetAccountId,
        ...proposalOf(event, now),
      }
      break
    case 'ReceiptReturnProposed':
      receiptOf(account, event.receiptId).proposal = {
        kind: 'return',
        targetAccountId: undefined,
        ...proposalOf(event, now),
      }
      break
    case 'ReceiptAllocated': {
      const receipt = receiptOf(account, event.receiptId)
      receipt.status = 'allocated'
      receipt.allocatedTo = event.targetAccountId
      receipt.approvedBy = event.approvedBy
      break
    }
    case 'ReceiptReturned': {
      const receipt = receiptOf(account, event.receiptId)
      receipt.status = 'returned'
      receipt.approvedBy = event.approvedBy
      break
    }
    case 'ReceiptChargedBack':
      receiptOf(account, event.receiptId).status = 'charged_back'
      break
    case 'BankAccountAdded':
      account.bankAccounts.set(event.bankAccountId, added(event, now))
      break
    case 'BankAccountScreened':
      answer(bankAccountOf(account, event.bankAccountId), event)
      break
    case 'BankAccountVerificationProposed': {
      const bankAccount = bankAccountOf(account, event.bankAccountId)
      bankAccount.proposedBy = event.proposedBy
      bankAccount.commandHash = event.commandHash
      bankAccount.proposedAt = now
      break
    }
    case 'BankAccountVerified': {
      const bankAccount = bankAccountOf(account, event.bankAccountId)
      bankAccount.status = 'verified'
      bankAccount.verification = event.verification
      bankAccount.verifiedBy = event.verifiedBy
      bankAccount.verifiedAt = now
      bankAccount.usableFrom = event.usableFrom
      break
    }
    case 'BankAccountRejected':
      bankAccountOf(account, event.bankAccountId).status = 'rejected'
      break
    case 'BankAccountRemoved': {
      const bankAccount = bankAccountOf(account, event.bankAccountId)
      bankAccount.status = 'removed'
      bankAccount.removedAt = now
      break
    }
    case 'WithdrawalRefused':
      break
    case 'WithdrawalRequested':
      account.withdrawals.set(event.withdrawalId, requestedWithdrawal(event, now))
      break
    case 'WithdrawalReserved':
    case 'WithdrawalScreened':
    case 'WithdrawalFlagged':
    case 'WithdrawalUnflagged':
    case 'WithdrawalFirstApproved':
    case 'WithdrawalApproved':
    case 'WithdrawalRejected':
    case 'WithdrawalCancelled':
    case 'ClearingRequested':
    case 'PayoutDeferred':
    case 'PayoutSubmitted':
    case 'PayoutAccepted':
    case 'PayoutUncertain':
    case 'PayoutScreened':
    case 'RecallRequested':
    case 'PayoutResolutionProposed':
    case 'WithdrawalCompleted':
    case 'WithdrawalFailed':
    case 'PayoutContradicted':
    case 'PayoutContradictionSettled':
    case 'WithdrawalReturned':
    case 'WithdrawalStranded':
    case 'WithdrawalReissued':
      evolveWithdrawal(withdrawalOf(account, event.withdrawalId), event, now)
      break
    case 'HoldTaken': {
      const payment = holdableOf(account, event.paymentId)?.payment
      assert(payment?.hold !== undefined, 'what is taken is held')
      payment.hold = { ...payment.hold, owner: event.takenBy }
      break
    }
    default:
      return never(event)
  }
  const paymentId = paymentOf(event)
  if (paymentId !== undefined) renewHold(account, paymentId, now)
  return account
}

/** The payment of this account that an event is about. */
export function paymentOf(event: PaymentEvent): Id | undefined {
  if ('paymentId' in event) return event.paymentId
  // An allocated receipt names the deposit that it becomes in another account.
  if ('receiptId' in event) return event.receiptId
  if ('withdrawalId' in event) return event.withdrawalId
  return 'depositId' in event ? event.depositId : undefined
}

function depositOf({ deposits }: PaymentAccount, depositId: Id): Deposit {
  const deposit = deposits.get(depositId)
  assert(deposit !== undefined, 'a fact about a deposit follows its beginning')
  return deposit
}

function withdrawalOf({ withdrawals }: PaymentAccount, withdrawalId: Id): Withdrawal {
  const withdrawal = withdrawals.get(withdrawalId)
  assert(withdrawal !== undefined, 'a fact about a withdrawal follows its request')
  return withdrawal
}

function receiptOf({ receipts }: PaymentAccount, receiptId: Id): Receipt {
  const receipt = receipts.get(receiptId)
  assert(receipt !== undefined, 'a fact about a receipt follows its coming')
  return receipt
}

function bankAccountOf({ bankAccounts }: PaymentAccount, bankAccountId: Id): BankAccount {
  const bankAccount = bankAccounts.get(bankAccountId)
  assert(bankAccount !== undefined, 'a fact about a bank account follows its adding')
  return bankAccount
}

const initiated = (event: DepositInitiated, now: number): Deposit => ({
  depositId: event.depositId,
  userId: event.userId,
  currency: event.currency,
  amount: event.amount,
  method: event.method,
  provider: event.provider,
  reference: event.reference,
  feeRate: event.feeRate,
  settlementDays: event.settlementDays,
  initiatedAt: now,
  expiresAt: event.expiresAt,
  status: 'pending',
  link: undefined,
  received: undefined,
  payerLast4: undefined,
  outstanding: new Set(),
  hits: new Set(),
  holdReason: undefined,
  travelRuleFaults: [],
  failure: undefined,
  release: undefined,
  releasedBy: undefined,
  refund: undefined,
  refundApprovedBy: undefined,
  allocation: undefined,
  allocatedTo: undefined,
  allocationApprovedBy: undefined,
  clearedAt: undefined,
  creditedAt: undefined,
  credit: undefined,
  hold: undefined,
})

function receive(deposit: Deposit, event: DepositReceived): void {
  const { providerReference, currency, amount, fee, settlesOn, checkId, bankCheckId, rate, murAmount } = event
  deposit.status = 'processing'
  deposit.failure = undefined
  deposit.received = { providerReference, currency, amount, fee, settlesOn, checkId, bankCheckId, rate, murAmount }
  deposit.payerLast4 = event.payerLast4
  deposit.travelRuleFaults = event.travelRuleFaults ?? []
  for (const asked of checkIdsOf(event)) deposit.outstanding.add(asked)
}

type Proposed = Extract<PaymentEvent, { readonly proposedBy: string; readonly commandHash: string }>
const proposalOf = (
  { proposedBy: by, commandHash }: Pick<Proposed, 'proposedBy' | 'commandHash'>,
  at: number,
): Proposal => ({ by, commandHash, at })

const unallocated = (event: ReceiptUnallocated): Receipt => ({
  receiptId: event.receiptId,
  provider: event.provider,
  providerReference: event.providerReference,
  currency: event.currency,
  amount: event.amount,
  ownerId: event.ownerId,
  bankCheckId: event.bankCheckId,
  outstanding: new Set(checkIdsOf(event)),
  hits: new Set(),
  rate: event.rate,
  murAmount: event.murAmount,
  status: 'open',
  proposal: undefined,
  allocatedTo: undefined,
  approvedBy: undefined,
  hold: undefined,
})

const added = (event: BankAccountAdded, now: number): BankAccount => ({
  bankAccountId: event.bankAccountId,
  userId: event.userId,
  currency: event.currency,
  country: event.country,
  last4: event.last4,
  fingerprint: event.fingerprint,
  nameScore: event.nameScore,
  checkId: event.checkId,
  coolingOffHours: event.coolingOffHours,
  addedAt: now,
  status: 'pending_verification',
  bankCheckId: event.bankCheckId,
  outstanding: new Set(checkIdsOf(event)),
  hits: new Set(),
  verification: undefined,
  proposedBy: undefined,
  commandHash: undefined,
  proposedAt: undefined,
  verifiedBy: undefined,
  verifiedAt: undefined,
  usableFrom: undefined,
  removedAt: undefined,
})
