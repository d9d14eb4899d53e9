import { assert } from '@filao/kernel'
import { emptyRoot, HASH_BYTES, nodeHash, type Sha256 } from './merkle'

/**
 * All that has to be kept of a Merkle tree to go on appending to it: the roots of the full subtrees of the binary
 * digits of its size, largest first (regulation 5.5). A value: appending gives a new one, so a failed write loses nothing.
 */
export interface Frontier {
  /** Number of leaves, exact up to 2^53 - 1. */
  readonly size: number
  readonly nodes: readonly Uint8Array[]
}

export const EMPTY_FRONTIER: Frontier = { size: 0, nodes: [] }

/** The frontier after these leaf hashes. For each trailing 1 bit of the old size two nodes become one. */
export function appendLeaves(frontier: Frontier, leaves: readonly Uint8Array[], sha256: Sha256): Frontier {
  const nodes = [...frontier.nodes]
  let { size } = frontier
  for (const leaf of leaves) {
    let node = leaf
    // Division instead of shifts, which end at 31 bits.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(nodes.pop()!, node, sha256)
    nodes.push(node)
    size += 1
  }
  return { size, nodes }
}

/** The root of the tree: the nodes folded from the right. */
export function frontierRoot(frontier: Frontier, sha256: Sha256): Uint8Array {
  let root = frontier.nodes.at(-1)
  if (root === undefined) return emptyRoot(sha256)
  for (let index = frontier.nodes.length - 2; index >= 0; index -= 1)
    root = nodeHash(frontier.nodes[index]!, root, sha256)
  return root
}

/** The nodes one after the other, as they are stored. */
export function frontierBytes(frontier: Frontier): Uint8Array {
  const bytes = new Uint8Array(frontier.nodes.length * HASH_BYTES)
  frontier.nodes.forEach((node, index) => bytes.set(node, index * HASH_BYTES))
  return bytes
}

/** Reads what {@link frontierBytes} wrote. Throws when the number of nodes does not fit the size. */
export function readFrontier(size: number, bytes: Uint8Array): Frontier {
  assert(bytes.length === binaryOnes(size) * HASH_BYTES, 'a frontier has a node for each binary one of its size')
  const nodes: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += HASH_BYTES) nodes.push(bytes.slice(at, at + HASH_BYTES))
  return { size, nodes }
}

function binaryOnes(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
