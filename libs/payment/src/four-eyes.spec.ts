import { isRefusal } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { takesTwo, type Matter, type Said } from '@filao/testing'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountCheckId,
  accountId,
  addAccount,
  APPROVAL,
  approve,
  bankAccountId,
  command,
  depositId,
  fail,
  id,
  initiate,
  NOW,
  openGate,
  payer,
  payerCheckId,
  processing,
  receiptId,
  receive,
  reviewed,
  run,
  sam,
  screened,
  tina,
  tom,
  transferData,
  travelRuleTerms,
  userId,
  withdrawal,
} from './payment.fixture'

/** A matter after these commands, in which each word becomes one more. */
const matterAfter =
  (before: readonly PaymentCommand[], word: (by: string, said: Said) => PaymentCommand) => (): Matter => {
    const { decide, evolve } = paymentRules.decider
    let state = run(before)
    return {
      say(by, said) {
        const decision = decide(word(by, said), state, { now: NOW, position: 100 })
        if (isRefusal(decision)) return decision.refused
        for (const event of decision) state = evolve(state, event, { now: NOW, position: 100 })
        return decision
      },
    }
  }

const people = [tina, tom, sam] as const
const received = [openGate, initiate(), receive({ settlementDays: 0 })]
const held = [...received, command('HoldDeposit', { depositId, heldBy: sam }), screened(payerCheckId, 'clear')] as const
/** Of an amount that takes two people, but none of senior management. */
const large = reviewed.map((one) => (one.type === 'RequestWithdrawal' ? { ...one, secondApprovalFrom: 0n } : one))
const receipt = { accountId: receiptId, receiptId }
const unknown = command('RecordUnknownReceipt', {
  ...receipt,
  provider: 'bank',
  providerReference: 'TX9',
  currency: 'USD',
  amount: parseUnits('7'),
  payer: {},
  checkId: payerCheckId,
})

takesTwo('releasing a deposit', {
  begin: matterAfter(held, (releasedBy) => command('ReleaseDeposit', { depositId, releasedBy })),
  proposed: 'DepositReleaseProposed',
  effect: 'DepositCleared',
  people,
  owner: userId,
})

takesTwo('refunding a deposit', {
  begin: matterAfter(held, (refundedBy) => command('RefundDeposit', { depositId, refundedBy })),
  proposed: 'DepositRefundProposed',
  effect: 'DepositRefunded',
  people,
  owner: userId,
})

const credited = command('RecordCredit', { creditId: depositId, outcome: 'stranded' })
const stranded = [...received, screened(payerCheckId, 'clear'), credited]

takesTwo('refunding a deposit of a closed account', {
  begin: matterAfter(stranded, (refundedBy) => command('RefundDeposit', { depositId, refundedBy })),
  proposed: 'DepositRefundProposed',
  effect: 'DepositRefunded',
  people,
  owner: userId,
})

takesTwo('giving a deposit of a closed account to another', {
  begin: matterAfter(stranded, (allocatedBy, said) =>
    command('AllocateDeposit', {
      ...{ depositId, targetDepositId: id(30), userId, payer, travelRuleTerms, allocatedBy, mode: 'live' },
      ...{ reference: 'allocated1', checkId: id(31), travelRule: transferData },
      targetAccountId: said === 'this' ? id(98) : id(99),
    }),
  ),
  proposed: 'DepositAllocationProposed',
  effect: 'DepositAllocated',
  people,
  owner: userId,
  differs: true,
})

takesTwo('giving a receipt to an account', {
  begin: matterAfter([unknown], (allocatedBy, said) =>
    command('AllocateReceipt', {
      ...{ ...receipt, depositId, userId, payer, travelRuleTerms, allocatedBy, mode: 'live', reference: 'allocated1' },
      ...{ checkId: payerCheckId, travelRule: transferData, targetAccountId: said === 'this' ? accountId : id(99) },
    }),
  ),
  proposed: 'ReceiptAllocationProposed',
  effect: 'ReceiptAllocated',
  people,
  owner: userId,
  differs: true,
})

takesTwo('giving a receipt back', {
  begin: matterAfter([unknown], (returnedBy) => command('ReturnReceipt', { ...receipt, returnedBy })),
  proposed: 'ReceiptReturnProposed',
  effect: 'ReceiptReturned',
  people,
})

takesTwo('verifying a bank account of another name', {
  begin: matterAfter([addAccount({ nameScore: 0.5 }), screened(accountCheckId, 'clear')], (verifiedBy, said) =>
    command('VerifyBankAccount', {
      ...{ bankAccountId, verifiedBy, verification: said === 'this' ? 'document' : 'manual' },
    }),
  ),
  proposed: 'BankAccountVerificationProposed',
  effect: 'BankAccountVerified',
  people,
  owner: userId,
  differs: true,
})

takesTwo('approving a large withdrawal', {
  begin: matterAfter(large, (by, said) => approve(by, { approvalHash: said === 'this' ? APPROVAL : 'b'.repeat(64) })),
  proposed: 'WithdrawalFirstApproved',
  effect: 'WithdrawalApproved',
  people,
  owner: userId,
  differs: true,
})

takesTwo('saying what became of a payout', {
  begin: matterAfter(processing, (resolvedBy, said) =>
    withdrawal('ResolvePayout', {
      ...{ resolvedBy, outcome: said === 'this' ? 'completed' : 'failed', evidence: `advice, says ${resolvedBy}` },
    }),
  ),
  proposed: 'PayoutResolutionProposed',
  effect: 'WithdrawalCompleted',
  people,
  owner: userId,
  differs: true,
})

const failed = [...processing, fail]

takesTwo('saying what is true of a payout that is contradicted', {
  begin: matterAfter([...failed, withdrawal('CompletePayout')], (resolvedBy, said) =>
    withdrawal('ResolvePayout', {
      ...{ resolvedBy, outcome: said === 'this' ? 'completed' : 'failed', evidence: `advice, says ${resolvedBy}` },
    }),
  ),
  proposed: 'PayoutResolutionProposed',
  effect: 'PayoutContradictionSettled',
  people,
  owner: userId,
  differs: true,
})
