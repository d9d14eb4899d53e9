export type { Holding, LedgerTotals, Wallet } from './balance.state'
export { entriesOf, type LedgerEntry } from './entry.events'
export { limitsLeft } from './limits-left'
export { barred, barredFromPaying, type Bar } from './limits.decider'
export { legKey, type Amendment, type FundedReservation, type Reservation } from './reservation.state'
export type { WalletCommand } from './wallet.commands'
export { walletRules } from './wallet.decider'
export type { FundsConverted, WalletEvent } from './wallet.events'
export { walletRefusals, type WalletRefusal } from './wallet.refusals'
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
