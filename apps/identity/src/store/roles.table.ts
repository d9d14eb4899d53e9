import { sql } from 'drizzle-orm'
import { check, index, primaryKey, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { identity, inet, place, time } from './columns.table'
import { accountKind, mlroRank } from './users.table'

export const role = identity.enum('role', [
  'client',
  'support',
  'compliance',
  'mlro',
  'treasury',
  'admin',
  'auditor',
  'service',
])

/** Roles of staff. Three different people: who holds it, who asked for it, who approved; nobody behind the first two. */
export const roles = identity.table(
  'roles',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    role: role('role').notNull(),
    mlroRank: mlroRank('mlro_rank'),
    grantedBy: uuid('granted_by'),
    approvedBy: uuid('approved_by'),
    grantedAt: time('granted_at').notNull(),
    revokedAt: time('revoked_at'),
    revokedBy: uuid('revoked_by'),
    reason: text('reason').notNull(),
  },
  (table) => [
    primaryKey({ name: 'roles_pk', columns: [table.partition, table.id] }),
    uniqueIndex('roles_live_idx')
      .on(table.partition, table.userId, table.role)
      .where(sql`revoked_at is null`),
    index('roles_role_idx')
      .on(table.role)
      .where(sql`revoked_at is null`),
    check('roles_people', sql`granted_by <> approved_by and granted_by <> user_id and approved_by <> user_id`),
    check(
      'roles_bootstrap',
      sql`(reason = 'bootstrap' and granted_by is null and approved_by is null) or (granted_by is not null and approved_by is not null)`,
    ),
    check('roles_revoked', sql`(revoked_at is null) = (revoked_by is null)`),
  ],
)

/** What one person asked for and another has to approve. */
export const proposals = identity.table(
  'proposals',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    kind: text('kind').notNull(),
    status: text('status').notNull(),
    role: role('role'),
    mlroRank: mlroRank('mlro_rank'),
    accountId: uuid('account_id'),
    accountKind: accountKind('account_kind'),
    /** Of what concerns staff alone: what is said of a client stands sealed in the log. */
    reason: text('reason'),
    commandHash: varchar('command_hash', { length: 64 }),
    proposedBy: uuid('proposed_by').notNull(),
    proposedAt: time('proposed_at').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: time('decided_at'),
  },
  (table) => [
    primaryKey({ name: 'proposals_pk', columns: [table.partition, table.id] }),
    index('proposals_user_id_idx').on(table.userId),
    index('proposals_open_idx')
      .on(table.kind, table.proposedAt)
      .where(sql`status = 'open'`),
    check(
      'proposals_kind',
      sql`kind in ('role', 'reinstatement', 'closure', 'account_kind', 'senior_management', 'factor_reset')`,
    ),
    check('proposals_reason', sql`(kind in ('role', 'senior_management')) = (reason is not null)`),
    check('proposals_status', sql`status in ('open', 'approved', 'superseded')`),
    check('proposals_people', sql`proposed_by <> user_id and (status <> 'approved' or decided_by <> proposed_by)`),
  ],
)

/** Keys for programs. The key itself is derived when it is made and shown once. */
export const apiKeys = identity.table(
  'api_keys',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    name: varchar('name', { length: 100 }).notNull(),
    prefix: varchar('prefix', { length: 12 }).notNull(),
    keyHash: varchar('key_hash', { length: 64 }).notNull(),
    scopes: text('scopes').array().notNull(),
    ipAllowlist: inet('ip_allowlist').array(),
    madeAt: time('made_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    revokedAt: time('revoked_at'),
  },
  (table) => [
    primaryKey({ name: 'api_keys_pk', columns: [table.partition, table.id] }),
    uniqueIndex('api_keys_key_hash_idx').on(table.keyHash),
    uniqueIndex('api_keys_prefix_idx').on(table.prefix),
    index('api_keys_user_id_idx').on(table.userId),
    index('api_keys_revoked_idx')
      .on(table.revokedAt)
      .where(sql`revoked_at is not null`),
    check('api_keys_life', sql`expires_at <= made_at + interval '365 days'`),
  ],
)
