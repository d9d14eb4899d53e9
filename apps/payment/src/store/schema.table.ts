import { engineTables } from '@filao/engine'
import { payment } from './columns.table'

/** All that the service's migrations create. */
export {
  bankAccountStatus,
  bankAccountVerification,
  depositStatus,
  destinationType,
  payment,
  paymentMethod,
  payoutStatus,
  withdrawalStatus,
} from './columns.table'
export * from './account.table'
export * from './bank-account.table'
export * from './deposit.table'
export * from './provider.table'
export * from './view.table'
export * from './withdrawal.table'
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
} = engineTables(payment)
