import fc from 'fast-check'
import { isId, makeId, PARTITIONS_MAX, partitionOf } from './id'

const at = Date.parse('2026-01-05T05:30:00.001Z')

test('an id carries its partition', () => {
  for (const partition of [0, 1, 3, 511, 1023]) {
    const id = makeId({ partition, at, unique: 0xffffffffffffffffn })
    expect(isId(id)).toBe(true)
    expect(partitionOf(id)).toBe(partition)
  }
})
test('an id carries its time, so that ids sort by birth', () => {
  expect(parseInt(makeId({ partition: 7, at, unique: 0n }).replaceAll('-', '').slice(0, 12), 16)).toBe(at)
})
test('different unique parts give different ids', () => {
  const ids = [0n, 1n, 1n << 61n, 1n << 62n, 1n << 63n].map((unique) => makeId({ partition: 5, at, unique }))
  expect(new Set(ids).size).toBe(ids.length)
})
test('a partition that does not fit is a defect', () => {
  expect(() => makeId({ partition: 1024, at, unique: 0n })).toThrow(/10 bits/)
})
test('upper case and other versions are no ids of ours', () => {
  expect(isId('6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(false)
  expect(isId(makeId({ partition: 0, at, unique: 0xabcn }).toUpperCase())).toBe(false)
})
test('whatever its parts, an id is valid, tells its partition, and no two with other parts are alike', () => {
  const parts = fc.record({
    partition: fc.integer({ min: 0, max: PARTITIONS_MAX - 1 }),
    at: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    unique: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  })
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const [a, b] = [makeId(one), makeId(other)]
      expect([a, b].every(isId)).toBe(true)
      expect([partitionOf(a), partitionOf(b)]).toEqual([one.partition, other.partition])
      const isSame = one.partition === other.partition && one.at === other.at && one.unique === other.unique
      expect(a === b).toBe(isSame)
      if (one.at !== other.at) expect(a < b).toBe(one.at < other.at)
    }),
  )
})
