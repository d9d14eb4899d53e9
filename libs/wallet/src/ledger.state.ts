import type { Posting } from '@filao/contracts'
import type { Account } from './account.state'
import { emptyHolding, emptyWallet, type Holding, type LedgerTotals, type Wallet } from './balance.state'

/** Keeps the account's own ledger accounts; those of the house belong to the partition and are kept by the store. */
export function post(account: Account, postings: readonly Posting[]): void {
  for (const posting of postings) {
    const totals = totalsOf(account, posting)
    if (!totals) continue
    if (posting.direction === 'debit') totals.debits += posting.amount
    else totals.credits += posting.amount
  }
}

function totalsOf(account: Account, { account: kind, asset }: Posting): LedgerTotals | undefined {
  switch (kind) {
    case 'client_cash':
      return walletOf(account, asset).cash
    case 'client_cash_reserved':
      return walletOf(account, asset).cashReserved
    case 'client_asset':
      return holdingOf(account, asset).asset
    case 'client_asset_reserved':
      return holdingOf(account, asset).assetReserved
    default:
      return undefined
  }
}

/** The wallet of a currency, opened by its first credit. */
export function walletOf(account: Account, currency: string): Wallet {
  let wallet = account.wallets.get(currency)
  if (!wallet) account.wallets.set(currency, (wallet = emptyWallet(currency)))
  return wallet
}

/** The holding of an instrument, opened by its first credit. */
export function holdingOf(account: Account, assetId: string): Holding {
  let holding = account.holdings.get(assetId)
  if (!holding) account.holdings.set(assetId, (holding = emptyHolding(assetId)))
  return holding
}
