import type { Id } from '@filao/kernel'
import type { BankAccount } from './bank-account.state'
import type { Deposit, Receipt } from './deposit.state'
import type { Withdrawal } from './withdrawal.state'

/**
 * The aggregate: what one account may pay in and out, with those of its payments that are not finished; finished ones
 * may be dropped from it at any time, and are loaded again when a command names them. Money of nobody is an aggregate of
 * its own under the receipt's id. What is personal stands in no state: no rule needs it.
 */
export interface PaymentAccount {
  readonly accountId: Id
  /** Undefined until compliance has said anything of the account: then nothing may be paid in. */
  gate: 'open' | 'closed' | undefined
  payoutsHeld: boolean
  readonly deposits: Map<Id, Deposit>
  readonly withdrawals: Map<Id, Withdrawal>
  readonly bankAccounts: Map<Id, BankAccount>
  readonly receipts: Map<Id, Receipt>
}

export const newAccount = (accountId: Id): PaymentAccount => ({
  accountId,
  gate: undefined,
  payoutsHeld: false,
  deposits: new Map(),
  withdrawals: new Map(),
  bankAccounts: new Map(),
  receipts: new Map(),
})
