/** SHA-256 as the host has it: the rules compute nothing that a platform computes better. 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export const HASH_BYTES = 32
const LEAF_PREFIX = Uint8Array.of(0x00)
const NODE_PREFIX = Uint8Array.of(0x01)

/** Root of the tree without leaves (RFC 6962, 2.1). */
export const emptyRoot = (sha256: Sha256): Uint8Array => sha256(new Uint8Array(0))

/** `SHA-256(0x00 ‖ entry)` (RFC 6962, 2.1). */
export const leafHash = (entry: Uint8Array, sha256: Sha256): Uint8Array => hashTogether([LEAF_PREFIX, entry], sha256)

/** `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962, 2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array =>
  hashTogether([NODE_PREFIX, left, right], sha256)

let scratch = new Uint8Array(4096)

/** Hash of the parts one behind the other. Laid together in memory that is used again: this runs for every row. */
export function hashTogether(parts: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  if (length > scratch.length) scratch = new Uint8Array(2 * length)
  let at = 0
  for (const part of parts) {
    scratch.set(part, at)
    at += part.length
  }
  return sha256(scratch.subarray(0, length))
}

/** True when both are the same bytes. For public hashes only: its time depends on them. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
