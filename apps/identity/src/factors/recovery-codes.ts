import { randomUUID } from 'node:crypto'
import { sha256, type ServerKey } from '../tokens/server-key'

/** How many come with a factor. */
const RECOVERY_CODES = 10
/** Base32 (RFC 4648): no letter looks like a digit. 16 of them are 80 bits, which nobody guesses. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const LENGTH = 16
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)

/** Ids of as many codes. */
export const newCodeIds = (): string[] => Array.from({ length: RECOVERY_CODES }, () => randomUUID())

/** Codes for whoever has lost the authenticator, derived from their ids: shown once, known by their hash. */
export class RecoveryCodes {
  constructor(private readonly key: ServerKey) {}

  /** As it is written down: `abcd-efgh-ijkl-mnop`. */
  make(codeId: string): string {
    return this.plain(codeId).replace(/.{4}(?!$)/g, '$&-')
  }

  /** What the code's row keeps of it. */
  hashOf(codeId: string): string {
    return sha256(this.plain(codeId))
  }

  /** The hash of what somebody typed, however they did; undefined for what is no such code. */
  static hashIn(text: string): string | undefined {
    const plain = text.toLowerCase().replace(/[\s-]/g, '')
    return CODE.test(plain) ? sha256(plain) : undefined
  }

  private plain(codeId: string): string {
    const bytes = this.key.code('recovery-code', codeId)
    return Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]).join('')
  }
}
