import { index, uuid } from 'drizzle-orm/pg-core'
import { audit, time } from './columns.table'

/**
 * Ids of the forwarded HTTP commands that are recorded. Nobody numbers them, so a repeated one is known by its id. Kept
 * for 30 days: the topic keeps commands for 7.
 */
export const auditRequests = audit.table(
  'audit_requests',
  { commandId: uuid('command_id').primaryKey(), recordedAt: time('recorded_at').notNull() },
  (table) => [index('audit_requests_recorded_at_idx').on(table.recordedAt)],
)
