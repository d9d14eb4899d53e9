import fc from 'fast-check'
import { isWithin, jaroWinkler, similarity, tokenOf } from './similarity'

it.each([
  ['martha', 'marhta', 0.9611],
  ['dixon', 'dicksonx', 0.8133],
  ['dwayne', 'duane', 0.84],
])('the Jaro-Winkler similarity of %s and %s is %d', (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4)
})

it.each([
  ['mohammed', 'muhammad', 'mmd'],
  ['hussein', 'husayn', 'hsn'],
  ['yusuf', 'youssef', 'ysf'],
  ['cherif', 'sherif', 'srf'],
])('%s and %s have the skeleton %s', (a, b, skeleton) => {
  expect([tokenOf(a).skeleton, tokenOf(b).skeleton]).toEqual([skeleton, skeleton])
})

it('an initial stands for what begins with it, and for nothing else', () => {
  expect(similarity(tokenOf('m'), tokenOf('mohammed'))).toBe(0.7)
  expect(similarity(tokenOf('m'), tokenOf('hassan'))).toBe(0)
})

const word = fc.string({ unit: fc.constantFrom(...'abcdhs'), minLength: 1, maxLength: 6 })

it('the distance is that of the definition, and the same from both sides', () => {
  fc.assert(
    fc.property(word, word, fc.nat(4), (a, b, limit) => {
      expect(isWithin(a, b, limit)).toBe(distance(a, b) <= limit)
      expect(isWithin(b, a, limit)).toBe(isWithin(a, b, limit))
    }),
  )
})

it('similarity is between nothing and sameness, and same from both sides', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const score = similarity(tokenOf(a), tokenOf(b))
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score === 1).toBe(a === b)
      expect(similarity(tokenOf(b), tokenOf(a))).toBeCloseTo(score, 12)
    }),
  )
})

/** Optimal string alignment by its recursive definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)]
  const replaced = distance(restA, restB) + (a.at(-1) === b.at(-1) ? 0 : 1)
  const best = Math.min(distance(restA, b) + 1, distance(a, restB) + 1, replaced)
  const isSwap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return isSwap ? Math.min(best, distance(a.slice(0, -2), b.slice(0, -2)) + 1) : best
}
