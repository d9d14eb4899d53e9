import type { Queryable } from '@filao/engine'
import { partitionOf, type Id } from '@filao/kernel'

/** The sealed secret of an authenticator. */
export interface FactorSecret {
  readonly credentialId: string
  readonly secret: unknown
}

/** What a passkey's signature is verified by. */
export interface PasskeyKey {
  readonly credentialId: string
  readonly publicKey: Buffer
}

/** Reads of the service itself of second factors. */
export class FactorQueries {
  constructor(private readonly db: Queryable) {}

  /** The factor in force. */
  live(userId: Id): Promise<FactorSecret | undefined> {
    return this.one('identity_factor_live', userId, 'last_step IS NOT NULL')
  }

  /** The factor that waits for its first code. */
  begun(userId: Id): Promise<FactorSecret | undefined> {
    return this.one('identity_factor_begun', userId, 'last_step IS NULL')
  }

  /** The id of a recovery code, used or not: what becomes of it the rules say. */
  async recoveryCode(userId: Id, hash: string): Promise<string | undefined> {
    const { rows } = await this.db.query({
      name: 'identity_recovery_code',
      text: `SELECT id FROM identity.credentials
        WHERE partition = $1 AND user_id = $2 AND kind = 'recovery_code' AND secret_hash = $3`,
      values: [partitionOf(userId), userId, hash],
    })
    return rows[0]?.['id'] as string | undefined
  }

  /** A passkey in force, by the name that its authenticator gave it. */
  async passkey(userId: Id, passkeyId: string): Promise<PasskeyKey | undefined> {
    const { rows } = await this.db.query({
      name: 'identity_passkey',
      text: `SELECT id, public_key FROM identity.credentials
        WHERE partition = $1 AND user_id = $2 AND kind = 'webauthn' AND revoked_at IS NULL AND passkey_id = $3`,
      values: [partitionOf(userId), userId, passkeyId],
    })
    return rows[0] && { credentialId: rows[0]['id'] as string, publicKey: rows[0]['public_key'] as Buffer }
  }

  /** The names of a user's passkeys that are in force. */
  async passkeyIds(userId: Id): Promise<string[]> {
    const { rows } = await this.db.query({
      name: 'identity_passkey_ids',
      text: `SELECT passkey_id FROM identity.credentials
        WHERE partition = $1 AND user_id = $2 AND kind = 'webauthn' AND revoked_at IS NULL`,
      values: [partitionOf(userId), userId],
    })
    return rows.map((row) => row['passkey_id'] as string)
  }

  private async one(name: string, userId: Id, state: string): Promise<FactorSecret | undefined> {
    const { rows } = await this.db.query({
      name,
      text: `SELECT id, secret FROM identity.credentials
        WHERE partition = $1 AND user_id = $2 AND kind = 'totp' AND revoked_at IS NULL AND ${state}`,
      values: [partitionOf(userId), userId],
    })
    return rows[0] && { credentialId: rows[0]['id'] as string, secret: rows[0]['secret'] }
  }
}
