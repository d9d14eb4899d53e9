import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What payment seals with a key of its own: bodies of notifications, which may be about somebody whom nobody knows. */
export class ServiceSeal {
  constructor(private readonly key: Buffer) {}

  seal(place: string, plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.subkey('seal'), nonce)
    cipher.setAAD(Buffer.from(place))
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws when it was altered or moved from another place. */
  open(place: string, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.subkey('seal'), sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  }

  /** A keyed hash: the same text gives the same value, and nobody without the key can try texts. */
  fingerprint(purpose: string, text: string): string {
    return createHmac('sha256', this.subkey(purpose)).update(text, 'utf8').digest('hex')
  }

  private subkey(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(`filao.payment/${purpose}`).digest()
  }
}
