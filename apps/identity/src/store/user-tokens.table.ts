import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { identity, place, time } from './columns.table'

export const userTokenKind = identity.enum('user_token_kind', [
  'email_verification',
  'phone_verification',
  'password_reset',
])

/** What was sent to somebody to show that it reached them. A token is derived from its id; the row keeps its hash. */
export const userTokens = identity.table(
  'user_tokens',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    kind: userTokenKind('kind').notNull(),
    tokenHash: varchar('token_hash', { length: 64 }).notNull(),
    sentTo: varchar('sent_to', { length: 255 }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    issuedAt: time('issued_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    usedAt: time('used_at'),
  },
  (table) => [
    primaryKey({ name: 'user_tokens_pk', columns: [table.partition, table.id] }),
    uniqueIndex('user_tokens_token_hash_idx').on(table.tokenHash),
    // Those sent last of each kind are looked at with every command on their user.
    index('user_tokens_user_id_idx').on(table.userId, table.kind, table.issuedAt),
    check('user_tokens_token_hash', sql`token_hash ~ '^[0-9a-f]{64}$'`),
    check('user_tokens_life', sql`expires_at > issued_at`),
  ],
)
