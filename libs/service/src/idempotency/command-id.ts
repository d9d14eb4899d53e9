import { createHash } from 'node:crypto'

/** Namespace (RFC 9562, 5.5) of the ids of commands that come over HTTP. Never changes: it would forget all keys. */
const COMMANDS = Buffer.from('7f1c6a52e4d94b0ea3c85d90b6f2718e', 'hex')

/** A user's key on a route. The same three are the same command, whatever instance they reach. */
export interface CommandKey {
  readonly userId: string
  /** Method and pattern, e.g. `POST /v1/orders`. */
  readonly route: string
  readonly key: string
}

/** UUIDv5 of user, route and key. As JSON, so that no two triples write the same text. */
export function commandIdOf({ userId, route, key }: CommandKey): string {
  return uuidV5(COMMANDS, JSON.stringify([userId, route, key]))
}

/** RFC 9562, 5.5: SHA-1 of namespace and name. */
function uuidV5(namespace: Buffer, name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
