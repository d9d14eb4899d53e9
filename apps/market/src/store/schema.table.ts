import { engineTables } from '@filao/engine'
import { market } from './columns.table'

/** All that the service's migrations create. */
export * from './alerts.table'
export * from './assets.table'
export * from './calendars.table'
export * from './fx-rates.table'
export * from './quotes.table'
export * from './watchlists.table'
export { market }
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
} = engineTables(market)
