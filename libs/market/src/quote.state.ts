import { maxUnits, minUnits } from '@filao/money'
import type { CommandNamed } from './market.commands'
import type { HeldQuote, Instrument, QuoteRecord, Quoting } from './instrument.state'

type Ingested = CommandNamed<'IngestQuote'>

/** Adds a quote to what is held. A trade alone leaves the sides; anything else replaces both. */
export function hold({ held, quote }: Quoting, command: Ingested): HeldQuote {
  const base: Partial<HeldQuote> = held.quote ?? shownBy(quote)
  const sides = isTradeAlone(command) ? base : command
  const { lastPrice, lastSize, source, asOf } = command
  const trade = lastPrice === undefined ? base : { lastPrice, lastSize }
  const { high = lastPrice, low = lastPrice } = command
  return defined({
    bid: sides.bid,
    bidSize: sides.bidSize,
    ask: sides.ask,
    askSize: sides.askSize,
    lastPrice: trade.lastPrice,
    lastSize: trade.lastSize,
    first: base.first ?? lastPrice,
    high: high === undefined || base.high === undefined ? (base.high ?? high) : maxUnits(base.high, high),
    low: low === undefined || base.low === undefined ? (base.low ?? low) : minUnits(base.low, low),
    source,
    asOf,
  })
}

/** The quote that is published, with the prices of the trading day carried on. */
export function quoteOf(state: Instrument, quoting: Quoting, held: HeldQuote): QuoteRecord {
  const { first: _, ...shown } = held
  const { assetId, symbol } = state.asset
  return defined({ assetId, symbol, ...shown, ...sessionPrices(state, quoting, held) })
}

/** Drops the members that are undefined, so that an absent field is absent everywhere. */
function defined<T extends object>(object: { [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

const isTradeAlone = ({ lastPrice, bid, ask }: Ingested): boolean =>
  lastPrice !== undefined && bid === undefined && ask === undefined

function shownBy(quote: QuoteRecord | undefined): Partial<HeldQuote> {
  if (!quote) return {}
  const { bid, bidSize, ask, askSize, lastPrice, lastSize } = quote
  return defined<Partial<HeldQuote>>({ bid, bidSize, ask, askSize, lastPrice, lastSize })
}

/** A trading day's prices begin anew with its first trade; until then those of the day before are shown. */
function sessionPrices(
  { session }: Instrument,
  { quote, quotedDay }: Quoting,
  { first, high, low }: HeldQuote,
): Partial<QuoteRecord> {
  const { sessionOpen, sessionHigh, sessionLow } = quote ?? {}
  if (first === undefined || high === undefined || low === undefined) return { sessionOpen, sessionHigh, sessionLow }
  const goesOn = session === undefined || quotedDay === session.day
  if (!goesOn || sessionOpen === undefined) return { sessionOpen: first, sessionHigh: high, sessionLow: low }
  return { sessionOpen, sessionHigh: maxUnits(sessionHigh ?? high, high), sessionLow: minUnits(sessionLow ?? low, low) }
}
