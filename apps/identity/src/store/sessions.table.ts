import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { identity, inet, place, time } from './columns.table'

export const loginMethod = identity.enum('login_method', ['password', 'social_oauth', 'biometric', '2fa', 'sso'])
export const deviceType = identity.enum('device_type', ['mobile', 'desktop', 'tablet', 'unknown'])
export const sessionStatus = identity.enum('session_status', ['active', 'expired', 'revoked', 'logged_out'])

/**
 * Devices that are or were logged in. A refresh token is derived from the session, its generation and a key that the
 * database does not have; the row keeps hashes alone.
 */
export const sessions = identity.table(
  'sessions',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    familyId: uuid('family_id').notNull(),
    generation: integer('generation').notNull(),
    refreshTokenHash: varchar('refresh_token_hash', { length: 64 }).notNull(),
    previousTokenHash: varchar('previous_token_hash', { length: 64 }),
    rotatedAt: time('rotated_at'),
    loginMethod: loginMethod('login_method').notNull(),
    status: sessionStatus('status').notNull().default('active'),
    deviceType: deviceType('device_type').notNull().default('unknown'),
    userAgent: text('user_agent'),
    ipAddress: inet('ip_address').notNull(),
    secondFactorAt: time('second_factor_at'),
    wrongCodes: integer('wrong_codes').notNull().default(0),
    loggedInAt: time('logged_in_at').notNull(),
    lastActivityAt: time('last_activity_at').notNull(),
    loggedOutAt: time('logged_out_at'),
    idleExpiresAt: time('idle_expires_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    revokedReason: varchar('revoked_reason', { length: 50 }),
  },
  (table) => [
    primaryKey({ name: 'sessions_pk', columns: [table.partition, table.id] }),
    uniqueIndex('sessions_refresh_token_hash_idx').on(table.refreshTokenHash),
    index('sessions_user_id_idx').on(table.userId, table.status),
    index('sessions_ip_address_idx').on(table.ipAddress),
    index('sessions_expires_at_idx').on(table.expiresAt),
    index('sessions_last_activity_at_idx').on(table.lastActivityAt),
    // What every service asks for every two seconds: who is no longer logged in.
    index('sessions_ended_idx')
      .on(table.loggedOutAt)
      .where(sql`status in ('revoked', 'logged_out')`),
    check('sessions_token_hash', sql`refresh_token_hash ~ '^[0-9a-f]{64}$'`),
    check('sessions_life', sql`expires_at > logged_in_at`),
    check('sessions_ended', sql`(status = 'active') = (logged_out_at is null)`),
  ],
)
