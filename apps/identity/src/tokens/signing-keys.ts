import type { Clock, Instant } from '@filao/kernel'
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOrMake } from '../keys/secret-file'

const DAY_MS = 24 * 60 * 60_000
/** A key signs this long, then a new one is made. */
const KEY_LIFE_MS = 90 * DAY_MS
/** A key that no longer signs is served this long: the tokens that it signed live 15 minutes, caches longer. */
const SERVED_AFTER_MS = DAY_MS
/** Another instance may have made a key, and have signed with it: who asks for the keys must find it. */
const READ_AGAIN_MS = 10_000
const FILE = /^signing-(\d{13})\.pem$/

export interface SigningKey {
  readonly kid: string
  readonly madeAt: Instant
  readonly privateKey: KeyObject
}

/** A public key as it is served (RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'EdDSA'
}

/** Ed25519 keys in files named by when they were made. The newest signs. Instances share the folder. */
export class SigningKeys {
  private keys: readonly SigningKey[] = []
  private readAt: Instant = 0

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {
    this.refresh()
  }

  /** Reads the folder again and makes a new key when the newest is too old. To be called now and then. */
  refresh(): void {
    const now = this.clock.now()
    this.readAt = now
    this.keys = this.read()
    const newest = this.keys[0]
    if (newest && now - newest.madeAt < KEY_LIFE_MS) return
    // Named by the day, so that instances that come to this together make one key.
    const day = now - (now % DAY_MS)
    const madeAt = newest && newest.madeAt >= day ? now : day
    readOrMake(this.folder, `signing-${String(madeAt).padStart(13, '0')}.pem`, newPrivateKey)
    this.keys = this.read()
  }

  /** The key that signs. */
  get current(): SigningKey {
    return this.keys[0]!
  }

  /** All keys whose tokens may still be about, newest first. */
  published(): readonly PublicJwk[] {
    const now = this.clock.now()
    if (now - this.readAt >= READ_AGAIN_MS) this.refresh()
    return this.keys
      .filter((_, at) => at === 0 || now - this.keys[at - 1]!.madeAt < SERVED_AFTER_MS + DAY_MS)
      .map(({ kid, privateKey }) => ({ ...publicPart(privateKey), kid, use: 'sig', alg: 'EdDSA' }))
  }

  private read(): readonly SigningKey[] {
    return readdirSync(this.folder)
      .flatMap((name) => {
        const madeAt = FILE.exec(name)?.[1]
        return madeAt ? [keyOf(readFileSync(join(this.folder, name)), Number(madeAt))] : []
      })
      .sort((a, b) => b.madeAt - a.madeAt)
  }
}

const newPrivateKey = (): Buffer =>
  Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }))

function keyOf(pem: Buffer, madeAt: Instant): SigningKey {
  const privateKey = createPrivateKey(pem)
  const { crv, kty, x } = publicPart(privateKey)
  // RFC 7638: the members that make the key, in order, hashed.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { kid, madeAt, privateKey }
}

const publicPart = (privateKey: KeyObject): Pick<PublicJwk, 'kty' | 'crv' | 'x'> => {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', x: x! }
}
