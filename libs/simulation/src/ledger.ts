import type { WalletEvent } from '@filao/contracts'
import { ZERO, type Units } from '@filao/money'
import { entriesOf } from '@filao/wallet'
import { demand } from './broken'

/** The books of the whole platform, from the postings of every event. */
export class Ledger {
  /** Debits less credits. */
  private readonly trial = new Map<string, Units>()
  private readonly clearing = new Map<string, Units>()
  /** Credits less debits of each kind of account. */
  private readonly credits = new Map<string, Units>()

  post(event: WalletEvent): void {
    for (const { kind, mode, asset, direction, amount } of entriesOf(event)) {
      const signed = direction === 'debit' ? amount : -amount
      add(this.trial, asset, signed)
      add(this.credits, `${kind} ${asset}`, -signed)
      if (kind === 'clearing') add(this.clearing, `${mode} ${asset}`, signed)
    }
    for (const [asset, sum] of this.trial) demand(sum === ZERO, `${asset}: debits equal credits after ${event.type}`)
  }

  /** What stands to the credit of an account of the house, all partitions together: `fee_income USD`. */
  creditOf(account: string): Units {
    return this.credits.get(account) ?? ZERO
  }

  /** Holds when no trade is on its way. */
  checkAtRest(): void {
    for (const [account, sum] of this.clearing) demand(sum === ZERO, `clearing of ${account} is empty at rest`)
  }
}

const add = (sums: Map<string, Units>, key: string, amount: Units): void => {
  sums.set(key, (sums.get(key) ?? ZERO) + amount)
}
