import { never, type Claim, type Moment, type Rules } from '@filao/kernel'
import { newAccount, type PaymentAccount } from './account.state'
import {
  addBankAccount,
  rejectBankAccount,
  removeBankAccount,
  screenBankAccount,
  verifyBankAccount,
} from './bank-account.decider'
import {
  allocateDeposit,
  chargeBackDeposit,
  clearDeposit,
  expireDeposit,
  failDeposit,
  holdDeposit,
  initiateDeposit,
  receiveAllocation,
  receiveDeposit,
  recordCredit,
  recordPaymentLink,
  refundDeposit,
  releaseDeposit,
  screenDeposit,
} from './deposit.decider'
import { holdPayouts, releasePayouts, setDepositGate } from './gate.decider'
import { takeHold } from './hold.decider'
import { movementOf } from './deposit.state'
import type { PaymentCommand, RecordScreening } from './payment.commands'
import type { PaymentEvent } from './payment.events'
import { reactions, timers } from './payment.reactions'
import { refuse, type PaymentDecision, type PaymentRefusal } from './payment.refusals'
import { evolve } from './payment.state'
import {
  acceptPayout,
  completePayout,
  failPayout,
  refusePayout,
  requestClearing,
  resolvePayout,
  returnPayout,
  submitPayout,
  timeOutPayout,
} from './payout.decider'
import {
  allocateReceipt,
  chargeBackReceipt,
  recordUnknownReceipt,
  returnReceipt,
  screenReceipt,
} from './receipt.decider'
import { reissueWithdrawal } from './reissue.decider'
import { checkIdsOf, SCREENED } from './screening.state'
import {
  approveWithdrawal,
  cancelWithdrawal,
  confirmReservation,
  flagWithdrawal,
  refuseReservation,
  rejectWithdrawal,
  requestWithdrawal,
  screenWithdrawal,
  timeOutReservation,
  unflagWithdrawal,
} from './withdrawal.decider'

/** An empty list means: already done, or ignored; the first answer stands. */
export function decide(command: PaymentCommand, account: PaymentAccount, at: Moment): PaymentDecision {
  switch (command.type) {
    case 'InitiateDeposit':
      return initiateDeposit(command, account)
    case 'RecordPaymentLink':
      return recordPaymentLink(command, account)
    case 'ReceiveDeposit':
      return receiveDeposit(command, account, at)
    case 'ReceiveAllocation':
      return receiveAllocation(command, account, at)
    case 'ClearDeposit':
      return clearDeposit(command, account, at)
    case 'HoldDeposit':
      return holdDeposit(command, account)
    case 'ReleaseDeposit':
      return releaseDeposit(command, account, at)
    case 'FailDeposit':
      return failDeposit(command, account)
    case 'ExpireDeposit':
      return expireDeposit(command, account)
    case 'RefundDeposit':
      return refundDeposit(command, account)
    case 'AllocateDeposit':
      return allocateDeposit(command, account)
    case 'ChargeBackDeposit':
      return chargeBackDeposit(command, account)
    case 'RecordCredit':
      return recordCredit(command, account)
    case 'RecordUnknownReceipt':
      return recordUnknownReceipt(command, account)
    case 'AllocateReceipt':
      return allocateReceipt(command, account)
    case 'ReturnReceipt':
      return returnReceipt(command, account)
    case 'ChargeBackReceipt':
      return chargeBackReceipt(command, account)
    case 'RequestWithdrawal':
      return requestWithdrawal(command, account, at)
    case 'ReissueWithdrawal':
      return reissueWithdrawal(command, account, at)
    case 'ConfirmReservation':
      return confirmReservation(command, account)
    case 'RefuseReservation':
      return refuseReservation(command, account)
    case 'TimeOutReservation':
      return timeOutReservation(command, account)
    case 'ApproveWithdrawal':
      return approveWithdrawal(command, account, at)
    case 'FlagWithdrawal':
      return flagWithdrawal(command, account)
    case 'UnflagWithdrawal':
      return unflagWithdrawal(command, account)
    case 'RejectWithdrawal':
      return rejectWithdrawal(command, account)
    case 'CancelWithdrawal':
      return cancelWithdrawal(command, account)
    case 'RequestClearing':
      return requestClearing(command, account)
    case 'SubmitPayout':
      return submitPayout(command, account, at)
    case 'RefusePayout':
      return refusePayout(command, account)
    case 'AcceptPayout':
      return acceptPayout(command, account)
    case 'CompletePayout':
      return completePayout(command, account)
    case 'FailPayout':
      return failPayout(command, account)
    case 'TimeOutPayout':
      return timeOutPayout(command, account)
    case 'ResolvePayout':
      return resolvePayout(command, account)
    case 'ReturnPayout':
      return returnPayout(command, account)
    case 'AddBankAccount':
      return addBankAccount(command, account)
    case 'VerifyBankAccount':
      return verifyBankAccount(command, account, at)
    case 'RejectBankAccount':
      return rejectBankAccount(command, account)
    case 'RemoveBankAccount':
      return removeBankAccount(command, account)
    case 'HoldPayouts':
      return holdPayouts(command, account)
    case 'ReleasePayouts':
      return releasePayouts(command, account)
    case 'SetDepositGate':
      return setDepositGate(command, account)
    case 'TakeHold':
      return takeHold(command, account)
    case 'RecordScreening':
      return recordScreening(command, account, at)
    default:
      return never(command)
  }
}

/**
 * The check is known by its own id. A new version of a list asks on its own account: what it finds concerns the payment
 * whose people or bank it has asked about. An answer that nothing waits for is ignored.
 */
function recordScreening(command: RecordScreening, account: PaymentAccount, at: Moment): PaymentDecision {
  const { subjectKind, subjectId, checkId, outcome } = command
  const { accountId, deposits, withdrawals, bankAccounts } = account
  const answer = { accountId, checkId, outcome }
  const about = SCREENED[subjectKind]
  const deposit =
    [...deposits.values()].find(({ received }) => received && checkIdsOf(received).includes(checkId)) ??
    (about === 'deposit' ? deposits.get(subjectId) : undefined)
  if (deposit) return screenDeposit(deposit, answer, at)
  const receipt = about === 'deposit' ? account.receipts.get(subjectId) : undefined
  if (receipt) return screenReceipt(receipt, answer)
  const withdrawal =
    [...withdrawals.values()].find(({ clientCheckId, holderCheckId, bankCheckId }) =>
      [clientCheckId, holderCheckId, bankCheckId].includes(checkId),
    ) ?? (about === 'withdrawal' ? withdrawals.get(subjectId) : undefined)
  if (withdrawal) return screenWithdrawal(withdrawal, answer)
  const bankAccount =
    [...bankAccounts.values()].find((one) => checkIdsOf(one).includes(checkId)) ??
    (about === 'bank_account' ? bankAccounts.get(subjectId) : undefined)
  return bankAccount ? screenBankAccount(bankAccount, answer, at) : []
}

/** What one owner holds in the whole service: references, and each movement of money at a provider. */
function claims(command: PaymentCommand): readonly Claim<PaymentRefusal>[] {
  switch (command.type) {
    case 'InitiateDeposit':
      return [claim('payment_reference', command.reference, command.depositId)]
    case 'RequestWithdrawal':
    case 'ReissueWithdrawal':
      return [claim('end_to_end_id', command.endToEndId, command.withdrawalId)]
    // A movement is one thing's: told under another reference later, it is not credited beside the receipt that it is.
    case 'ReceiveDeposit':
      return [claim('provider_reference', movementOf(command), command.depositId)]
    case 'RecordUnknownReceipt':
      return [claim('provider_reference', movementOf(command), command.receiptId)]
    default:
      return []
  }
}

const claim = (scope: string, value: string, ownerId: string): Claim<PaymentRefusal> => ({
  scope,
  value,
  ownerId,
  taken: refuse('already_received'),
})

/** The rules of the payment service: one aggregate per account. */
export const paymentRules: Rules<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal> = {
  decider: { initial: newAccount, decide, evolve },
  aggregateOf: (command) => ('accountId' in command ? command.accountId : command.referenceId),
  reactions,
  timers,
  claims,
}
