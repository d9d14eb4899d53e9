import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, readUnits, type Units } from '@filao/money'
import { z } from 'zod'

/** Id that carries its partition (kernel). */
export const Id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
/** Any UUID: command ids are v5, request ids may be v4. */
export const Uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
export const Currency = z.string().regex(/^[A-Z]{3}$/)
/** ISO 4217 code of a currency, or the id of an instrument. */
export const AssetCode = z.union([Currency, Id])
export const Symbol_ = z.string().regex(/^[A-Z0-9._-]{1,32}$/)
/** What is traded, and where it is listed. */
export const AssetType = z.enum(['stock', 'forex', 'crypto', 'commodity', 'index', 'etf', 'bond'])
export const Exchange = z.enum(['NYSE', 'NASDAQ', 'LSE', 'SEM', 'FOREX', 'CRYPTO', 'COMMODITY'])
export const Side = z.enum(['buy', 'sell'])
export const Mode = z.enum(['live', 'demo'])
/** Day of the Gregorian calendar, `YYYY-MM-DD`: 30 February is none. PostgreSQL knows no year 0. */
export const Day = z.iso.date().refine((day) => day >= '1900', 'Not before 1900')
/** A refusal's or a closing's reason, snake_case. */
export const Reason = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/)

/** A decimal string on the wire, {@link Units} in memory. */
const decimal = (pattern: RegExp): z.ZodCodec<z.ZodString, z.ZodBigInt> =>
  z.codec(z.string().regex(pattern), z.bigint(), {
    decode: (text) => readUnits(text),
    encode: (units) => formatUnits(units),
  })

/** Money, quantity or price: never negative. numeric(20,8). */
export const Decimal = decimal(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
/** An amount that may be negative: adjustments and clearing. */
export const SignedDecimal = decimal(/^-?(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
/** A total over many accounts. numeric(38,8). */
export const Total = decimal(/^-?(0|[1-9]\d{0,29})(\.\d{1,8})?$/)

/** RFC 3339 in UTC with milliseconds on the wire, {@link Instant} in memory. */
export const Time = z.codec(z.iso.datetime({ precision: 3 }), z.number().int(), {
  decode: (text): Instant => fromTimestamp(text),
  encode: (instant) => toTimestamp(instant),
})

/** An exchange rate as it was when it was used: units of the quote currency for one of the base. */
export const ExchangeRate = z.object({ rate: Decimal, source: z.string().max(50), quotedAt: Time, stale: z.boolean() })
export type ExchangeRate = z.output<typeof ExchangeRate>

export type { Units }
/** How alike two names are, 0 to 1 with four decimals: text on the wire, where no number has a fraction. */
export const NameScore = z.codec(z.string().regex(/^(0\.\d{4}|1\.0000)$/), z.number().min(0).max(1), {
  decode: (told) => Number(told),
  encode: (score) => score.toFixed(4),
})
