import type { Open, Seal } from '@filao/contracts'
import type { Queryable, Sealer } from '@filao/engine'
import { assert } from '@filao/kernel'
import { LRUCache } from 'lru-cache'
import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyWrap } from './key-wrap'
import { openField, sealField, type SubjectKey } from './sealed-field'

const KEYS_MAX = 20_000
/** A key that is destroyed is forgotten by then, everywhere. */
const KEY_LIFE_MS = 15 * 60_000
/** A key about to be forgotten is fetched anew, so that it is still there when it is used. */
const KEY_REST_MS_MIN = 60_000
/** The retention class whose key seals what identity knows (regulation 1.9). */
const SCOPE = 'cdd'

/** No key where one must be. Nothing is written in plain instead. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing'
}

/** The keys of people, fetched or made before they are needed, and the sealing with them. */
export class SubjectKeys implements Sealer {
  private readonly byUser = new LRUCache<string, SubjectKey>({ max: KEYS_MAX, ttl: KEY_LIFE_MS })

  constructor(
    private readonly db: Queryable,
    private readonly wrap: KeyWrap,
  ) {}

  /** Throws when the stored keys were wrapped by a key-encryption key that is not ours: the service must not start. */
  async verify(): Promise<void> {
    const { rows } = await this.db.query({
      text: 'SELECT wrapped_key FROM identity.subject_keys WHERE wrapped_key IS NOT NULL ORDER BY created_at LIMIT 1',
    })
    const first = rows[0]?.['wrapped_key'] as Buffer | undefined
    if (!first) return
    await this.wrap.unwrap(first).catch((cause: unknown) => {
      throw new KeyMissing('the key-encryption key is not the one that the stored keys are wrapped with', { cause })
    })
  }

  async ready(userIds: readonly string[]): Promise<void> {
    const lacking = [...new Set(userIds)].filter((id) => this.byUser.getRemainingTTL(id) < KEY_REST_MS_MIN)
    if (lacking.length === 0) return
    const found = await this.fetch(lacking)
    const unknown = lacking.filter((id) => !found.has(id))
    if (unknown.length === 0) return
    await this.make(unknown)
    // Read back: another instance may have been faster, and there is one key per person.
    await this.fetch(unknown)
  }

  seal(userId: string, ceType: string): Seal {
    return ({ scope, pointer, json }) => {
      assert(scope === SCOPE, `identity seals with keys of the scope ${SCOPE}`)
      const key = this.byUser.get(userId)
      if (!key) throw new KeyMissing(`no key for ${userId}`)
      return sealField(key, { ceType, pointer }, json)
    }
  }

  open(userId: string, ceType: string): Open {
    return ({ pointer, sealed }) => {
      const key = this.byUser.get(userId)
      return key?.kid === sealed.kid ? openField(key, { ceType, pointer }, sealed) : undefined
    }
  }

  /** Caches what there is. Gives whoever has a row, also one whose key is destroyed: nobody gets a second key. */
  private async fetch(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.db.query({
      name: 'identity_subject_keys',
      text: 'SELECT key_id, subject_id, wrapped_key FROM identity.subject_keys WHERE scope = $1 AND subject_id = ANY ($2::uuid[])',
      values: [SCOPE, userIds],
    })
    for (const row of rows) {
      const userId = row['subject_id'] as string
      const wrapped = row['wrapped_key'] as Buffer | null
      if (wrapped) this.byUser.set(userId, { kid: row['key_id'] as string, key: await this.wrap.unwrap(wrapped) })
      else this.byUser.delete(userId)
    }
    return new Set(rows.map((row) => row['subject_id'] as string))
  }

  private async make(userIds: readonly string[]): Promise<void> {
    const wrapped = await Promise.all(userIds.map(() => this.wrap.wrap(randomBytes(32))))
    await this.db.query({
      text: `INSERT INTO identity.subject_keys (key_id, subject_id, scope, wrapped_key)
        SELECT t.key_id, t.subject_id, $1, decode(t.wrapped_key, 'hex') FROM unnest($2::uuid[], $3::uuid[], $4::text[])
          AS t (key_id, subject_id, wrapped_key) ON CONFLICT (subject_id, scope) DO NOTHING`,
      values: [SCOPE, userIds.map(() => randomUUID()), userIds, wrapped.map((key) => key.toString('hex'))],
    })
  }
}
