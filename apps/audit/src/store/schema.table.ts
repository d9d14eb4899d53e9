/** All that the service's migrations create. */
export * from './audit-log.table'
export * from './audit-positions.table'
export * from './audit-requests.table'
export { audit } from './columns.table'
