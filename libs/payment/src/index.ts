export { newAccount, type PaymentAccount } from './account.state'
export type { Proposal } from './proposal.state'
export type { BankAccount } from './bank-account.state'
export { NAME_SCORE_MIN } from './deposit.decider'
export { screeningOf, type Screened } from './screening.state'
export { isStranded as isDepositStranded, type Deposit, type Receipt } from './deposit.state'
export type { Hold } from './hold.state'
export type { PaymentCommand } from './payment.commands'
export { paymentRules } from './payment.decider'
export type { PaymentEvent } from './payment.events'
export { paymentRefusals, type PaymentRefusal } from './payment.refusals'
export {
  isContradicted,
  isLive,
  isStranded as isWithdrawalStranded,
  type Payout,
  type Withdrawal,
} from './withdrawal.state'
export { travelRuleFaults } from './travel-rule.invariants'
