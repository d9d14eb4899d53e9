import { fromTimestamp, isId, toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import { z } from 'zod'

/** Fields of requests and answers, by the patterns of domain.md 1. A JSON number is no amount, anywhere. */
const DECIMAL = /^(0|[1-9]\d{0,11})(\.\d{1,8})?$/
const SIGNED_DECIMAL = /^-?(0|[1-9]\d{0,11})(\.\d{1,8})?$/
const TOTAL = /^-?(0|[1-9]\d{0,29})(\.\d{1,8})?$/

/** In a request: an amount, price or quantity that is not negative; `Units` in the controller. */
export const DecimalInput: z.ZodCodec<z.ZodString, z.ZodBigInt> = z.codec(
  z
    .string()
    .max(40)
    .regex(DECIMAL)
    .meta({ examples: ['189.25'] }),
  z.bigint(),
  {
    decode: (text) => readUnits(text),
    encode: (units) => formatUnits(units),
  },
)

/** In an answer: an amount, price or quantity, without trailing zeros. */
export const DecimalString = z
  .string()
  .regex(DECIMAL)
  .meta({ examples: ['189.25'] })
/** In an answer: an amount that may be negative. */
export const SignedDecimalString = z
  .string()
  .regex(SIGNED_DECIMAL)
  .meta({ examples: ['-42.5'] })
/** In an answer: a total over many accounts. */
export const TotalString = z
  .string()
  .regex(TOTAL)
  .meta({ examples: ['1250000.75'] })

/** Writes a `numeric` of the database for an answer: it comes with the zeros of its scale. */
export const numericToDecimal = (numeric: string): string => formatUnits(readUnits(numeric))

/** In a request: RFC 3339 in UTC, to the millisecond, as text. PostgreSQL knows no year 0. */
export const TimeTextInput = z.iso.datetime({ precision: 3 }).refine((time) => time >= '1970', 'Not before 1970')
/** In a request: the same; `Instant` in the controller. */
export const TimeInput = z.codec(TimeTextInput, z.number().int(), {
  decode: (text): Instant => fromTimestamp(text),
  encode: (instant) => toTimestamp(instant),
})
/** In an answer: RFC 3339 in UTC with milliseconds. */
export const TimeString = z.iso.datetime({ precision: 3 })

/** Words in a place that no key seals: they stand there for as long as the log does. */
export const PlainText = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Kept for ever, and sealed with nobody’s key: it names no person.' })

/** What somebody outside calls a thing: it is found by it again, so that none of it can be left out. */
export const outsideName = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u)
/** What of a text from outside can be kept: on one line, and so long. Undefined when that is nothing. */
export const keptOf = (text: string, max: number): string | undefined =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, max)
    .toWellFormed() || undefined

/** Id that carries its partition: UUIDv7, lower case. */
export const IdString = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
/** A path parameter that is an id: anything else is 404, as it can name nothing. */
export const IdParameter = z.string().refine(isId)

export const SymbolString = z.string().regex(/^[A-Z0-9._-]{1,32}$/)
/** ISO 4217. */
export const CurrencyString = z.string().regex(/^[A-Z]{3}$/)
/** ISO 3166-1 alpha-3. */
export const CountryString = z.string().regex(/^[A-Z]{3}$/)
/** A person's name: 1–100 characters, no control characters. */
export const NameString = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
/** ISIN with its check digit. */
export const IsinString = z
  .string()
  .regex(/^[A-Z]{2}[A-Z0-9]{9}\d$/)
  .refine(hasIsinCheckDigit, 'The check digit is wrong')

/** ISO 6166: letters become two digits, every second digit from the right is doubled, the sum ends in 0 (Luhn). */
function hasIsinCheckDigit(isin: string): boolean {
  if (!/^[A-Z0-9]+$/.test(isin)) return false
  const digits = [...isin].map((character) => parseInt(character, 36).toString()).join('')
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return sum % 10 === 0
}
