import { engineTables } from '@filao/engine'
import { payment } from './columns.table'

/** All that the service's migrations create. */
export { payment } from './columns.table'
export * from './account.table'
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
