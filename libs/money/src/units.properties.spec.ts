import fc from 'fast-check'
import {
  currencyScale,
  divideHalfUp,
  divideTo,
  formatUnits,
  inRange,
  isCurrency,
  maxUnits,
  minUnits,
  multiply,
  multiplyExact,
  ONE,
  parseUnits,
  readUnits,
  roundTo,
  UNITS_MAX,
} from './index'

/** Beyond what a column holds too: intermediate values are never cut. */
const any = fc.oneof(fc.bigInt({ min: -UNITS_MAX * 10n, max: UNITS_MAX * 10n }), fc.bigInt({ min: -30n, max: 30n }))
const scale = fc.integer({ min: 0, max: 8 })
const size = (value: bigint): bigint => (value < 0n ? -value : value)

test('a quotient is the nearest whole, and of two that are as near the one farther from zero', () => {
  fc.assert(
    fc.property(
      any,
      any.filter((divisor) => divisor !== 0n),
      (dividend, divisor) => {
        const quotient = divideHalfUp(dividend, divisor)
        const rest = 2n * (dividend - quotient * divisor)
        expect(size(rest)).toBeLessThanOrEqual(size(divisor))
        if (size(rest) === size(divisor)) expect(size(quotient * divisor)).toBeGreaterThan(size(dividend))
        expect(divideHalfUp(-dividend, divisor)).toBe(-quotient)
        expect(divideHalfUp(dividend, -divisor)).toBe(-quotient)
      },
    ),
    { numRuns: 2000 },
  )
})
test.each([
  [1n, 2n, 1n],
  [-1n, 2n, -1n],
  [1n, 3n, 0n],
  [-1n, 3n, 0n],
  [0n, -7n, 0n],
  [3n, 2n, 2n],
  [UNITS_MAX, UNITS_MAX * 2n, 1n],
])('%d ÷ %d is %d', (dividend, divisor, quotient) => expect(divideHalfUp(dividend, divisor)).toBe(quotient))
test('nothing is divided by zero', () => expect(() => divideHalfUp(1n, 0n)).toThrow(RangeError))
test('a product is rounded once and does not care about order or sign', () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      const product = multiply(a, b)
      expect(multiply(b, a)).toBe(product)
      expect(multiply(-a, b)).toBe(-product)
      expect(2n * size(product * ONE - a * b)).toBeLessThanOrEqual(ONE)
      if ((a * b) % ONE === 0n) expect(multiplyExact(a, b)).toBe(product)
      else expect(() => multiplyExact(a, b)).toThrow('a notional is exact')
    }),
  )
})
test('an amount is rounded to the nearest step, a half away from zero, and stays when it is on one', () => {
  fc.assert(
    fc.property(any, scale, (units, decimals) => {
      const step = 10n ** BigInt(8 - decimals)
      const rounded = roundTo(units, decimals)
      expect(rounded % step).toBe(0n)
      expect(2n * size(rounded - units)).toBeLessThanOrEqual(step)
      if (2n * size(rounded - units) === step) expect(size(rounded)).toBeGreaterThan(size(units))
      expect(roundTo(rounded, decimals)).toBe(rounded)
      expect(roundTo(-units, decimals)).toBe(-rounded)
    }),
  )
})
test('a quotient is the nearest on its scale, a half away from zero, whatever digits it has behind it', () => {
  fc.assert(
    fc.property(any, fc.bigInt({ min: 1n, max: UNITS_MAX }), scale, (dividend, divisor, decimals) => {
      const step = 10n ** BigInt(8 - decimals)
      const quotient = divideTo(dividend, divisor, decimals)
      expect(quotient % step).toBe(0n)
      expect(2n * size(quotient * divisor - dividend)).toBeLessThanOrEqual(step * divisor)
    }),
  )
  expect(divideTo(parseUnits('0.00499999') * 2n + 1n, 2n, 2)).toBe(0n)
  expect(divideTo(parseUnits('-0.005'), 1n, 2)).toBe(parseUnits('-0.01'))
})
test('a column holds 12 digits before the point and 8 behind it, not one unit more', () => {
  expect(formatUnits(UNITS_MAX)).toBe('999999999999.99999999')
  expect([UNITS_MAX, -UNITS_MAX, 0n].every(inRange)).toBe(true)
  expect([UNITS_MAX + 1n, -UNITS_MAX - 1n].some(inRange)).toBe(false)
  expect(parseUnits('999999999999.99999999')).toBe(UNITS_MAX)
  expect(() => parseUnits('1000000000000')).toThrow(RangeError)
})
test('a decimal is what can be parsed, and what is in range is written as one', () => {
  fc.assert(
    fc.property(any, fc.string({ maxLength: 16 }), (units, text) => {
      if (inRange(units)) expect(parseUnits(formatUnits(units))).toBe(units)
      else expect(() => parseUnits(formatUnits(units))).toThrow(RangeError)
      if (/^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,8})?$/.test(text)) expect(parseUnits(text)).toBe(readUnits(text))
      else expect(() => parseUnits(text)).toThrow(RangeError)
    }),
  )
})
test('what a database wrote is read whatever its number of digits', () => {
  expect(readUnits('123456789012345678901234567890.12345678')).toBe(12345678901234567890123456789012345678n)
  expect(readUnits('-0.00000001')).toBe(-1n)
  expect(readUnits('5.00000000')).toBe(5n * ONE)
  expect(readUnits('-0')).toBe(0n)
})
test('the larger and the smaller of two', () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect([minUnits(a, b), maxUnits(a, b)]).toEqual(a < b ? [a, b] : [b, a])
    }),
  )
})
test('minor units are those of ISO 4217, and an instrument is no currency', () => {
  expect(['MUR', 'USD', 'EUR', 'JPY', 'KWD'].map(currencyScale)).toEqual([2, 2, 2, 0, 3])
  expect(['USD', 'usd', 'USDT', '01a0c450-6c00-7004-8000-000000000001'].map(isCurrency)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
