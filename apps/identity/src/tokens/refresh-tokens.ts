import { isId, type Id } from '@filao/kernel'
import { same, sha256, type ServerKey } from './server-key'

const SESSION_BYTES = 16
const GENERATION_BYTES = 4
const LENGTH = SESSION_BYTES + GENERATION_BYTES + 32

/** Which refresh token of which session. */
export interface RefreshToken {
  readonly sessionId: Id
  readonly generation: number
}

/**
 * Refresh tokens, derived: base64url(session ‖ generation ‖ HMAC of both). So the token of a generation can be given
 * again when its answer was lost, and none is ever stored or sent inside the platform.
 */
export class RefreshTokens {
  constructor(private readonly key: ServerKey) {}

  make({ sessionId, generation }: RefreshToken): string {
    const head = Buffer.alloc(SESSION_BYTES + GENERATION_BYTES)
    head.write(sessionId.replaceAll('-', ''), 'hex')
    head.writeUInt32BE(generation, SESSION_BYTES)
    return Buffer.concat([head, this.key.code('refresh-token', head)]).toString('base64url')
  }

  /** What a token says, if it is one of ours. */
  read(token: string): RefreshToken | undefined {
    const bytes = Buffer.from(token, 'base64url')
    // Base64url has several spellings of some bytes; only the one that we write is a token.
    if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return undefined
    const head = bytes.subarray(0, SESSION_BYTES + GENERATION_BYTES)
    if (!same(bytes.subarray(head.length), this.key.code('refresh-token', head))) return undefined
    const sessionId = head
      .toString('hex', 0, SESSION_BYTES)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    return isId(sessionId) ? { sessionId, generation: head.readUInt32BE(SESSION_BYTES) } : undefined
  }

  /** What the session's row keeps of it. */
  hashOf(token: RefreshToken): string {
    return sha256(this.make(token))
  }
}
