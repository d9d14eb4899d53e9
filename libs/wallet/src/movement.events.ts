import type { HoldingAfter, LedgerAccountKind, Posting, WalletAfter } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import { emptyHolding, emptyWallet } from './balance.state'
import type { Account } from './account.state'

/** What an event that moves money carries: balanced postings, and what the account has after them. */
export interface Movement {
  readonly mode: Account['mode']
  readonly postings: Posting[]
  readonly wallet?: WalletAfter | undefined
  readonly holding?: HoldingAfter | undefined
}

/** What postings alone do not tell of the balances after them. */
export interface Change {
  /** Added to what is not yet withdrawable. */
  readonly unsettled?: Units
  readonly cost?: Pick<HoldingAfter, 'averagePrice' | 'invested' | 'realized'> | undefined
}

export const debit = (account: LedgerAccountKind, asset: string, amount: Units): Posting => ({
  account,
  asset,
  direction: 'debit',
  amount,
})
export const credit = (account: LedgerAccountKind, asset: string, amount: Units): Posting => ({
  account,
  asset,
  direction: 'credit',
  amount,
})

/**
 * Balances are derived from the postings, so that the two cannot disagree. Lines of zero are left out. Throws when the
 * lines do not balance per asset or a balance would be negative: after the checks of a decision both are defects.
 */
export function movement(account: Account, lines: readonly Posting[], change: Change = {}): Movement {
  const postings = lines.filter(({ amount }) => amount !== ZERO)
  assertBalanced(postings)
  return {
    mode: account.mode,
    postings,
    wallet: walletAfter(account, postings, change),
    holding: holdingAfter(account, postings, change),
  }
}

/** Debits equal credits, asset by asset, and no line is negative. */
function assertBalanced(postings: readonly Posting[]): void {
  const sums = new Map<string, Units>()
  for (const { asset, direction, amount } of postings) {
    assert(amount > ZERO, 'a posted line is positive')
    sums.set(asset, (sums.get(asset) ?? ZERO) + (direction === 'debit' ? amount : -amount))
  }
  for (const sum of sums.values()) assert(sum === ZERO, 'debits equal credits per asset')
}

function walletAfter(account: Account, postings: readonly Posting[], change: Change): WalletAfter | undefined {
  const moved = net(postings, 'client_cash', 'client_cash_reserved')
  if (!moved) return undefined
  const before = account.wallets.get(moved.asset) ?? emptyWallet(moved.asset)
  const available = before.available + moved.free
  const reserved = before.reserved + moved.held
  const unsettled = before.unsettled + (change.unsettled ?? ZERO)
  assert(available >= ZERO && reserved >= ZERO && unsettled >= ZERO, 'no balance is ever negative')
  return {
    currency: moved.asset,
    available,
    reserved,
    total: available + reserved,
    unsettled,
    version: before.version + 1,
  }
}

function holdingAfter(account: Account, postings: readonly Posting[], { cost }: Change): HoldingAfter | undefined {
  const moved = net(postings, 'client_asset', 'client_asset_reserved')
  if (!moved) return undefined
  const before = account.holdings.get(moved.asset) ?? emptyHolding(moved.asset)
  const quantity = before.quantity + moved.free + moved.held
  const reserved = before.reserved + moved.held
  assert(reserved >= ZERO && reserved <= quantity, 'what is reserved is held')
  const { averagePrice, invested, realized } = cost ?? before
  assert(invested >= ZERO, 'what is held never cost less than nothing')
  return { assetId: moved.asset, quantity, reserved, averagePrice, invested, realized }
}

/** What a movement adds to the free and to the held balance of the one asset that it touches on the client's side. */
function net(postings: readonly Posting[], freeKind: LedgerAccountKind, heldKind: LedgerAccountKind) {
  let asset: string | undefined
  let free = ZERO
  let held = ZERO
  for (const posting of postings) {
    if (posting.account !== freeKind && posting.account !== heldKind) continue
    assert(asset === undefined || asset === posting.asset, 'a movement touches one wallet and one holding')
    asset = posting.asset
    const signed = posting.direction === 'credit' ? posting.amount : -posting.amount
    if (posting.account === freeKind) free += signed
    else held += signed
  }
  return asset === undefined ? undefined : { asset, free, held }
}
