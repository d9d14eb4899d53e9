import { exchangeRatesTable } from '@filao/service/migrate'
import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core'
import { payment } from './columns.table'

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

export const fxRates = exchangeRatesTable(payment)
