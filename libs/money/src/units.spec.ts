import fc from 'fast-check'
import { divideHalfUp, formatUnits, multiply, multiplyExact, parseUnits, roundTo, UNITS_MAX } from './index'

const anyUnits = fc.bigInt({ min: -UNITS_MAX, max: UNITS_MAX })

test('what is written is read back', () => {
  fc.assert(fc.property(anyUnits, (units) => parseUnits(formatUnits(units)) === units))
})
test.each(['1e3', '+1', '01', '.5', '1.', '1.123456789', '1234567890123', '', ' 1', '1abc', 'NaN', '0x10', '--1'])(
  '"%s" is no decimal',
  (text) => expect(() => parseUnits(text)).toThrow(RangeError),
)
test('trailing zeros are accepted and not written', () => {
  expect(formatUnits(parseUnits('0.10000000'))).toBe('0.1')
  expect(formatUnits(parseUnits('-12.50'))).toBe('-12.5')
  expect(formatUnits(0n)).toBe('0')
})
test('halves are rounded away from zero, on both sides of it', () => {
  expect(divideHalfUp(5n, 2n)).toBe(3n)
  expect(divideHalfUp(-5n, 2n)).toBe(-3n)
  expect(divideHalfUp(5n, -2n)).toBe(-3n)
  expect(roundTo(parseUnits('2.345'), 2)).toBe(parseUnits('2.35'))
  expect(roundTo(parseUnits('-2.345'), 2)).toBe(parseUnits('-2.35'))
  expect(roundTo(parseUnits('2.3449'), 2)).toBe(parseUnits('2.34'))
})
test('a product is rounded once', () => {
  expect(multiply(parseUnits('0.00000001'), parseUnits('0.5'))).toBe(1n)
  expect(multiplyExact(parseUnits('587.41'), parseUnits('300'))).toBe(parseUnits('176223'))
  expect(() => multiplyExact(1n, 1n)).toThrow(/exact/)
})
