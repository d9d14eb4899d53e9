import { murmur2, partitionOfKey } from './murmur2'

test.each([
  ['21', -973932308, 0],
  ['foobar', -790332482, 6],
  ['a-little-bit-long-string', -985981536, 8],
  ['abc', 479470107, 3],
  ['', 275646681, 9],
])('murmur2 of "%s" is what the Java client computes', (key, hash, partitionOfTwelve) => {
  expect(murmur2(key)).toBe(hash)
  expect(partitionOfKey(key, 12)).toBe(partitionOfTwelve)
})
