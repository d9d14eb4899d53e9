import { sql } from 'drizzle-orm'
import { check, foreignKey, index, primaryKey, text, unique, uuid, varchar } from 'drizzle-orm/pg-core'
import { accounts } from './account.table'
import { big, place, time, units, wallet } from './columns.table'

const owner = {
  id: uuid('id').notNull().defaultRandom(),
  ...place,
  accountId: uuid('account_id').notNull(),
  userId: uuid('user_id').notNull(),
  mode: text('mode').notNull(),
}

/** The cash of an account in one currency. */
export const wallets = wallet.table(
  'wallets',
  {
    ...owner,
    currency: varchar('currency', { length: 3 }).notNull(),
    availableBalance: units('available_balance').notNull().default('0'),
    reservedBalance: units('reserved_balance').notNull().default('0'),
    totalBalance: units('total_balance').notNull().default('0'),
    unsettledBalance: units('unsettled_balance').notNull().default('0'),
    walletVersion: big('wallet_version').notNull().default(0),
    lastTransactionAt: time('last_transaction_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    unique('wallets_account_currency').on(table.partition, table.accountId, table.currency),
    foreignKey({
      name: 'wallets_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check(
      'wallets_balances',
      sql`available_balance >= 0 AND reserved_balance >= 0 AND unsettled_balance >= 0 AND total_balance = available_balance + reserved_balance`,
    ),
    index('wallets_user_idx').on(table.userId),
    index('wallets_currency_idx').on(table.currency),
  ],
)

/** What an account holds of one instrument. Kept at zero: the realised profit is part of the client's history. */
export const holdings = wallet.table(
  'holdings',
  {
    ...owner,
    assetId: uuid('asset_id').notNull(),
    quantity: units('quantity').notNull().default('0'),
    reservedQuantity: units('reserved_quantity').notNull().default('0'),
    averagePurchasePrice: units('average_purchase_price').notNull().default('0'),
    totalInvested: units('total_invested').notNull().default('0'),
    realizedPnl: units('realized_pnl').notNull().default('0'),
    lastUpdatedAt: time('last_updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    unique('holdings_account_asset').on(table.partition, table.accountId, table.assetId),
    foreignKey({
      name: 'holdings_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check(
      'holdings_amounts',
      sql`quantity >= 0 AND average_purchase_price >= 0 AND total_invested >= 0 AND reserved_quantity >= 0 AND reserved_quantity <= quantity`,
    ),
    index('holdings_user_idx').on(table.userId),
    index('holdings_asset_idx').on(table.assetId),
  ],
)
