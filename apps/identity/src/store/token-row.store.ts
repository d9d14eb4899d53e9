import { instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { UserToken } from '@filao/identity'
import type { SecretHashes } from './secret-hashes.store'

export const tokenRow = (userId: string, token: UserToken, hashes: SecretHashes): JsonRow => ({
  id: token.id,
  user_id: userId,
  kind: token.kind,
  token_hash: hashes.oneTimeToken(token.id),
  sent_to: token.sentTo,
  attempts: token.attempts,
  issued_at: timestampOf(token.issuedAt),
  expires_at: timestampOf(token.expiresAt),
  used_at: timestampOf(token.usedAt),
})

export const tokenOf = (row: JsonRow): UserToken => ({
  id: row['id'] as string,
  kind: row['kind'] as UserToken['kind'],
  sentTo: row['sent_to'] as string,
  attempts: row['attempts'] as number,
  issuedAt: instantOf(row['issued_at']),
  expiresAt: instantOf(row['expires_at']),
  usedAt: maybeInstant(row['used_at']),
})
