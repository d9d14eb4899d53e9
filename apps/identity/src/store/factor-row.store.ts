import type { Factor, RecoveryCode } from '@filao/identity'
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
