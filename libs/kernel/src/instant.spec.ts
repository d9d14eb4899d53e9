import fc from 'fast-check'
import { fromTimestamp, toTimestamp } from './instant'

const YEAR_9999 = Date.parse('9999-12-31T23:59:59.999Z')

test('an instant is written in UTC with milliseconds and read back', () => {
  expect(toTimestamp(0)).toBe('1970-01-01T00:00:00.000Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: YEAR_9999 }), (instant) => {
      expect(toTimestamp(instant)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(fromTimestamp(toTimestamp(instant))).toBe(instant)
    }),
  )
})
test('written instants sort like instants', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: YEAR_9999 }), fc.integer({ min: 0, max: YEAR_9999 }), (a, b) => {
      expect(toTimestamp(a) < toTimestamp(b)).toBe(a < b)
    }),
  )
})
test.each(['', 'noon', '2026-13-01T00:00:00Z'])('"%s" is no timestamp', (text) => {
  expect(() => fromTimestamp(text)).toThrow(RangeError)
})
