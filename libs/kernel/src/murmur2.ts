const SEED = 0x9747b28c
const M = 0x5bd1e995

/**
 * MurmurHash2 as Kafka's Java client computes it, signed 32 bits: `murmur2(utf8(key))`.
 * Written over the UTF-8 bytes, so that a key maps to the same partition in every language.
 */
export function murmur2(key: string): number {
  const bytes = new TextEncoder().encode(key)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let remaining = bytes.length
  let hash = SEED ^ remaining
  let at = 0
  for (; remaining >= 4; at += 4, remaining -= 4) {
    let word = Math.imul(view.getInt32(at, true), M)
    word ^= word >>> 24
    hash = Math.imul(hash, M) ^ Math.imul(word, M)
  }
  if (remaining === 3) hash ^= bytes[at + 2]! << 16
  if (remaining >= 2) hash ^= bytes[at + 1]! << 8
  if (remaining >= 1) hash = Math.imul(hash ^ bytes[at]!, M)
  hash ^= hash >>> 13
  hash = Math.imul(hash, M)
  return hash ^ (hash >>> 15)
}

/** The partition of a foreign key, as Kafka's default partitioner chooses it. */
export const partitionOfKey = (key: string, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
