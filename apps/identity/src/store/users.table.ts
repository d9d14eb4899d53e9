import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { identity, place, time } from './columns.table'

export const userKind = identity.enum('user_kind', ['client', 'staff', 'service'])
export const accountStatus = identity.enum('account_status', ['pending_kyc', 'active', 'suspended', 'closed'])
export const accountType = identity.enum('account_type', ['market_data_only', 'demo_trader', 'live_trader'])
export const riskProfile = identity.enum('risk_profile', ['conservative', 'moderate', 'aggressive'])
export const mlroRank = identity.enum('mlro_rank', ['mlro', 'deputy'])
export const accountKind = identity.enum('account_kind', ['client', 'market_maker'])
export const accountMode = identity.enum('account_mode', ['live', 'demo'])
export const tradingAccountStatus = identity.enum('trading_account_status', ['open', 'closing', 'closed'])

/** People. The e-mail's uniqueness is a claim, because it holds across partitions. */
export const users = identity.table(
  'users',
  {
    ...place,
    kind: userKind('kind').notNull().default('client'),
    email: varchar('email', { length: 255 }).notNull(),
    firstName: varchar('first_name', { length: 100 }).notNull(),
    lastName: varchar('last_name', { length: 100 }).notNull(),
    phoneNumber: varchar('phone_number', { length: 20 }),
    dateOfBirth: date('date_of_birth', { mode: 'string' }),
    nationality: varchar('nationality', { length: 3 }),
    residentialAddress: jsonb('residential_address'),
    accountStatus: accountStatus('account_status').notNull().default('pending_kyc'),
    kycStatus: text('kyc_status').notNull().default('not_started'),
    kycSubmitted: boolean('kyc_submitted').notNull().default(false),
    accountType: accountType('account_type').notNull().default('market_data_only'),
    twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
    emailVerified: boolean('email_verified').notNull().default(false),
    phoneVerified: boolean('phone_verified').notNull().default(false),
    riskProfile: riskProfile('risk_profile').default('moderate'),
    mlroRank: mlroRank('mlro_rank'),
    seniorManagement: boolean('senior_management').notNull().default(false),
    /** True once the user has been active: a reinstatement leads back there. */
    activated: boolean('activated').notNull().default(false),
    /** What the client wants to be verified anew. */
    identityChange: jsonb('identity_change'),
    registeredAt: time('registered_at').notNull(),
    closureRequestedAt: time('closure_requested_at'),
    lastLoginAt: time('last_login_at'),
    deletedAt: time('deleted_at'),
  },
  (table) => [
    primaryKey({ name: 'users_pk', columns: [table.partition, table.id] }),
    index('users_email_idx').on(table.email),
    index('users_account_status_idx').on(table.accountStatus),
    index('users_kyc_status_idx').on(table.kycStatus),
    index('users_account_type_idx').on(table.accountType),
    index('users_registered_at_idx').on(table.registeredAt, table.id),
    index('users_phone_number_idx').on(table.phoneNumber),
    check('users_email_lower', sql`email = lower(email) and email <> ''`),
    check('users_phone_number', sql`phone_number ~ '^\\+[1-9]\\d{1,14}$'`),
    check('users_nationality', sql`nationality ~ '^[A-Z]{3}$'`),
    check('users_closed', sql`(account_status = 'closed') = (deleted_at is not null)`),
  ],
)

/** Trading accounts. A row lives with its user; its id carries the partition of its wallet. */
export const accounts = identity.table(
  'accounts',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    kind: accountKind('kind').notNull().default('client'),
    mode: accountMode('mode').notNull(),
    isPrimary: boolean('is_primary').notNull(),
    name: varchar('name', { length: 50 }).notNull(),
    status: tradingAccountStatus('status').notNull().default('open'),
    kindVersion: integer('kind_version').notNull().default(0),
    openedAt: time('opened_at').notNull(),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ name: 'accounts_pk', columns: [table.partition, table.id] }),
    uniqueIndex('accounts_one_primary_idx')
      .on(table.partition, table.userId)
      .where(sql`is_primary`),
    uniqueIndex('accounts_one_demo_idx')
      .on(table.partition, table.userId)
      .where(sql`mode = 'demo'`),
    index('accounts_user_id_idx').on(table.userId),
    index('accounts_id_idx').on(table.id),
    check('accounts_closed', sql`(status = 'closed') = (closed_at is not null)`),
  ],
)
