import { engineTables } from '@filao/engine'
import { audit } from './columns.table'

/** All that the service's migrations create. */
export * from './audit-log.table'
export * from './audit-positions.table'
export * from './audit-requests.table'
export { audit } from './columns.table'
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
} = engineTables(audit)
