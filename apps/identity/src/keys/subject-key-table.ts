import type { PersonalScope } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { KeyMissing, type KeySource, type ScopedKey } from '@filao/service'
import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyWrap } from './key-wrap'

/** The keys of people where they are kept: one per person and retention class, wrapped. */
export class SubjectKeyTable implements KeySource {
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

  async keysOf(subjectIds: readonly string[], scopes: readonly PersonalScope[]): Promise<readonly ScopedKey[]> {
    const found = await this.fetch(subjectIds, scopes)
    const unknown = subjectIds.flatMap((subjectId) =>
      scopes.flatMap((scope) => (found.has(nameOf(subjectId, scope)) ? [] : [{ subjectId, scope }])),
    )
    if (unknown.length > 0) {
      await this.make(unknown)
      // Read back: another instance may have been faster, and there is one key per person and class.
      for (const [name, key] of await this.fetch(
        unknown.map(({ subjectId }) => subjectId),
        scopes,
      ))
        found.set(name, key)
    }
    return [...found.values()].filter((key) => key !== undefined)
  }

  /** Whoever has a row is in the answer, also one whose key is destroyed, as undefined: nobody gets a second key. */
  private async fetch(
    subjectIds: readonly string[],
    scopes: readonly PersonalScope[],
  ): Promise<Map<string, ScopedKey | undefined>> {
    const { rows } = await this.db.query({
      name: 'identity_subject_keys',
      text: `SELECT key_id, subject_id, scope, wrapped_key FROM identity.subject_keys
        WHERE scope = ANY ($1::text[]) AND subject_id = ANY ($2::uuid[])`,
      values: [scopes, subjectIds],
    })
    const found = new Map<string, ScopedKey | undefined>()
    for (const row of rows) {
      const [subjectId, scope] = [row['subject_id'] as string, row['scope'] as PersonalScope]
      const wrapped = row['wrapped_key'] as Buffer | null
      const key = wrapped && { subjectId, scope, kid: row['key_id'] as string, key: await this.wrap.unwrap(wrapped) }
      found.set(nameOf(subjectId, scope), key ?? undefined)
    }
    return found
  }

  private async make(lacking: readonly { readonly subjectId: string; readonly scope: PersonalScope }[]): Promise<void> {
    const wrapped = await Promise.all(lacking.map(() => this.wrap.wrap(randomBytes(32))))
    await this.db.query({
      text: `INSERT INTO identity.subject_keys (key_id, subject_id, scope, wrapped_key)
        SELECT t.key_id, t.subject_id, t.scope, decode(t.wrapped_key, 'hex')
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
          AS t (key_id, subject_id, scope, wrapped_key) ON CONFLICT (subject_id, scope) DO NOTHING`,
      values: [
        lacking.map(() => randomUUID()),
        lacking.map(({ subjectId }) => subjectId),
        lacking.map(({ scope }) => scope),
        wrapped.map((key) => key.toString('hex')),
      ],
    })
  }
}

const nameOf = (subjectId: string, scope: PersonalScope): string => `${scope}/${subjectId}`
