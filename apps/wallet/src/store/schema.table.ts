import { engineTables } from '@filao/engine'
import { wallet } from './columns.table'

/** All that the service's migrations create. */
export {
  adjustmentStatus,
  creditStatus,
  entryDirection,
  ledgerAccountKind,
  reservationPurpose,
  reservationStatus,
  wallet,
  walletAccountStatus,
} from './columns.table'
export * from './account.table'
export * from './balance.table'
export * from './reservation.table'
export * from './settlement.table'
export * from './ledger.table'
export * from './adjustment.table'
export * from './conversion.table'
export * from './credit.table'
export * from './view.table'
export const {
  logHead,
  eventLog,
  inbox,
  linkIn,
  linkOut,
  sourcePosition,
  relayCheckpoint,
  claims,
  timers,
  parked,
  configVersions,
  configProposals,
} = engineTables(wallet)
