import { exchangeRatesTable } from '@filao/service/migrate'
import { integer, primaryKey, smallint, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { ledgerAccountKind, time, total, units, wallet } from './columns.table'

/** Last price of each instrument, projected from market. */
export const prices = wallet.table('prices', {
  assetId: uuid('asset_id').primaryKey(),
  symbol: varchar('symbol', { length: 32 }).notNull(),
  currency: varchar('currency', { length: 3 }).notNull(),
  /** Of the own book, with the time when market told of it. */
  price: units('price'),
  pricedAt: time('priced_at'),
  /** From outside, with its own time, and how old it may be before it counts for nothing. */
  feedPrice: units('feed_price'),
  feedAsOf: time('feed_as_of'),
  feedAgeMsMax: integer('feed_age_ms_max'),
})

export const fxRates = exchangeRatesTable(wallet)

/** Balance of each ledger account as the follower of the log has it; the zero id stands for the house. */
export const ledgerBalances = wallet.table(
  'ledger_balances',
  {
    partition: smallint('partition').notNull(),
    kind: ledgerAccountKind('kind').notNull(),
    mode: text('mode').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    accountId: uuid('account_id').notNull(),
    balance: total('balance').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partition, table.kind, table.mode, table.asset, table.accountId] })],
)
