import { isId, type Id } from '@filao/kernel'
import { same, sha256, type ServerKey } from './server-key'

const ID_BYTES = 16
const LENGTH = ID_BYTES + 32

/**
 * Tokens of links that are sent, derived: base64url(id ‖ HMAC of it). So whoever sends one makes it when it is sent, and
 * none stands in an event, a command or a row.
 */
export class OneTimeTokens {
  constructor(private readonly key: ServerKey) {}

  make(tokenId: Id): string {
    const id = Buffer.from(tokenId.replaceAll('-', ''), 'hex')
    return Buffer.concat([id, this.key.code('one-time-token', id)]).toString('base64url')
  }

  /** Six digits, for what is typed from a telephone. It is good for a few tries alone. */
  codeOf(tokenId: Id): string {
    return String(this.key.code('phone-code', tokenId).readUInt32BE() % 1_000_000).padStart(6, '0')
  }

  /** The id in a token, if it is one of ours. */
  read(token: string): Id | undefined {
    const bytes = Buffer.from(token, 'base64url')
    // Base64url has several spellings of some bytes; only the one that we write is a token.
    if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return undefined
    const id = bytes.subarray(0, ID_BYTES)
    if (!same(bytes.subarray(ID_BYTES), this.key.code('one-time-token', id))) return undefined
    const text = id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    return isId(text) ? text : undefined
  }

  /** What the token's row keeps of it. */
  hashOf(tokenId: Id): string {
    return sha256(this.make(tokenId))
  }
}
