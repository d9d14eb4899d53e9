import type { Queryable } from '@filao/engine'
import { partitionOf, type Id } from '@filao/kernel'

/** The sealed secret of an authenticator. */
export interface FactorSecret {
  readonly credentialId: string
  readonly secret: unknown
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
