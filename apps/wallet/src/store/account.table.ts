import { sql } from 'drizzle-orm'
import { check, date, index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { place, time, units, wallet, walletAccountStatus } from './columns.table'

/** One account of a user, live or demo, with what restricts and limits it. */
export const accounts = wallet.table(
  'accounts',
  {
    id: uuid('id').notNull(),
    ...place,
    userId: uuid('user_id').notNull(),
    kind: text('kind').notNull(),
    /** Counts the changes of the kind. */
    kindVersion: integer('kind_version').notNull().default(0),
    mode: text('mode').notNull(),
    status: walletAccountStatus('status').notNull().default('open'),
    /** `[{kind, scope, since}]` */
    restrictions: jsonb('restrictions').notNull().default([]),
    /** Effective values in USD, with their version. */
    limits: jsonb('limits').notNull(),
    volumeDay: units('volume_day').notNull().default('0'),
    volumeOn: date('volume_on', { mode: 'string' }),
    withdrawnDay: units('withdrawn_day').notNull().default('0'),
    withdrawnMonth: units('withdrawn_month').notNull().default('0'),
    withdrawnOn: date('withdrawn_on', { mode: 'string' }),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('accounts_kind', sql`kind IN ('client', 'market_maker')`),
    check('accounts_mode', sql`mode IN ('live', 'demo')`),
    check('accounts_closed', sql`(status = 'closed') = (closed_at IS NOT NULL)`),
    check('accounts_volumes', sql`volume_day >= 0 AND withdrawn_day >= 0 AND withdrawn_month >= 0`),
    index('accounts_user_idx').on(table.userId),
    index('accounts_status_idx').on(table.status),
  ],
)
