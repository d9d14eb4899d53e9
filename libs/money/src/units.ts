/**
 * A count of 10⁻⁸ of one asset. Quantities, prices and amounts are counted alike, so that arithmetic is exact.
 * Which asset it is stands in the field beside it, an ISO 4217 code or the id of an instrument.
 */
export type Units = bigint

export const ZERO: Units = 0n
/** 1 of an asset. */
export const ONE: Units = 100_000_000n
/** Largest magnitude of a client column, numeric(20,8). */
export const UNITS_MAX: Units = 10n ** 20n - 1n

const DECIMAL = /^-?(0|[1-9]\d{0,11})(\.\d{1,8})?$/

/**
 * Reads a decimal of at most 12 digits before and 8 after the point, with no exponent, plus or leading zero. Throws a
 * RangeError for anything else; a float never passes through here.
 */
export function parseUnits(text: string): Units {
  if (!DECIMAL.test(text)) throw new RangeError(`not a decimal: ${text}`)
  return readUnits(text)
}

/** Reads a decimal that the database or our own encoder wrote: any number of digits, not checked. */
export function readUnits(text: string): Units {
  const negative = text.charCodeAt(0) === 45
  const digits = negative ? text.slice(1) : text
  const point = digits.indexOf('.')
  const units =
    point < 0
      ? BigInt(digits) * ONE
      : BigInt(digits.slice(0, point) + digits.slice(point + 1, point + 9).padEnd(8, '0'))
  return negative ? -units : units
}

/** Writes a decimal string without trailing zeros. */
export function formatUnits(units: Units): string {
  const negative = units < ZERO
  const digits = (negative ? -units : units).toString().padStart(9, '0')
  const whole = digits.slice(0, -8)
  const fraction = digits.slice(-8)
  let end = 8
  while (end > 0 && fraction.charCodeAt(end - 1) === 48) end -= 1
  const text = end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`
  return negative ? `-${text}` : text
}

/** True when an amount fits into a client column. Out of range is a refusal (`amount_out_of_range`), not a defect. */
export const inRange = (units: Units): boolean => units <= UNITS_MAX && units >= -UNITS_MAX

/** Quotient rounded half away from zero. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n
  const a = dividend < 0n ? -dividend : dividend
  const b = divisor < 0n ? -divisor : divisor
  const quotient = (2n * a + b) / (2n * b)
  return negative ? -quotient : quotient
}

/** Product at full precision, rounded once, half away from zero, to 10⁻⁸. */
export const multiply = (a: Units, b: Units): Units => divideHalfUp(a * b, ONE)

/** Product that must be exact. The listing rule (tick × lot a multiple of 10⁻⁸) makes every notional exact. */
export function multiplyExact(a: Units, b: Units): Units {
  const product = a * b
  if (product % ONE !== 0n) throw new RangeError('a notional is exact to 8 decimals')
  return product / ONE
}

/** Quotient rounded once, half away from zero, to `scale` decimals (0–8): one rounded before could pass a half. */
export function divideTo(dividend: bigint, divisor: bigint, scale: number): Units {
  const step = 10n ** BigInt(8 - scale)
  return divideHalfUp(dividend, divisor * step) * step
}

/** Rounded half away from zero to `scale` decimals (0–8). */
export const roundTo = (units: Units, scale: number): Units => divideTo(units, 1n, scale)

export const minUnits = (a: Units, b: Units): Units => (a < b ? a : b)
export const maxUnits = (a: Units, b: Units): Units => (a > b ? a : b)
