import { Exchange, InstrumentStatus, QuoteSource } from '@filao/contracts'
import {
  CurrencyString,
  DecimalString,
  SignedDecimalString,
  SymbolString,
  TimeString,
  TotalString,
} from '@filao/service'
import { z } from 'zod'
import { FeedView } from './price.schemas'

/** A price as it is streamed. Of what has none, everything but the symbol is null. */
export const StreamedQuote = z.object({
  symbol: SymbolString,
  name: z.string().nullable(),
  exchange: Exchange.nullable(),
  currency: CurrencyString.nullable(),
  bid: DecimalString.nullable(),
  ask: DecimalString.nullable(),
  last: DecimalString.nullable(),
  /** From the close of the trading day before to the last price, and that in percent of the close. */
  change: SignedDecimalString.nullable(),
  changePercent: SignedDecimalString.nullable(),
  volume: TotalString.nullable(),
  source: QuoteSource.nullable(),
  feed: FeedView,
  asOf: TimeString.nullable(),
  stale: z.boolean(),
})
export type StreamedQuote = z.output<typeof StreamedQuote>

/** Whether an instrument can be traded now, and whether it has a price at all. */
export const StreamedStatus = z.object({
  symbol: SymbolString,
  /** Null where there is no such instrument. */
  status: InstrumentStatus.nullable(),
  halted: z.boolean(),
  /** Whether its venue is open now. */
  open: z.boolean(),
  /** True while there is no price, or no such instrument. */
  unavailable: z.boolean(),
})
export type StreamedStatus = z.output<typeof StreamedStatus>

/** The events of the stream, by name, in the order in which they first come. */
export const QUOTE_EVENTS = {
  ready: z.object({ symbols: z.array(SymbolString) }),
  snapshot: z.object({ quotes: z.array(StreamedQuote), statuses: z.array(StreamedStatus) }),
  quote: StreamedQuote,
  status: StreamedStatus,
  heartbeat: z.object({ at: TimeString }),
} as const
