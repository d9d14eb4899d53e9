/**
 * What brings a schema up to date, in a process of its own that serves nothing, and the table that several schemas have:
 * without the frameworks of a service.
 */
export { migrateService, type ServiceMigration } from './database/migrate-service'
export { exchangeRatesTable } from './exchange-rates/exchange-rates-table'
export { rateCountsSql } from './rate-limit/postgres-rate-exchange'
