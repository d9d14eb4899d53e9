import type { Factor, Passkey, RecoveryCode } from '@filao/identity'
import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'
import type { JsonRow, SecretHashes } from './user-row.store'

const text = (instant: Instant | undefined): string | null => (instant === undefined ? null : toTimestamp(instant))
const maybe = (value: unknown): Instant | undefined => (value === null ? undefined : fromTimestamp(value as string))

/** The secret comes from the draft of its id, when the row is new. */
export const factorRow = (userId: string, factor: Factor): JsonRow => ({
  id: factor.id,
  user_id: userId,
  kind: 'totp',
  failed_count: 0,
  lock_count: 0,
  begun_at: toTimestamp(factor.begunAt),
  last_step: factor.lastStep ?? null,
  last_used_at: text(factor.lastUsedAt),
  revoked_at: text(factor.removedAt),
})

export const recoveryCodeRow = (userId: string, code: RecoveryCode, hashes: SecretHashes): JsonRow => ({
  id: code.id,
  user_id: userId,
  kind: 'recovery_code',
  secret_hash: hashes.recoveryCode(code.id),
  failed_count: 0,
  lock_count: 0,
  last_used_at: text(code.lastUsedAt),
  revoked_at: text(code.endedAt),
})

/** The name is a claim of the platform's, so no other user has it. */
export const passkeyRow = (userId: string, passkey: Passkey): JsonRow => ({
  id: passkey.id,
  user_id: userId,
  kind: 'webauthn',
  failed_count: 0,
  lock_count: 0,
  begun_at: toTimestamp(passkey.enrolledAt),
  last_step: passkey.challengedAt,
  last_used_at: text(passkey.lastUsedAt),
  revoked_at: text(passkey.removedAt),
  passkey_id: passkey.passkeyId,
  public_key: `\\x${Buffer.from(passkey.publicKey, 'base64url').toString('hex')}`,
  sign_count: passkey.signCount,
  label: passkey.label,
  transports: passkey.transports,
})

export const passkeyOf = (row: JsonRow): Passkey => ({
  id: row['id'] as string,
  passkeyId: row['passkey_id'] as string,
  publicKey: Buffer.from((row['public_key'] as string).slice(2), 'hex').toString('base64url'),
  transports: row['transports'] as string[],
  label: row['label'] as string,
  signCount: row['sign_count'] as number,
  enrolledAt: fromTimestamp(row['begun_at'] as string),
  challengedAt: row['last_step'] as number,
  lastUsedAt: maybe(row['last_used_at']),
  removedAt: maybe(row['revoked_at']),
})

export const factorOf = (row: JsonRow): Factor => ({
  id: row['id'] as string,
  begunAt: fromTimestamp(row['begun_at'] as string),
  lastStep: (row['last_step'] as number | null) ?? undefined,
  lastUsedAt: maybe(row['last_used_at']),
  removedAt: maybe(row['revoked_at']),
})

export const recoveryCodeOf = (row: JsonRow): RecoveryCode => ({
  id: row['id'] as string,
  lastUsedAt: maybe(row['last_used_at']),
  endedAt: maybe(row['revoked_at']),
})
