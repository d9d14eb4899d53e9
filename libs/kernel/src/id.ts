import { assert } from './assert'
import type { Instant } from './instant'
import { murmur2 } from './murmur2'

/**
 * A UUIDv7 (RFC 9562) whose high 10 bits of `rand_a` hold the partition in which its owner lives. Whoever holds an id
 * knows where it lives: no directory, and the number of partitions can grow without moving anything.
 */
export type Id = string

/** 10 bits of the id. */
export const PARTITIONS_MAX = 1024

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** True for a lower-case UUIDv7. */
export const isId = (text: string): text is Id => ID.test(text)

/** The partition carried by an id. */
export const partitionOf = (id: Id): number => parseInt(id.slice(15, 18), 16) >> 2

/**
 * Builds an id. `unique` fills the 64 remaining random bits: real randomness where an id is born outside the rules,
 * a log position where the rules need an id (one position exists once per service and partition).
 */
export function makeId({ partition, at, unique }: { partition: number; at: Instant; unique: bigint }): Id {
  assert(partition >= 0 && partition < PARTITIONS_MAX, 'a partition fits into 10 bits')
  const time = at.toString(16).padStart(12, '0')
  const low = (unique & 0x3fffffffffffffffn) | 0x8000000000000000n
  const high = Number((unique >> 62n) & 3n)
  const tail = low.toString(16)
  const group = ((partition << 2) | high).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${group}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/**
 * The id of what is known by a name, in partition 0: whoever knows the name finds it. Born at 0; two hashes of the name
 * make it unique.
 */
export function namedId(name: string): Id {
  const high = BigInt(murmur2(name) >>> 0)
  const low = BigInt(murmur2(`${name}/`) >>> 0)
  return makeId({ partition: 0, at: 0, unique: (high << 32n) | low })
}
