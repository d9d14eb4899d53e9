import type { PaymentAccount } from './account.state'
import type { AllocateReceipt, RecordUnknownReceipt, ReturnReceipt } from './payment.commands'
import { refuse, type PaymentDecision } from './payment.refusals'
import { rupeesOf } from './rupees.state'

/** Money under no reference that is known: kept in suspense until two people have found out whose it is. */
export function recordUnknownReceipt(command: RecordUnknownReceipt, account: PaymentAccount): PaymentDecision {
  const { type: _, rate, ...content } = command
  if (account.receipts.has(command.receiptId)) return []
  const murAmount = rupeesOf(command.amount, command.currency, rate)
  return [{ type: 'ReceiptUnallocated', ...content, rate, murAmount }]
}

export function allocateReceipt(command: AllocateReceipt, account: PaymentAccount): PaymentDecision {
  const { receiptId, accountId, targetAccountId, allocatedBy, userId } = command
  const known = account.receipts.get(receiptId)
  if (!known) return refuse('receipt_unknown')
  if (known.status === 'allocated' && known.allocatedTo === targetAccountId) return []
  if (known.status !== 'open') return refuse('already_closed')
  if (allocatedBy === userId) return refuse('same_approver')
  const { proposal } = known
  if (proposal?.kind !== 'allocate') {
    return [{ type: 'ReceiptAllocationProposed', receiptId, accountId, targetAccountId, proposedBy: allocatedBy }]
  }
  // Another word than the first one's is a proposal of its own: whoever agrees has to say the same.
  if (proposal.by === allocatedBy) return refuse('same_approver')
  if (proposal.targetAccountId !== targetAccountId) return refuse('allocation_mismatch')
  const { depositId, reference, payer, checkId, travelRule, travelRuleTerms } = command
  const { provider, providerReference, amount, currency, rate, murAmount } = known
  return [
    {
      type: 'ReceiptAllocated',
      receiptId,
      accountId,
      depositId,
      targetAccountId,
      userId,
      reference,
      provider,
      providerReference,
      amount,
      payer,
      checkId,
      proposedBy: proposal.by,
      approvedBy: allocatedBy,
      travelRule,
      travelRuleTerms,
      currency,
      rate,
      murAmount,
    },
  ]
}

export function returnReceipt(
  { receiptId, accountId, returnedBy }: ReturnReceipt,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.receipts.get(receiptId)
  if (!known) return refuse('receipt_unknown')
  if (known.status === 'returned') return []
  if (known.status !== 'open') return refuse('already_closed')
  const { proposal, provider, providerReference, amount, currency, rate, murAmount } = known
  if (proposal?.kind !== 'return') {
    return [{ type: 'ReceiptReturnProposed', receiptId, accountId, proposedBy: returnedBy }]
  }
  if (proposal.by === returnedBy) return refuse('same_approver')
  const people = { proposedBy: proposal.by, approvedBy: returnedBy }
  const money = { provider, providerReference, amount, currency, rate, murAmount }
  return [{ type: 'ReceiptReturned', receiptId, accountId, ...people, ...money }]
}
