import { sql } from 'drizzle-orm'
import { check, date, foreignKey, index, integer, jsonb, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { accounts } from './account.table'
import { place, reservationPurpose, reservationStatus, time, units, wallet } from './columns.table'

/** What is held back for an order or withdrawal, under its id. A tombstone has only its id: its terms never came. */
export const reservations = wallet.table(
  'reservations',
  {
    id: uuid('id').notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    purpose: reservationPurpose('purpose'),
    asset: varchar('asset', { length: 40 }),
    assetId: uuid('asset_id'),
    quantity: units('quantity'),
    filledQuantity: units('filled_quantity').notNull().default('0'),
    amount: units('amount').notNull(),
    drawnAmount: units('drawn_amount').notNull().default('0'),
    legs: integer('legs').notNull().default(0),
    usdValue: units('usd_value').notNull(),
    /** The day in Mauritius on which a withdrawal was reserved, by which its limits count it. */
    reservedOn: date('reserved_on', { mode: 'string' }),
    /** `[{amendmentId, amount}]`, negative where the order became smaller. */
    increments: jsonb('increments').notNull().default([]),
    status: reservationStatus('status').notNull().default('active'),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    foreignKey({
      name: 'reservations_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check('reservations_amount', sql`CASE WHEN status = 'tombstone' THEN amount = 0 ELSE amount > 0 END`),
    check('reservations_drawn', sql`drawn_amount >= 0 AND drawn_amount <= amount`),
    check('reservations_terms', sql`status = 'tombstone' OR (purpose IS NOT NULL AND asset IS NOT NULL)`),
    check('reservations_closed', sql`(status = 'active') = (closed_at IS NULL)`),
    index('reservations_account_idx').on(table.accountId, table.status),
    index('reservations_created_idx').on(table.createdAt),
  ],
)
