import type { Id } from '@filao/kernel'
import { sha256, type ServerKey } from './server-key'

const KEY = /^fk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/

/** Keys for programs: `fk_<prefix>_<secret>`, derived from the key's id, shown once, known by their hash. */
export class ApiKeySecrets {
  constructor(private readonly key: ServerKey) {}

  prefixOf(keyId: Id): string {
    return this.key.code('api-key-prefix', keyId).toString('hex', 0, 6)
  }

  make(keyId: Id): string {
    return `fk_${this.prefixOf(keyId)}_${this.key.code('api-key', keyId).toString('base64url')}`
  }

  hashOf(keyId: Id): string {
    return sha256(this.make(keyId))
  }

  /** The prefix by which a key is found; undefined for what is no key. */
  static prefixIn(key: string): string | undefined {
    return KEY.exec(key)?.[1]
  }
}
