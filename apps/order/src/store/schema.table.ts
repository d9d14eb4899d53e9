import { engineTables } from '@filao/engine'
import { order } from './order.table'

/** All that the service's migrations create. */
export * from './order.table'

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
} = engineTables(order)
