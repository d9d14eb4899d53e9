import type { Queryable } from '@filao/engine'
import { randomUUID } from 'node:crypto'

/** Drafts that no command came for: longer than any request waits for its outcome, also a parked one. */
const KEPT = '2 days'

/** Puts a password's hash, or a sealed secret, where a command can name it, so that it need not travel. */
export class SecretDrafts {
  constructor(private readonly db: Queryable) {}

  /** Gives the draft's id. */
  async put(secretHash: string, id: string = randomUUID()): Promise<string> {
    await this.db.query({
      name: 'identity_draft',
      text: `WITH swept AS (DELETE FROM identity.secret_drafts WHERE created_at < now() - interval '${KEPT}')
        INSERT INTO identity.secret_drafts (id, secret_hash) VALUES ($1, $2)`,
      values: [id, secretHash],
    })
    return id
  }
}
