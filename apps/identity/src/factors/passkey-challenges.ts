import type { Clock, Instant } from '@filao/kernel'
import { randomBytes } from 'node:crypto'
import { same, type ServerKey } from '../tokens/server-key'

/** How long somebody may take to find the authenticator and touch it. */
export const CHALLENGE_MS = 5 * 60_000
const TIME_BYTES = 8
const RANDOM_BYTES = 16
const CODE_BYTES = 32

/**
 * What a passkey is asked to sign. A challenge carries its time and a code of the server's key, so none is stored; that it
 * is signed once the rules see to, by its time. One that was made for something else is none.
 */
export class PasskeyChallenges {
  constructor(
    private readonly key: ServerKey,
    private readonly clock: Clock,
  ) {}

  make(purpose: string): Buffer {
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES)
    head.writeBigUInt64BE(BigInt(this.clock.now()))
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES)
    return Buffer.concat([head, this.codeOf(head, purpose)])
  }

  /** When a challenge (base64url) was made; undefined for one that is over, of something else, or not of ours. */
  timeOf(challenge: string, purpose: string): Instant | undefined {
    const bytes = Buffer.from(challenge, 'base64url')
    if (bytes.length !== TIME_BYTES + RANDOM_BYTES + CODE_BYTES) return undefined
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
    if (!same(bytes.subarray(head.length), this.codeOf(head, purpose))) return undefined
    const madeAt = Number(head.readBigUInt64BE())
    return this.clock.now() - madeAt <= CHALLENGE_MS ? madeAt : undefined
  }

  private codeOf(head: Buffer, purpose: string): Buffer {
    return this.key.code('passkey-challenge', Buffer.concat([Buffer.from(`${purpose}\n`), head]))
  }
}
