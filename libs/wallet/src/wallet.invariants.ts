import { ZERO, type Units } from '@filao/money'
import type { LedgerTotals } from './balance.state'
import type { Account } from './account.state'

/** What must always hold of an account; the sentence that does not, or undefined. */
export function violation(account: Account): string | undefined {
  const held = heldBy(account)
  for (const wallet of account.wallets.values()) {
    const { currency, available, reserved, unsettled } = wallet
    if (available < ZERO || reserved < ZERO || unsettled < ZERO) return `${currency}: no balance is negative`
    if (balance(wallet.cash) !== available) return `${currency}: the ledger agrees with what is available`
    if (balance(wallet.cashReserved) !== reserved) return `${currency}: the ledger agrees with what is reserved`
    if ((held.get(currency) ?? ZERO) !== reserved) return `${currency}: reservations are what is reserved`
    if (maturing(account, currency) !== unsettled) return `${currency}: what is unsettled will mature`
  }
  for (const holding of account.holdings.values()) {
    const { assetId, quantity, reserved, averagePrice, invested } = holding
    if (reserved < ZERO || reserved > quantity) return `${assetId}: what is reserved is held`
    if (averagePrice < ZERO || invested < ZERO) return `${assetId}: no cost is negative`
    if (balance(holding.asset) !== quantity - reserved) return `${assetId}: the ledger agrees with what is free`
    if (balance(holding.assetReserved) !== reserved) return `${assetId}: the ledger agrees with what is reserved`
    if ((held.get(assetId) ?? ZERO) !== reserved) return `${assetId}: reservations are what is reserved`
  }
  for (const asset of held.keys()) {
    if (!account.wallets.has(asset) && !account.holdings.has(asset)) return `${asset}: what is reserved is owned`
  }
  return undefined
}

const balance = ({ debits, credits }: LedgerTotals): Units => credits - debits

function heldBy({ reservations }: Account): ReadonlyMap<string, Units> {
  const held = new Map<string, Units>()
  for (const reservation of reservations.values()) {
    if (reservation.status !== 'active') continue
    const { asset, amount, drawn } = reservation
    held.set(asset, (held.get(asset) ?? ZERO) + amount - drawn)
  }
  return held
}

const maturing = ({ maturities }: Account, currency: string): Units =>
  [...maturities.values()].reduce((sum, due) => (due.currency === currency ? sum + due.amount : sum), ZERO)
