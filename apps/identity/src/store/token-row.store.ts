import type { UserToken } from '@filao/identity'
import { fromTimestamp, toTimestamp } from '@filao/kernel'
import type { JsonRow, SecretHashes } from './user-row.store'

export const tokenRow = (userId: string, token: UserToken, hashes: SecretHashes): JsonRow => ({
  id: token.id,
  user_id: userId,
  kind: token.kind,
  token_hash: hashes.oneTimeToken(token.id),
  sent_to: token.sentTo,
  attempts: token.attempts,
  issued_at: toTimestamp(token.issuedAt),
  expires_at: toTimestamp(token.expiresAt),
  used_at: token.usedAt === undefined ? null : toTimestamp(token.usedAt),
})

export const tokenOf = (row: JsonRow): UserToken => ({
  id: row['id'] as string,
  kind: row['kind'] as UserToken['kind'],
  sentTo: row['sent_to'] as string,
  attempts: row['attempts'] as number,
  issuedAt: fromTimestamp(row['issued_at'] as string),
  expiresAt: fromTimestamp(row['expires_at'] as string),
  usedAt: row['used_at'] === null ? undefined : fromTimestamp(row['used_at'] as string),
})
