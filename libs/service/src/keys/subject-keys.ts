import type { Open, PersonalScope, Seal } from '@filao/contracts'
import type { Sealer } from '@filao/engine'
import { LRUCache } from 'lru-cache'
import { createSecretKey } from 'node:crypto'
import { openField, sealField, type SubjectKey } from './sealed-field'

const KEYS_MAX = 20_000
/** A key that is destroyed is forgotten by then, everywhere. */
const KEY_LIFE_MS = 15 * 60_000
/** A key about to be forgotten is fetched anew, so that it is still there when it is used. */
const KEY_REST_MS_MIN = 60_000

/** The key of a person for one retention class, as it travels. */
export interface ScopedKey {
  readonly subjectId: string
  readonly scope: PersonalScope
  readonly kid: string
  /** 32 bytes. */
  readonly key: Buffer
}

/** Where the keys of people come from: identity's table, or identity asked over the internal port. */
export interface KeySource {
  /** The keys of these people, made where there are none. Who has none in the answer was erased. */
  keysOf(subjectIds: readonly string[], scopes: readonly PersonalScope[]): Promise<readonly ScopedKey[]>
}

/** No key where one must be. Nothing is written in plain instead. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing'
}

/** The keys of people, fetched before they are needed, and the sealing with them (regulation 5.9). */
export class SubjectKeys implements Sealer {
  private readonly keys = new LRUCache<string, SubjectKey>({ max: KEYS_MAX, ttl: KEY_LIFE_MS })

  constructor(
    private readonly source: KeySource,
    /** The retention classes that this service seals and reads. */
    private readonly scopes: readonly PersonalScope[],
  ) {}

  async ready(subjectIds: readonly string[]): Promise<void> {
    const lacking = [...new Set(subjectIds)].filter((id) =>
      this.scopes.some((scope) => this.keys.getRemainingTTL(nameOf(scope, id)) < KEY_REST_MS_MIN),
    )
    if (lacking.length === 0) return
    const found = await this.source.keysOf(lacking, this.scopes)
    for (const id of lacking) for (const scope of this.scopes) this.keys.delete(nameOf(scope, id))
    for (const { subjectId, scope, kid, key } of found)
      this.keys.set(nameOf(scope, subjectId), { kid, key: createSecretKey(key) })
  }

  seal(subjectId: string, ceType: string): Seal {
    return ({ scope, pointer, json }) => {
      const key = this.keys.get(nameOf(scope, subjectId))
      if (!key) throw new KeyMissing(`no key of scope ${scope} for ${subjectId}`)
      return sealField(key, { ceType, pointer }, json)
    }
  }

  open(subjectId: string, ceType: string): Open {
    return ({ scope, pointer, sealed }) => {
      const key = this.keys.get(nameOf(scope, subjectId))
      return key?.kid === sealed.kid ? openField(key, { ceType, pointer }, sealed) : undefined
    }
  }

  /** The key itself, for what is sealed outside of messages: rows and files. It must be {@link ready}. */
  keyOf(subjectId: string, scope: PersonalScope): SubjectKey {
    const key = this.keys.get(nameOf(scope, subjectId))
    if (!key) throw new KeyMissing(`no key of scope ${scope} for ${subjectId}`)
    return key
  }
}

const nameOf = (scope: PersonalScope, subjectId: string): string => `${scope}/${subjectId}`
