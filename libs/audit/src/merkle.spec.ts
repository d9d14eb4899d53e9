import { hash } from 'node:crypto'
import fc from 'fast-check'
import { appendLeaves, EMPTY_FRONTIER, frontierBytes, frontierRoot, readFrontier } from './frontier'
import { leafHash } from './merkle'
import { consistencyProof, inclusionPath, rootOf, verifyConsistency, verifyInclusion } from './proofs.fixture'

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The leaves and roots of RFC 6962's reference implementation. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS: readonly (readonly [number, string])[] = [
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
]
const leaves = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex'), sha256))

test.each(ROOTS)('the tree of %i leaves has the root of RFC 6962', (size, root) => {
  expect(hex(rootOf(leaves.slice(0, size), sha256))).toBe(root)
  expect(hex(frontierRoot(appendLeaves(EMPTY_FRONTIER, leaves.slice(0, size), sha256), sha256))).toBe(root)
})
test('the frontier of seven leaves is the roots of the subtrees of four, two and one', () => {
  expect(appendLeaves(EMPTY_FRONTIER, leaves.slice(0, 7), sha256).nodes.map(hex)).toEqual([
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  ])
})
test('a frontier that has been stored goes on like one that has not', () => {
  const half = appendLeaves(EMPTY_FRONTIER, leaves.slice(0, 5), sha256)
  const stored = readFrontier(half.size, frontierBytes(half))
  expect(hex(frontierRoot(appendLeaves(stored, leaves.slice(5), sha256), sha256))).toBe(ROOTS[5]![1])
})
test('a frontier whose bytes do not fit its size is refused', () => {
  expect(() => readFrontier(3, new Uint8Array(32))).toThrow(/binary one/)
})
test('appending in any pieces gives the root of the definition', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), fc.nat(70), (entries, cut) => {
      const hashes = entries.map((entry) => leafHash(entry, sha256))
      const first = appendLeaves(EMPTY_FRONTIER, hashes.slice(0, cut), sha256)
      const whole = appendLeaves(first, hashes.slice(cut), sha256)
      expect(hex(frontierRoot(whole, sha256))).toBe(hex(rootOf(hashes, sha256)))
    }),
  )
})
test('every inclusion path verifies, and for no other leaf', () => {
  for (let size = 1; size <= leaves.length; size += 1) {
    const tree = leaves.slice(0, size)
    const root = rootOf(tree, sha256)
    tree.forEach((leaf, index) => {
      const path = inclusionPath(index, tree, sha256)
      expect(verifyInclusion({ index, size, leaf, path, root }, sha256)).toBe(true)
      expect(verifyInclusion({ index, size, leaf: sha256(leaf), path, root }, sha256)).toBe(false)
      expect(verifyInclusion({ index: index + 1, size, leaf, path, root }, sha256)).toBe(false)
      expect(verifyInclusion({ index, size, leaf, path: [...path, leaf], root }, sha256)).toBe(false)
    })
  }
})
test('every consistency proof verifies, and not against a rewritten tree', () => {
  for (let second = 1; second <= leaves.length; second += 1) {
    for (let first = 1; first <= second; first += 1) {
      const tree = leaves.slice(0, second)
      const claim = {
        first,
        second,
        firstRoot: rootOf(tree.slice(0, first), sha256),
        secondRoot: rootOf(tree, sha256),
        proof: consistencyProof(first, tree, sha256),
      }
      expect(verifyConsistency(claim, sha256)).toBe(true)
      expect(verifyConsistency({ ...claim, firstRoot: sha256(claim.firstRoot) }, sha256)).toBe(false)
      expect(verifyConsistency({ ...claim, secondRoot: sha256(claim.secondRoot) }, sha256)).toBe(false)
    }
  }
})
