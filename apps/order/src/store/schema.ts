import { engineTables } from '@filao/engine'
import { order } from './order.table'

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
