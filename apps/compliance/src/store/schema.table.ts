import { engineTables } from '@filao/engine'
import { compliance } from './columns.table'

/** All that the service's migrations create. */
export { compliance }
export * from './alerts.table'
export * from './checks.table'
export * from './documents.table'
export * from './freezes.table'
export * from './hits.table'
export * from './instruments.table'
export * from './kyc.table'
export * from './limits.table'
export * from './lists.table'
export * from './notices.table'
export * from './risk.table'
export * from './subjects.table'
export * from './webhooks.table'
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
} = engineTables(compliance)
