import type { Sealed } from '@filao/contracts'
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The key of a person for one retention class. */
export interface SubjectKey {
  readonly kid: string
  /** 32 bytes, as an object made once: from bytes Node makes one for every use, which costs more than the cipher. */
  readonly key: KeyObject
}

/** Where a field stands: its ciphertext opens nowhere else. */
export interface FieldPlace {
  readonly ceType: string
  /** JSON pointer of the field in its message (RFC 6901). */
  readonly pointer: string
}

/**
 * AES-256-GCM over the JSON text of a value (regulation 5.9). A random nonce is safe here: one key seals the few fields
 * of one person, far below the 2^32 messages of NIST SP 800-38D. `nonce` is given by tests alone.
 */
export function sealField(
  { kid, key }: SubjectKey,
  place: FieldPlace,
  json: string,
  nonce: Buffer = randomBytes(NONCE_BYTES),
): Sealed {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(boundTo(kid, place))
  const ciphertext = Buffer.concat([cipher.update(json, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { $enc: 1, kid, n: nonce.toString('base64'), c: ciphertext.toString('base64') }
}

/** Opens a value to its JSON text. Throws when it was altered, or moved from another place. */
export function openField({ kid, key }: SubjectKey, place: FieldPlace, sealed: Sealed): string {
  const bytes = Buffer.from(sealed.c, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.n, 'base64'), { authTagLength: TAG_BYTES })
  decipher.setAAD(boundTo(kid, place))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}

const boundTo = (kid: string, { ceType, pointer }: FieldPlace): Buffer =>
  Buffer.from(`filao.pii/1|${kid}|${ceType}|${pointer}`, 'utf8')
