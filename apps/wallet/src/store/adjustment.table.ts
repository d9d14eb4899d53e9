import { sql } from 'drizzle-orm'
import { check, foreignKey, index, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { accounts } from './account.table'
import { adjustmentStatus, place, time, units, wallet } from './columns.table'

/** A change of a balance by hand: one person proposes it, another decides. */
export const adjustments = wallet.table(
  'adjustments',
  {
    id: uuid('id').notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    asset: varchar('asset', { length: 40 }).notNull(),
    amount: units('amount').notNull(),
    unitCost: units('unit_cost'),
    /** The house account on the other side. */
    against: text('against').notNull(),
    reason: text('reason').notNull(),
    evidence: text('evidence').notNull(),
    status: adjustmentStatus('status').notNull().default('proposed'),
    commandHash: varchar('command_hash', { length: 64 }),
    proposedBy: uuid('proposed_by').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: time('decided_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    foreignKey({
      name: 'adjustments_account',
      columns: [table.partition, table.accountId],
      foreignColumns: [accounts.partition, accounts.id],
    }).onDelete('restrict'),
    check('adjustments_two_people', sql`proposed_by <> decided_by`),
    check('adjustments_amount', sql`amount <> 0`),
    check('adjustments_against', sql`against IN ('bank', 'firm_capital', 'custody')`),
    check(
      'adjustments_decided',
      sql`(status = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)`,
    ),
    index('adjustments_account_idx').on(table.accountId, table.status),
    index('adjustments_status_idx').on(table.status),
  ],
)
