import { sql } from 'drizzle-orm'
import { boolean, check, index, numeric, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { creditStatus, place, time, total, units, wallet } from './columns.table'

/**
 * Money that came in, under the id of its deposit, its receipt or the withdrawal that came back: so that nothing is
 * credited twice. `account_id` is the receipt's own id where it belongs to nobody.
 */
export const credits = wallet.table(
  'credits',
  {
    id: uuid('id').notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    gross: units('gross').notNull(),
    fee: units('fee').notNull(),
    status: creditStatus('status').notNull(),
    murAmount: total('mur_amount'),
    fxRate: numeric('fx_rate', { precision: 20, scale: 10 }),
    fxSource: varchar('fx_source', { length: 50 }),
    fxQuotedAt: time('fx_quoted_at'),
    fxStale: boolean('fx_stale').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('credits_amount', sql`gross > fee AND fee >= 0`),
    index('credits_account_idx').on(table.accountId),
    index('credits_suspended_idx')
      .on(table.createdAt)
      .where(sql`status = 'suspended'`),
  ],
)
