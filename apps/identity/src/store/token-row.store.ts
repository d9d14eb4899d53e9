import type { UserToken } from '@filao/identity'
import { instantOf, maybeInstant, textOf, type JsonRow, type SecretHashes } from './rows.store'

export const tokenRow = (userId: string, token: UserToken, hashes: SecretHashes): JsonRow => ({
  id: token.id,
  user_id: userId,
  kind: token.kind,
  token_hash: hashes.oneTimeToken(token.id),
  sent_to: token.sentTo,
  attempts: token.attempts,
  issued_at: textOf(token.issuedAt),
  expires_at: textOf(token.expiresAt),
  used_at: textOf(token.usedAt),
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
