import { emptyRoot, nodeHash, sameBytes, type Sha256 } from './merkle'

// What a verifier does with a tree, by the RFCs alone: it shows that the roots are what anybody else computes.

type Hash = Uint8Array

/** Root over all leaves, by the definition of RFC 6962, 2.1. Slow and obvious: the oracle of the frontier. */
export function rootOf(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (leaves.length === 0) return emptyRoot(sha256)
  if (leaves.length === 1) return leaves[0]!
  const split = largestPowerBelow(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, split), sha256), rootOf(leaves.slice(split), sha256), sha256)
}

/** Inclusion path of a leaf, its sibling first: `PATH(index, D[n])` of RFC 6962, 2.1.1. */
export function inclusionPath(index: number, leaves: readonly Hash[], sha256: Sha256): Hash[] {
  if (leaves.length <= 1) return []
  const split = largestPowerBelow(leaves.length)
  const left = leaves.slice(0, split)
  const right = leaves.slice(split)
  return index < split
    ? [...inclusionPath(index, left, sha256), rootOf(right, sha256)]
    : [...inclusionPath(index - split, right, sha256), rootOf(left, sha256)]
}

/** Proof that the first `size` leaves are still the same: `PROOF(size, D[n])` of RFC 6962, 2.1.2. `size` is 1 … n. */
export function consistencyProof(size: number, leaves: readonly Hash[], sha256: Sha256): Hash[] {
  return subproof(size, leaves, true, sha256)
}

function subproof(size: number, leaves: readonly Hash[], complete: boolean, sha256: Sha256): Hash[] {
  if (size === leaves.length) return complete ? [] : [rootOf(leaves, sha256)]
  const split = largestPowerBelow(leaves.length)
  const left = leaves.slice(0, split)
  const right = leaves.slice(split)
  return size <= split
    ? [...subproof(size, left, complete, sha256), rootOf(right, sha256)]
    : [...subproof(size - split, right, false, sha256), rootOf(left, sha256)]
}

/** Checks an inclusion path as RFC 9162, 2.1.3.2 says. */
export function verifyInclusion(
  claim: { index: number; size: number; leaf: Hash; path: readonly Hash[]; root: Hash },
  sha256: Sha256,
): boolean {
  if (claim.index < 0 || claim.index >= claim.size) return false
  let node = claim.index
  let last = claim.size - 1
  let hash = claim.leaf
  for (const sibling of claim.path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash, sha256)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      hash = nodeHash(hash, sibling, sha256)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(hash, claim.root)
}

/** Checks a consistency proof as RFC 9162, 2.1.4.2 says. Both sizes are at least 1. */
export function verifyConsistency(
  claim: { first: number; second: number; firstRoot: Hash; secondRoot: Hash; proof: readonly Hash[] },
  sha256: Sha256,
): boolean {
  if (claim.first < 1 || claim.first > claim.second) return false
  if (claim.first === claim.second) return claim.proof.length === 0 && sameBytes(claim.firstRoot, claim.secondRoot)
  // A first tree that is a full subtree of the second is its own first node, so the proof leaves it out.
  const path = isPowerOfTwo(claim.first) ? [claim.firstRoot, ...claim.proof] : [...claim.proof]
  let node = claim.first - 1
  let last = claim.second - 1
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let first = path[0]
  let second = path[0]
  if (first === undefined || second === undefined) return false
  for (const sibling of path.slice(1)) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      first = nodeHash(sibling, first, sha256)
      second = nodeHash(sibling, second, sha256)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      second = nodeHash(second, sibling, sha256)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(first, claim.firstRoot) && sameBytes(second, claim.secondRoot)
}

// Shifts end at 31 bits; a log may be longer.
const half = (value: number): number => Math.floor(value / 2)

function isPowerOfTwo(value: number): boolean {
  while (value % 2 === 0) value /= 2
  return value === 1
}

/** Largest power of two smaller than `size`, which must be at least 2. */
function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}
