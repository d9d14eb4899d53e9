export { emptyHolding, emptyWallet, type Holding, type LedgerTotals, type Wallet } from './balance.state'
export { entriesOf, type LedgerEntry } from './entry.events'
export { limitsLeft, type LimitsLeft } from './limits-left'
export { barred, barredFromPaying, defaultLimits, type Bar } from './limits.decider'
export { legKey, type Amendment, type FundedReservation, type Reservation, type Tombstone } from './reservation.state'
export type { WalletCommand } from './wallet.commands'
export { walletRules } from './wallet.decider'
export type { FundsConverted, WalletEvent } from './wallet.events'
export { walletRefusals, type WalletRefusal, type WalletRefusalCode } from './wallet.refusals'
export {
  isLimited,
  isUnsettled,
  maturityKey,
  unknownAccount,
  type Account,
  type Adjustment,
  type Credit,
  type Maturity,
  type OpenItem,
  type Restriction,
} from './account.state'
