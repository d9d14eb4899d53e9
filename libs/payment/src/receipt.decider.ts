import { commandHash, judgeWord, type Id } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import { allocated } from './allocation.events'
import type { Receipt } from './deposit.state'
import type { AllocateReceipt, ChargeBackReceipt, RecordUnknownReceipt, ReturnReceipt } from './payment.commands'
import { refuse, type PaymentDecision } from './payment.refusals'
import { rupeesOf } from './rupees.state'
import { checksFor, isNews, screeningOf, type Answer } from './screening.state'

/** Money under no reference that is known: kept in suspense until two people have found out whose it is. */
export function recordUnknownReceipt(command: RecordUnknownReceipt, account: PaymentAccount): PaymentDecision {
  const { type: _, rate, checkId, ...content } = command
  const { receiptId, payer } = command
  if (account.receipts.has(receiptId)) return []
  const murAmount = rupeesOf(command.amount, command.currency, rate)
  const checks = checksFor(payer, checkId)
  return [{ type: 'ReceiptUnallocated', ...content, ownerId: receiptId, ...checks, rate, murAmount }]
}

/** The answer to a sender's check, kept for whoever sends the money back. */
export function screenReceipt(
  receipt: Receipt,
  { accountId, checkId, outcome }: Answer & { readonly accountId: Id },
): PaymentDecision {
  const { receiptId, status } = receipt
  if (status !== 'open' || !isNews(receipt, { checkId, outcome })) return []
  return [{ type: 'ReceiptScreened', receiptId, accountId, checkId, outcome }]
}

export function allocateReceipt(command: AllocateReceipt, account: PaymentAccount): PaymentDecision {
  const { receiptId, accountId, targetAccountId, allocatedBy, userId } = command
  const known = account.receipts.get(receiptId)
  if (!known) return refuse('receipt_unknown')
  if (known.status === 'allocated' && known.allocatedTo === targetAccountId) return []
  if (known.status !== 'open') return refuse('already_closed')
  if (command.mode === 'demo') return refuse('demo_account')
  const hash = commandHash({ command: 'AllocateReceipt', receiptId, accountId, targetAccountId })
  const { proposal } = known
  const verdict = judgeWord({ by: allocatedBy, commandHash: hash }, proposal, userId)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    const word = { commandHash: hash, proposedBy: allocatedBy }
    return [{ type: 'ReceiptAllocationProposed', receiptId, accountId, targetAccountId, ...word }]
  }
  const { depositId } = command
  return [{ type: 'ReceiptAllocated', receiptId, accountId, depositId, ...allocated(command, known, proposal!) }]
}

/** A payment out like the refund of a deposit: to nobody who is not screened clear, and not while nothing may leave. */
export function returnReceipt(
  { receiptId, accountId, returnedBy }: ReturnReceipt,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.receipts.get(receiptId)
  if (!known) return refuse('receipt_unknown')
  if (known.status === 'returned') return []
  if (known.status !== 'open') return refuse('already_closed')
  if (screeningOf(known) !== 'clear' || account.payoutsHeld) return refuse('under_review')
  const { proposal, provider, providerReference, amount, currency, rate, murAmount } = known
  const hash = commandHash({ command: 'ReturnReceipt', receiptId, accountId })
  // Whose money it is nobody knows yet, so it has no owner who could speak.
  const verdict = judgeWord({ by: returnedBy, commandHash: hash }, proposal)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first') {
    return [{ type: 'ReceiptReturnProposed', receiptId, accountId, commandHash: hash, proposedBy: returnedBy }]
  }
  const people = { commandHash: hash, proposedBy: proposal!.by, approvedBy: returnedBy }
  const money = { provider, providerReference, amount, currency, rate, murAmount }
  return [{ type: 'ReceiptReturned', receiptId, accountId, ...people, ...money }]
}

/** What was given to an account is taken back from the deposit that it has become. */
export function chargeBackReceipt(
  { receiptId, accountId }: ChargeBackReceipt,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.receipts.get(receiptId)
  if (known?.status !== 'open') return []
  const { provider, providerReference, amount, currency, rate, murAmount } = known
  const money = { provider, providerReference, amount, currency, rate, murAmount }
  return [{ type: 'ReceiptChargedBack', receiptId, accountId, ...money }]
}
