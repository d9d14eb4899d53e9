import { divideHalfUp, type Units } from '@filao/money'

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
const DECIMALS = 8
/** Beyond this an exponent is nonsense, and would make a number of any length. */
const EXPONENT_MAX = 30

/** The same as {@link parseExact}, but undefined for what is no JSON. */
export function readExact(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

/** Parses JSON with every number as the characters that were received: a price never passes through a float. */
export const parseExact = (text: string): unknown =>
  JSON.parse(text, ((_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? context?.source : value) as (key: string, value: unknown) => unknown)

/** A JSON number in units, rounded half up to 8 decimals. Undefined for what is none. */
export function unitsOf(text: string): Units | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const scale = Number(exponent) - fraction.length + DECIMALS
  if (Math.abs(Number(exponent)) > EXPONENT_MAX) return undefined
  const digits = BigInt(whole + fraction)
  const units = scale >= 0 ? digits * 10n ** BigInt(scale) : divideHalfUp(digits, 10n ** BigInt(-scale))
  return sign === '-' ? -units : units
}
