import { engineTables } from '@filao/engine'
import { identity } from './columns.table'

/** All that the service's migrations create. */
export { identity }
export * from './users.table'
export * from './sessions.table'
export * from './credentials.table'
export * from './roles.table'
export * from './user-tokens.table'
export * from './deliveries.table'
export * from './notifications.table'
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
} = engineTables(identity)
