import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  doublePrecision,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import {
  bankAccountStatus,
  bankAccountVerification,
  destinationType,
  payment,
  place,
  screened,
  time,
} from './columns.table'

/** Where an account may be paid out to. Its number stands sealed with the client's key, and is found by a keyed hash. */
export const bankAccounts = payment.table(
  'bank_accounts',
  {
    id: uuid('id').notNull(),
    ...place,
    userId: uuid('user_id').notNull(),
    accountId: uuid('account_id').notNull(),
    destinationType: destinationType('destination_type').notNull(),
    country: varchar('country', { length: 3 }).notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    /** Holder, bank, number: sealed with the client's key. */
    destination: jsonb('destination'),
    last4: varchar('last4', { length: 4 }).notNull(),
    fingerprint: varchar('fingerprint', { length: 64 }).notNull(),
    nameScore: doublePrecision('name_score').notNull(),
    screeningCheckId: uuid('screening_check_id').notNull(),
    screening: text('screening').notNull(),
    ...screened,
    coolingOffHours: integer('cooling_off_hours').notNull(),
    status: bankAccountStatus('status').notNull(),
    verification: bankAccountVerification('verification'),
    proposedBy: uuid('proposed_by'),
    commandHash: varchar('command_hash', { length: 64 }),
    proposedAt: time('proposed_at'),
    verifiedBy: uuid('verified_by'),
    addedAt: time('added_at').notNull(),
    verifiedAt: time('verified_at'),
    usableFrom: time('usable_from'),
    removedAt: time('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    uniqueIndex('bank_accounts_fingerprint')
      .on(table.userId, table.fingerprint)
      .where(sql`status NOT IN ('removed', 'rejected')`),
    check('bank_accounts_usable', sql`usable_from >= verified_at`),
    check('bank_accounts_people', sql`verified_by <> proposed_by`),
    index('bank_accounts_account_idx').on(table.accountId),
    index('bank_accounts_fingerprint_idx').on(table.fingerprint),
    index('bank_accounts_status_idx').on(table.status),
  ],
)
