/** What brings a schema up to date, in a process of its own that serves nothing: without the frameworks of a service. */
export { migrateService, type ServiceMigration } from './database/migrate-service'
export { rateCountsSql } from './rate-limit/postgres-rate-exchange'
