import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { readOrMake } from './secret-file'

/** Wraps the keys of people, so that the database alone opens nothing. A KMS in production, a file in development. */
export interface KeyWrap {
  wrap(key: Buffer): Promise<Buffer>
  /** Throws when the key was wrapped by another key-encryption key. */
  unwrap(wrapped: Buffer): Promise<Buffer>
}

/** AES-256 key wrap (RFC 3394) with a key-encryption key in a file. */
export class FileKeyWrap implements KeyWrap {
  private readonly key: KeyObject

  constructor(folder: string) {
    this.key = createSecretKey(readOrMake(folder, 'key-encryption.key', () => randomBytes(32)))
  }

  wrap(key: Buffer): Promise<Buffer> {
    const cipher = createCipheriv('id-aes256-wrap', this.key, IV)
    return Promise.resolve(Buffer.concat([cipher.update(key), cipher.final()]))
  }

  unwrap(wrapped: Buffer): Promise<Buffer> {
    const decipher = createDecipheriv('id-aes256-wrap', this.key, IV)
    return Promise.resolve(Buffer.concat([decipher.update(wrapped), decipher.final()]))
  }
}

/** The standard's own initial value, by which a wrong key is noticed. */
const IV = Buffer.alloc(8, 0xa6)
