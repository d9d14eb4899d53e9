import { sql } from 'drizzle-orm'
import { check, index, numeric, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { place, time, units, wallet } from './columns.table'

/** Money of one currency that became money of another. */
export const conversions = wallet.table(
  'conversions',
  {
    id: uuid('id').notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    userId: uuid('user_id').notNull(),
    fromCurrency: varchar('from_currency', { length: 3 }).notNull(),
    toCurrency: varchar('to_currency', { length: 3 }).notNull(),
    amount: units('amount').notNull(),
    converted: units('converted').notNull(),
    spreadPercent: units('spread_percent').notNull(),
    rate: numeric('rate', { precision: 20, scale: 10 }).notNull(),
    rateSource: varchar('rate_source', { length: 50 }).notNull(),
    rateQuotedAt: time('rate_quoted_at').notNull(),
    convertedAt: time('converted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('conversions_amounts', sql`amount > 0 AND converted > 0 AND from_currency <> to_currency`),
    index('conversions_account_idx').on(table.accountId, table.convertedAt),
  ],
)
