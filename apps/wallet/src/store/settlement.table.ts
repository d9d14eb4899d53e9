import { sql } from 'drizzle-orm'
import { check, date, foreignKey, index, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { accounts } from './account.table'
import { place, time, units, wallet } from './columns.table'

/** What a leg posted to the partition's clearing account, until both legs of its trade are settled. */
export const openItems = wallet.table(
  'open_items',
  {
    tradeId: uuid('trade_id').notNull(),
    side: text('side').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    /** Credits − debits of clearing: the two sides of a trade sum to zero. */
    amount: units('amount').notNull(),
    openedAt: time('opened_at').notNull(),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.tradeId, table.side, table.asset] }),
    foreignKey({
      name: 'open_items_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check('open_items_side', sql`side IN ('buy', 'sell')`),
    index('open_items_opened_idx')
      .on(table.openedAt)
      .where(sql`closed_at IS NULL`),
    index('open_items_account_idx')
      .on(table.accountId)
      .where(sql`closed_at IS NULL`),
  ],
)

/** Proceeds of a sale that may not be withdrawn before its settlement day. */
export const maturities = wallet.table(
  'maturities',
  {
    /** `<trade id>:<side>` */
    executionRef: varchar('execution_ref', { length: 80 }).notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    amount: units('amount').notNull(),
    maturesOn: date('matures_on', { mode: 'string' }).notNull(),
    maturedAt: time('matured_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.executionRef] }),
    foreignKey({
      name: 'maturities_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check('maturities_amount', sql`amount > 0`),
    index('maturities_day_idx')
      .on(table.maturesOn)
      .where(sql`matured_at IS NULL`),
    index('maturities_account_idx')
      .on(table.accountId)
      .where(sql`matured_at IS NULL`),
  ],
)
