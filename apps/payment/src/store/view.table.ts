import { index, jsonb, numeric, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { payment, time } from './columns.table'

/** Whose account is whose, from identity. */
export const accountView = payment.table(
  'account_view',
  {
    accountId: uuid('account_id').primaryKey(),
    userId: uuid('user_id').notNull(),
    mode: text('mode').notNull(),
  },
  (table) => [index('account_view_user_idx').on(table.userId)],
)

/** Who clients are, as identity last told: sealed as it came, with the message type that each value is bound to. */
export const personView = payment.table('person_view', {
  userId: uuid('user_id').primaryKey(),
  firstName: jsonb('first_name').notNull(),
  firstNameType: text('first_name_type').notNull(),
  lastName: jsonb('last_name').notNull(),
  lastNameType: text('last_name_type').notNull(),
  dateOfBirth: jsonb('date_of_birth'),
  dateOfBirthType: text('date_of_birth_type'),
  residentialAddress: jsonb('residential_address'),
  residentialAddressType: text('residential_address_type'),
})

/** Exchange rates in force, projected from market: units of `quote` for one of `base`. */
export const fxRates = payment.table(
  'fx_rates',
  {
    base: varchar('base', { length: 3 }).notNull(),
    quote: varchar('quote', { length: 3 }).notNull(),
    rate: numeric('rate', { precision: 20, scale: 10 }).notNull(),
    source: varchar('source', { length: 50 }).notNull(),
    asOf: time('as_of').notNull(),
  },
  (table) => [primaryKey({ columns: [table.base, table.quote] })],
)
