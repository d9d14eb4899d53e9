import { canonicalJson } from '@filao/contracts'
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { readSecret, type ServiceConfig } from '../config'
import { ConfigError } from '../environment'
import { Problem } from '../problem/problem'

/** File in FILAO_SECRETS_DIR; the same for all instances of a service, at least 32 bytes. */
export const BODY_HASH_KEY = 'body-hash.key'
const KEY_BYTES_MIN = 32

/**
 * Keyed hashes of bodies, by which a repeated key is told from the same request. Keyed, because a body may be guessed
 * (an amount, a password) and the hash is kept for 14 days.
 */
export class BodyHashes {
  private readonly key: KeyObject | undefined

  constructor(config: Pick<ServiceConfig, 'secretsDir'>) {
    if (config.secretsDir === undefined) return
    const key = readSecret(config, BODY_HASH_KEY)
    if (key.length < KEY_BYTES_MIN) throw new ConfigError(`${BODY_HASH_KEY} is shorter than 32 bytes`)
    // Made once: of bytes, createHmac makes one each time, which takes five times as long as the hash.
    this.key = createSecretKey(key)
  }

  /** False where there is no key: fine for a service whose routes take no idempotency keys. */
  get usable(): boolean {
    return this.key !== undefined
  }

  /**
   * HMAC-SHA256 over the RFC 8785 text of the JSON that the client sent: give it `request.body`, not what validation
   * has made of it, whose defaults may change with a release. `params` is what the path names: the same key for another
   * thing is another request. Throws 422 for numbers that have no one text.
   */
  of(body: unknown, params: unknown = {}): Buffer {
    if (this.key === undefined) throw new ConfigError(`FILAO_SECRETS_DIR with ${BODY_HASH_KEY} is needed`)
    return createHmac('sha256', this.key)
      .update(`${textOf(params)}\n`)
      .update(textOf(body))
      .digest()
  }
}

function textOf(body: unknown): string {
  if (body === undefined) return ''
  try {
    return canonicalJson(body)
  } catch {
    throw new Problem(422, 'invalid-request', 'Numbers in a body are integers; everything else is a string.')
  }
}
