import { sql } from 'drizzle-orm'
import { boolean, check, index, numeric, primaryKey, smallint, text, unique, uuid, varchar } from 'drizzle-orm/pg-core'
import { big, entryDirection, ledgerAccountKind, place, time, total, units, wallet } from './columns.table'

/** Totals of each account of the ledger. Those of clients name their account, those of the house exist per partition. */
export const ledgerAccounts = wallet.table(
  'ledger_accounts',
  {
    id: uuid('id').notNull().defaultRandom(),
    ...place,
    kind: ledgerAccountKind('kind').notNull(),
    mode: text('mode').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    accountId: uuid('account_id'),
    debits: total('debits').notNull().default('0'),
    credits: total('credits').notNull().default('0'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    unique('ledger_accounts_name')
      .on(table.partition, table.kind, table.mode, table.asset, table.accountId)
      .nullsNotDistinct(),
    check('ledger_accounts_totals', sql`debits >= 0 AND credits >= 0`),
    check(
      'ledger_accounts_clients',
      sql`credits >= debits OR kind NOT IN ('client_cash', 'client_cash_reserved', 'client_asset', 'client_asset_reserved')`,
    ),
  ],
)

/** What each event moved of each asset. Append only. */
export const ledgerTransactions = wallet.table(
  'ledger_transactions',
  {
    partition: smallint('partition').notNull(),
    position: big('position').notNull(),
    mode: text('mode').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    debits: total('debits').notNull(),
    credits: total('credits').notNull(),
    cause: varchar('cause', { length: 60 }).notNull(),
    murAmount: total('mur_amount'),
    fxRate: numeric('fx_rate', { precision: 20, scale: 10 }),
    fxSource: varchar('fx_source', { length: 50 }),
    fxQuotedAt: time('fx_quoted_at'),
    fxStale: boolean('fx_stale').notNull().default(false),
    occurredAt: time('occurred_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.position, table.mode, table.asset] }),
    check('ledger_transactions_balanced', sql`debits = credits`),
  ],
)

/** Every line of the ledger, written by a follower of the own log. Append only. */
export const ledgerEntries = wallet.table(
  'ledger_entries',
  {
    partition: smallint('partition').notNull(),
    position: big('position').notNull(),
    line: smallint('line').notNull(),
    kind: ledgerAccountKind('kind').notNull(),
    accountId: uuid('account_id'),
    mode: text('mode').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    direction: entryDirection('direction').notNull(),
    amount: units('amount').notNull(),
    balanceAfter: total('balance_after').notNull(),
    cause: varchar('cause', { length: 60 }).notNull(),
    referenceId: uuid('reference_id').notNull(),
    occurredAt: time('occurred_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.position, table.line] }),
    check('ledger_entries_amount', sql`amount > 0`),
    // Half of all lines are the house's, which nobody asks for by account.
    index('ledger_entries_account_idx')
      .on(table.accountId, table.occurredAt)
      .where(sql`account_id IS NOT NULL`),
    // A reference is found by a block range index, which a migration makes by hand: see there.
  ],
)
