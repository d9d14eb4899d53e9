import { sql } from 'drizzle-orm'
import { boolean, check, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { payment, place } from './columns.table'

/** What compliance has said of an account. Not for its owner to read: a hold is nothing that they may learn of. */
export const accounts = payment.table(
  'accounts',
  {
    id: uuid('id').notNull(),
    ...place,
    gate: text('gate'),
    payoutsHeld: boolean('payouts_held').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('accounts_gate', sql`gate IN ('open', 'closed')`),
  ],
)
