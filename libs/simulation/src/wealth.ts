import type { OrderEvent, WalletEvent } from '@filao/contracts'
import { ZERO, type Units } from '@filao/money'
import type { Account } from '@filao/wallet'
import { demand } from './broken'
import type { Ledger } from './ledger'

/** Reckons what every account must own, and the house must have earned, from trades and adjustments alone. */
export class Wealth {
  private readonly owned = new Map<string, Map<string, Units>>()
  private readonly earned = new Map<string, Units>()
  private readonly proposers = new Map<string, string>()

  order(event: OrderEvent): void {
    if (event.type !== 'TradeExecuted') return
    const { buy, sell, gross, quantity, assetId, quoteCurrency } = event
    this.own(buy.accountId, quoteCurrency, -(gross + buy.commission + buy.fees))
    this.own(buy.accountId, assetId, quantity)
    this.own(sell.accountId, quoteCurrency, gross - sell.commission - sell.fees)
    this.own(sell.accountId, assetId, -quantity)
    add(this.earned, `fee_income ${quoteCurrency}`, buy.commission + sell.commission)
    add(this.earned, `levy_payable ${quoteCurrency}`, buy.fees + sell.fees)
  }

  wallet(event: WalletEvent): void {
    this.paid(event)
    if (event.type === 'AdjustmentProposed') this.proposers.set(event.adjustmentId, event.proposedBy)
    if (event.type !== 'BalanceAdjusted') return
    const { adjustmentId, accountId, asset, amount, decidedBy } = event
    demand(this.proposers.get(adjustmentId) !== decidedBy, `two people have made adjustment ${adjustmentId}`)
    this.own(accountId, asset, amount)
  }

  /** Money that came in or went out: what waits in suspense is nobody's yet, and a debt is no money. */
  private paid(event: WalletEvent): void {
    switch (event.type) {
      case 'DepositCredited':
      case 'SuspenseReleased':
        if (event.type === 'SuspenseReleased' && event.to === 'bank') return
        this.own(event.accountId, event.currency, event.gross - event.fee)
        return add(this.earned, `fee_income ${event.currency}`, event.fee)
      case 'PayoutPosted':
        this.own(event.accountId, event.currency, -(event.paid + event.fee))
        return add(this.earned, `fee_income ${event.currency}`, event.fee)
      case 'ChargebackPosted':
        // Taken from suspense it never was the client's.
        if (event.wallet) this.own(event.accountId, event.currency, -(event.amount - event.owed))
        return
      default:
        return
    }
  }

  /** Holds when no trade is on its way. */
  checkAtRest(accounts: Iterable<Account>, ledger: Ledger): void {
    for (const { accountId, wallets, holdings } of accounts) {
      const owned = this.owned.get(accountId)
      for (const { currency, available, reserved } of wallets.values())
        demand(available + reserved === (owned?.get(currency) ?? ZERO), `${accountId} owns its ${currency}`)
      for (const { assetId, quantity } of holdings.values())
        demand(quantity === (owned?.get(assetId) ?? ZERO), `${accountId} owns its ${assetId}`)
      for (const asset of owned?.keys() ?? [])
        demand(wallets.has(asset) || holdings.has(asset), `${accountId} has what it owns of ${asset}`)
    }
    for (const [account, amount] of this.earned)
      demand(ledger.creditOf(account) === amount, `the house has earned what was charged: ${account}`)
  }

  private own(accountId: string, asset: string, amount: Units): void {
    const owned = this.owned.get(accountId) ?? new Map<string, Units>()
    this.owned.set(accountId, owned)
    add(owned, asset, amount)
  }
}

const add = (sums: Map<string, Units>, key: string, amount: Units): void => {
  sums.set(key, (sums.get(key) ?? ZERO) + amount)
}
