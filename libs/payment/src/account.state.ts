import type { Id } from '@filao/kernel'

/** The aggregate: what one account may pay in and out, and all of its payments that are not finished. */
export interface PaymentAccount {
  readonly accountId: Id
  /** Undefined until compliance has said anything of the account: then nothing may be paid in. */
  gate: 'open' | 'closed' | undefined
  payoutsHeld: boolean
}

export const newAccount = (accountId: Id): PaymentAccount => ({ accountId, gate: undefined, payoutsHeld: false })
