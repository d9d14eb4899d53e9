import { CLOCK_SKEW_MS_MAX } from '@filao/market'
import { inRange, ZERO } from '@filao/money'
import { z } from 'zod'
import { parseExact, unitsOf } from './exact-json'

// Alpaca market data v2, stream and REST: https://docs.alpaca.markets/docs/real-time-stock-pricing-data

/** A price, a size or a rate: what is less than nothing, or more than any column holds, is none. */
export const Figure = z.string().transform((text, context) => {
  const units = unitsOf(text) ?? -1n
  if (units < ZERO || !inRange(units)) context.addIssue({ code: 'custom', message: 'not a figure' })
  return units
})
/** RFC 3339 with nanoseconds. What is of a time to come would stay the newest until then. */
const Timestamp = z.string().transform((text, context) => {
  const at = Date.parse(text)
  if (!(at >= 0 && at <= Date.now() + CLOCK_SKEW_MS_MAX)) context.addIssue({ code: 'custom', message: 'not a time' })
  return at
})
const Symbol_ = z.string().min(1).max(64)

export const Trade = z.object({ i: z.string().optional(), p: Figure, s: Figure, t: Timestamp })
export const Quote = z.object({ bp: Figure, bs: Figure, ap: Figure, as: Figure, t: Timestamp })
export type Trade = z.output<typeof Trade>
export type Quote = z.output<typeof Quote>

/** Streamed messages that concern us; others (bars, price bands, later kinds) are passed over. */
const Streamed = z.discriminatedUnion('T', [
  z.object({ T: z.literal('success'), msg: z.string() }),
  z.object({ T: z.literal('error'), code: z.string(), msg: z.string() }),
  z.object({ T: z.literal('subscription'), trades: z.array(z.string()), quotes: z.array(z.string()) }),
  Trade.extend({ T: z.literal('t'), S: Symbol_ }),
  Quote.extend({ T: z.literal('q'), S: Symbol_ }),
  z.object({
    ...{ T: z.literal('c'), S: Symbol_, oi: z.string(), ci: z.string().optional() },
    ...{ cp: Figure, cs: Figure, t: Timestamp },
  }),
  z.object({ T: z.literal('x'), S: Symbol_, i: z.string(), t: Timestamp }),
  z.object({ T: z.literal('s'), S: Symbol_, sc: z.string(), t: Timestamp }),
])
export type Streamed = z.output<typeof Streamed>

/** The messages of one frame, in order. Throws a SyntaxError for what is no array of them. */
export function readFrame(text: string): readonly Streamed[] {
  const frame = parseExact(text)
  if (!Array.isArray(frame)) throw new SyntaxError('a frame of the price stream is an array')
  return frame.flatMap((one: unknown) => {
    const read = Streamed.safeParse(one)
    return read.success ? [read.data] : []
  })
}

/** Codes by which a tape says that a symbol does not trade: CTA, UTP. */
const HALTED = new Set(['2', '5', 'H', 'P'])
export const isHaltCode = (code: string): boolean => HALTED.has(code)

/** One symbol of which nothing is told that can be understood leaves the others of its request with their prices. */
export const LatestTrades = z.object({ trades: z.record(z.string(), Trade.optional().catch(undefined)) })
export const LatestQuotes = z.object({ quotes: z.record(z.string(), Quote.optional().catch(undefined)) })
/** What was told and understood. */
export const toldOf = <Told>(
  record: Readonly<Record<string, Told | undefined>>,
): readonly (readonly [string, Told])[] =>
  Object.entries(record).flatMap(([name, told]) => (told === undefined ? [] : [[name, told] as const]))

export const Asset = z.object({
  symbol: Symbol_,
  name: z.string(),
  exchange: z.string(),
  class: z.string(),
  status: z.string(),
  tradable: z.boolean(),
})
export type Asset = z.output<typeof Asset>
