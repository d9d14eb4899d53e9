import type { HoldingAfter, WalletAfter } from '@filao/contracts'
import { ZERO, type Units } from '@filao/money'

/** What has ever been posted to one ledger account. Its balance is credits − debits. */
export interface LedgerTotals {
  debits: Units
  credits: Units
}

/** One currency of one account. `available + reserved` is what the client owns here. */
export interface Wallet {
  readonly currency: string
  available: Units
  reserved: Units
  /** Part of the balance that came from sales not yet settled: it may be traded with, not withdrawn. */
  unsettled: Units
  /** Counts the changes: 1, 2, 3 … without a gap. */
  version: number
  /** `client_cash` and `client_cash_reserved`, kept by the postings alone: they must come to the same balances. */
  readonly cash: LedgerTotals
  readonly cashReserved: LedgerTotals
}

/** One instrument of one account. Kept at zero, because the realised profit stays. */
export interface Holding {
  readonly assetId: string
  quantity: Units
  reserved: Units
  averagePrice: Units
  /** What the quantity held has cost, fees excluded. */
  invested: Units
  /** Profit or loss of what was sold, in the quote currency. */
  realized: Units
  /** `client_asset` and `client_asset_reserved`. */
  readonly asset: LedgerTotals
  readonly assetReserved: LedgerTotals
}

const noPostings = (): LedgerTotals => ({ debits: ZERO, credits: ZERO })

export const emptyWallet = (currency: string): Wallet => ({
  currency,
  available: ZERO,
  reserved: ZERO,
  unsettled: ZERO,
  version: 0,
  cash: noPostings(),
  cashReserved: noPostings(),
})

export const emptyHolding = (assetId: string): Holding => ({
  assetId,
  quantity: ZERO,
  reserved: ZERO,
  averagePrice: ZERO,
  invested: ZERO,
  realized: ZERO,
  asset: noPostings(),
  assetReserved: noPostings(),
})

/** Takes over the balances that an event states, in place. */
export function setWallet(wallet: Wallet, after: WalletAfter): void {
  wallet.available = after.available
  wallet.reserved = after.reserved
  wallet.unsettled = after.unsettled
  wallet.version = after.version
}

/** Takes over the holding that an event states, in place. */
export function setHolding(holding: Holding, after: HoldingAfter): void {
  holding.quantity = after.quantity
  holding.reserved = after.reserved
  holding.averagePrice = after.averagePrice
  holding.invested = after.invested
  holding.realized = after.realized
}
