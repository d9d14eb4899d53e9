import type { SubjectKeys } from '@filao/service'
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { FileDamaged, type DocumentStorage } from './document-storage'

/** First bytes of a sealed file: what it is, and of which form. */
const MARK = Buffer.from('filao.file/1\n')
const KID_BYTES = 36
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Whose file it is, and where it lies. */
export interface FilePlace {
  readonly userId: string
  readonly path: string
}

/** No key any more: the person was erased, and the file with them. */
export class FileErased extends Error {
  override readonly name = 'FileErased'
}

/**
 * Files of people, each sealed with the key of the person (AES-256-GCM, regulation 5.9), so that the file is gone with
 * the key wherever a copy of it lies. It is bound to its path: files cannot be exchanged for each other.
 */
export class SealedFiles {
  constructor(
    private readonly storage: DocumentStorage,
    private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf'>,
  ) {}

  async store(place: FilePlace, content: Buffer): Promise<void> {
    await this.keys.ready([place.userId])
    const { kid, key } = this.keys.keyOf(place.userId, 'cdd')
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(place, kid))
    const parts = [MARK, Buffer.from(kid), nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]
    await this.storage.put(place.path, Buffer.concat(parts))
  }

  /** The file as it was sent. Throws {@link FileDamaged} where it is another than the hash says. */
  async read(place: FilePlace, sha256: string): Promise<Buffer> {
    const content = await this.open(place, await this.storage.get(place.path))
    if (hashOf(content) !== sha256) throw new FileDamaged(`${place.path} is not what was handed in`)
    return content
  }

  remove({ path }: FilePlace): Promise<void> {
    return this.storage.remove(path)
  }

  private async open(place: FilePlace, sealed: Buffer): Promise<Buffer> {
    const nonceAt = MARK.length + KID_BYTES
    const contentAt = nonceAt + NONCE_BYTES
    const tagAt = sealed.length - TAG_BYTES
    if (tagAt < contentAt || !sealed.subarray(0, MARK.length).equals(MARK))
      throw new FileDamaged(`${place.path} is no sealed file`)
    await this.keys.ready([place.userId])
    const { kid, key } = this.keys.keyOf(place.userId, 'cdd')
    if (sealed.subarray(MARK.length, nonceAt).toString() !== kid) throw new FileErased(place.path)
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(nonceAt, contentAt))
      .setAAD(boundTo(place, kid))
      .setAuthTag(sealed.subarray(tagAt))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(contentAt, tagAt)), decipher.final()])
    } catch (cause) {
      throw new FileDamaged(`${place.path} was changed`, { cause })
    }
  }
}

const boundTo = ({ path }: FilePlace, kid: string): Buffer => Buffer.from(`filao.file/1|${kid}|${path}`)

/** SHA-256 in hexadecimal. */
export const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
