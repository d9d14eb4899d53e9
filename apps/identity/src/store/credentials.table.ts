import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { big, bytea, identity, place, time } from './columns.table'

export const credentialKind = identity.enum('credential_kind', [
  'password',
  'totp',
  'webauthn',
  'recovery_code',
  'oauth',
])

/** What a user proves to be themselves with. Hashes stand here and nowhere else: in no event, in no command. */
export const credentials = identity.table(
  'credentials',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    kind: credentialKind('kind').notNull(),
    secretHash: text('secret_hash'),
    /** Of an authenticator: sealed with its user's key, as it must be read again. */
    secret: jsonb('secret'),
    /**
     * Of an authenticator: the time step of the newest code that was taken; null until one has been shown. Of a
     * passkey: the time of the newest challenge that it has signed.
     */
    lastStep: big('last_step'),
    begunAt: time('begun_at'),
    /** Of a passkey: what its authenticator calls it, its key (COSE), and how often it says that it has signed. */
    passkeyId: text('passkey_id'),
    publicKey: bytea('public_key'),
    signCount: big('sign_count').notNull().default(0),
    label: varchar('label', { length: 100 }),
    transports: text('transports').array(),
    failedCount: integer('failed_count').notNull().default(0),
    lockCount: integer('lock_count').notNull().default(0),
    lockedUntil: time('locked_until'),
    lastUsedAt: time('last_used_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [
    primaryKey({ name: 'credentials_pk', columns: [table.partition, table.id] }),
    uniqueIndex('credentials_one_live_idx')
      .on(table.partition, table.userId, table.kind)
      .where(sql`revoked_at is null and (kind = 'password' or (kind = 'totp' and last_step is not null))`),
    index('credentials_user_id_idx').on(table.userId),
    // A draft that is missing fails the command here instead of leaving a user without a password.
    check('credentials_password', sql`kind not in ('password', 'recovery_code') or secret_hash is not null`),
    check('credentials_webauthn', sql`kind <> 'webauthn' or (passkey_id is not null and public_key is not null)`),
    check('credentials_totp', sql`kind <> 'totp' or secret is not null`),
  ],
)

/**
 * The hash of a password, or the sealed secret of an authenticator, on its way into its credential. A command names the
 * draft, so that no secret travels; the statement that appends the event moves the hash. What no command came for is
 * swept.
 */
export const secretDrafts = identity.table(
  'secret_drafts',
  {
    id: uuid('id').primaryKey(),
    secretHash: text('secret_hash').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [index('secret_drafts_created_at_idx').on(table.createdAt)],
)

/** The keys that seal a person's fields, wrapped by a key that is not in the database. Destroyed: `wrapped_key` null. */
export const subjectKeys = identity.table(
  'subject_keys',
  {
    keyId: uuid('key_id').primaryKey(),
    subjectId: uuid('subject_id').notNull(),
    scope: varchar('scope', { length: 40 }).notNull(),
    wrappedKey: bytea('wrapped_key'),
    createdAt: time('created_at').notNull().defaultNow(),
    destroyedAt: time('destroyed_at'),
  },
  (table) => [
    uniqueIndex('subject_keys_subject_idx').on(table.subjectId, table.scope),
    check('subject_keys_destroyed', sql`(wrapped_key is null) = (destroyed_at is not null)`),
  ],
)
