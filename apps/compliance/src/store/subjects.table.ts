import { sql } from 'drizzle-orm'
import { boolean, date, index, jsonb, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const userStatus = compliance.enum('user_status', ['pending_kyc', 'active', 'suspended', 'closed'])
export const riskLevel = compliance.enum('risk_level', ['low', 'medium', 'high', 'critical'])
export const accountMode = compliance.enum('account_mode', ['live', 'demo'])

/** Clients as compliance knows them; the id is the user's. `cdd` is sealed with the person's key. */
export const subjects = compliance.table(
  'subjects',
  {
    ...place,
    names: jsonb('names').notNull(),
    dateOfBirth: date('date_of_birth', { mode: 'string' }),
    nationality: varchar('nationality', { length: 3 }),
    residence: varchar('residence', { length: 3 }),
    cdd: jsonb('cdd').notNull(),
    userStatus: userStatus('user_status').notNull().default('pending_kyc'),
    riskLevel: riskLevel('risk_level').notNull().default('medium'),
    /** Something that bears on the risk has changed since it was scored. */
    riskDue: boolean('risk_due').notNull().default(true),
    /** Versions of the settings that it was scored with, as canonical JSON. */
    riskVersions: text('risk_versions'),
    /** A lowering that waits for its second person. */
    riskProposal: jsonb('risk_proposal'),
    /** Of the banks that the client's payments came from or were to go to, ISO 3166-1 alpha-2, in order. */
    counterparties: text('counterparties').array().notNull().default([]),
    /** The limits that hold, as wallet was told, with their version; null until they are known. */
    limits: jsonb('limits'),
    /** Stamp of what they stand on. */
    limitsBase: varchar('limits_base', { length: 64 }),
    /** When to look again what holds; the beginning of time: at once; null: when what they stand on changes. */
    limitsDueAt: time('limits_due_at'),
  },
  (table) => [
    primaryKey({ name: 'subjects_pk', columns: [table.partition, table.id] }),
    index('subjects_risk_level_idx').on(table.riskLevel),
    index('subjects_risk_due_idx')
      .on(table.partition)
      .where(sql`risk_due`),
    index('subjects_limits_due_at_idx')
      .on(table.partition, table.limitsDueAt)
      .where(sql`limits_due_at IS NOT NULL`),
  ],
)

/** The trading accounts of clients: what restrictions and limits are sent to. */
export const accountView = compliance.table(
  'account_view',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    mode: accountMode('mode').notNull(),
  },
  (table) => [
    primaryKey({ name: 'account_view_pk', columns: [table.partition, table.id] }),
    index('account_view_user_id_idx').on(table.userId),
  ],
)
