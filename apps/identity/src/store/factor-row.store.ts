import { instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { Factor, Passkey, RecoveryCode } from '@filao/identity'
import type { SecretHashes } from './secret-hashes.store'

/** The secret comes from the draft of its id, when the row is new. */
export const factorRow = (userId: string, factor: Factor): JsonRow => ({
  id: factor.id,
  user_id: userId,
  kind: 'totp',
  failed_count: 0,
  lock_count: 0,
  begun_at: timestampOf(factor.begunAt),
  last_step: factor.lastStep ?? null,
  last_used_at: timestampOf(factor.lastUsedAt),
  revoked_at: timestampOf(factor.removedAt),
})

export const recoveryCodeRow = (userId: string, code: RecoveryCode, hashes: SecretHashes): JsonRow => ({
  id: code.id,
  user_id: userId,
  kind: 'recovery_code',
  secret_hash: hashes.recoveryCode(code.id),
  failed_count: 0,
  lock_count: 0,
  last_used_at: timestampOf(code.lastUsedAt),
  revoked_at: timestampOf(code.endedAt),
})

/** The name is a claim of the platform's, so no other user has it. */
export const passkeyRow = (userId: string, passkey: Passkey): JsonRow => ({
  id: passkey.id,
  user_id: userId,
  kind: 'webauthn',
  failed_count: 0,
  lock_count: 0,
  begun_at: timestampOf(passkey.enrolledAt),
  last_step: passkey.challengedAt,
  last_used_at: timestampOf(passkey.lastUsedAt),
  revoked_at: timestampOf(passkey.removedAt),
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
  enrolledAt: instantOf(row['begun_at']),
  challengedAt: row['last_step'] as number,
  lastUsedAt: maybeInstant(row['last_used_at']),
  removedAt: maybeInstant(row['revoked_at']),
})

export const factorOf = (row: JsonRow): Factor => ({
  id: row['id'] as string,
  begunAt: instantOf(row['begun_at']),
  lastStep: (row['last_step'] as number | null) ?? undefined,
  lastUsedAt: maybeInstant(row['last_used_at']),
  removedAt: maybeInstant(row['revoked_at']),
})

export const recoveryCodeOf = (row: JsonRow): RecoveryCode => ({
  id: row['id'] as string,
  lastUsedAt: maybeInstant(row['last_used_at']),
  endedAt: maybeInstant(row['revoked_at']),
})
