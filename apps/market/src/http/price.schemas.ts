import { BarTimeframe, QuoteSource } from '@filao/contracts'
import { z } from 'zod'
import {
  countInput,
  CurrencyString,
  DecimalString,
  IdString,
  pageOf,
  pageQuery,
  SymbolString,
  TimeInput,
  TimeString,
  TotalString,
} from '@filao/service'

const SYMBOLS_MAX = 100
const SymbolList = z
  .string()
  .max(33 * SYMBOLS_MAX)
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(SymbolString).min(1).max(SYMBOLS_MAX))

export const QuotesQuery = z.strictObject({ symbols: SymbolList })
export type QuotesQuery = z.output<typeof QuotesQuery>

/** What the world outside shows, and demo orders trade at; null where nothing is heard of the instrument. */
export const FeedView = z
  .object({
    bid: DecimalString.nullable(),
    ask: DecimalString.nullable(),
    last: DecimalString.nullable(),
    source: QuoteSource,
    asOf: TimeString,
    stale: z.boolean(),
  })
  .nullable()

export const QuoteView = z
  .object({
    symbol: SymbolString,
    currency: CurrencyString.nullable(),
    /** True when there is no quote, or no such instrument; everything else is null then. */
    unavailable: z.boolean(),
    bid: DecimalString.nullable(),
    bidSize: DecimalString.nullable(),
    ask: DecimalString.nullable(),
    askSize: DecimalString.nullable(),
    last: DecimalString.nullable(),
    lastSize: DecimalString.nullable(),
    /** First, highest and lowest trade of the trading day. */
    open: DecimalString.nullable(),
    high: DecimalString.nullable(),
    low: DecimalString.nullable(),
    previousClose: DecimalString.nullable(),
    /** Traded since 00:00 UTC. */
    volume: TotalString.nullable(),
    source: QuoteSource.nullable(),
    asOf: TimeString.nullable(),
    receivedAt: TimeString.nullable(),
    ageMs: z.number().int().nullable(),
    stale: z.boolean(),
    halted: z.boolean(),
    feed: FeedView,
  })
  .meta({ id: 'Quote' })
export type QuoteView = z.output<typeof QuoteView>

export const QuoteList = z.object({ items: z.array(QuoteView), next: z.null() }).meta({ id: 'QuoteList' })
export type QuoteList = z.output<typeof QuoteList>

/** Look-back in days and number of bars of each chart. */
const DAY_MS = 86_400_000
export const CHARTS = {
  '1D': { timeframe: '5Min', lookBackMs: 2 * DAY_MS, limit: 100 },
  '1W': { timeframe: '15Min', lookBackMs: 10 * DAY_MS, limit: 150 },
  '1M': { timeframe: '1Hour', lookBackMs: 35 * DAY_MS, limit: 200 },
  '3M': { timeframe: '1Day', lookBackMs: 95 * DAY_MS, limit: 100 },
  '1Y': { timeframe: '1Day', lookBackMs: 370 * DAY_MS, limit: 365 },
} as const

export const BarsQuery = z
  .strictObject({
    timeframe: BarTimeframe.optional(),
    /** A chart's timeframe, look-back and number of bars in one word, instead of the others. */
    period: z.enum(['1D', '1W', '1M', '3M', '1Y']).optional(),
    start: TimeInput.optional(),
    end: TimeInput.optional(),
    limit: countInput(1000).optional(),
  })
  .refine(({ period, ...rest }) => period === undefined || Object.values(rest).every((value) => value === undefined), {
    path: ['period'],
    message: 'A period stands alone.',
  })
  .refine(({ start, end }) => start === undefined || end === undefined || start < end, {
    path: ['end'],
    message: 'The end lies after the start.',
  })
export type BarsQuery = z.output<typeof BarsQuery>

export const BarView = z
  .object({
    openedAt: TimeString,
    open: DecimalString,
    high: DecimalString,
    low: DecimalString,
    close: DecimalString,
    volume: TotalString,
    vwap: DecimalString.nullable(),
    tradeCount: z.number().int(),
  })
  .meta({ id: 'Bar' })
export type BarView = z.output<typeof BarView>

/** The newest bars, oldest first. */
export const BarList = z
  .object({ symbol: SymbolString, timeframe: BarTimeframe, items: z.array(BarView), next: z.null() })
  .meta({ id: 'BarList' })
export type BarList = z.output<typeof BarList>

export const TradesQuery = z.strictObject({
  ...pageQuery,
})
export type TradesQuery = z.output<typeof TradesQuery>

export const TradeView = z
  .object({
    id: IdString,
    price: DecimalString,
    quantity: DecimalString,
    /** Side of the order that met a resting one. */
    side: z.enum(['buy', 'sell']),
    executedAt: TimeString,
  })
  .meta({ id: 'TapeTrade' })
export type TradeView = z.output<typeof TradeView>

export const TradeList = pageOf(TradeView).meta({ id: 'TapeTradeList' })
export type TradeList = z.output<typeof TradeList>
