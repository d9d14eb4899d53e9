import { isId, makeId, partitionOf } from './id'

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
