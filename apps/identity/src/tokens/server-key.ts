import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readOrMake } from '../keys/secret-file'

/** What a code is for. A code for one purpose is worth nothing for another. */
export type Purpose =
  | 'refresh-token'
  | 'api-key'
  | 'api-key-prefix'
  | 'one-time-token'
  | 'phone-code'
  | 'recovery-code'
  | 'passkey-challenge'
  | 'email'
  | 'decoy'
  | 'body'

/** Derives everything secret that can be derived, so that it need not be stored, sent, or made twice. */
export class ServerKey {
  constructor(private readonly key: Buffer) {}

  static inFolder(folder: string): ServerKey {
    return new ServerKey(readOrMake(folder, 'server.key', () => randomBytes(32)))
  }

  /** HMAC-SHA-256 of a purpose and a text. */
  code(purpose: Purpose, text: string | Buffer): Buffer {
    return createHmac('sha256', this.key).update(`filao/${purpose}\n`).update(text).digest()
  }

  /** By what an address is claimed, so that the claims hold no address. */
  emailKey(email: string): string {
    return this.code('email', email).toString('hex')
  }
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** Compares in a time that tells nothing of where the difference is. */
export const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
