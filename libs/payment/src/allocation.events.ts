import type { Proposal } from './proposal.state'
import type { AllocateDeposit, AllocateReceipt } from './payment.commands'
import type { ReceiptAllocated } from './payment.events'

type Money = Pick<ReceiptAllocated, 'provider' | 'providerReference' | 'amount' | 'currency' | 'rate' | 'murAmount'>

/** What is said of money in suspense that a second person gives to an account: to whom, from whom, and by which two. */
export function allocated(
  command: AllocateDeposit | AllocateReceipt,
  { provider, providerReference, amount, currency, rate, murAmount }: Money,
  { by: proposedBy, commandHash }: Proposal,
) {
  const { targetAccountId, userId, reference, payer, checkId, travelRule, travelRuleTerms, allocatedBy } = command
  return {
    ...{ targetAccountId, userId, reference, payer, checkId, travelRule, travelRuleTerms },
    ...{ provider, providerReference, amount, currency, rate, murAmount },
    ...{ commandHash, proposedBy, approvedBy: allocatedBy },
  }
}
