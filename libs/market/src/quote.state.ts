import { maxUnits, minUnits } from '@filao/money'
import type { CommandNamed } from './market.commands'
import type { HeldQuote, Instrument, QuoteRecord } from './instrument.state'

type Ingested = CommandNamed<'IngestQuote'>

/** Adds a quote to what is held. A trade alone leaves the sides; anything else replaces both. */
export function hold(state: Instrument, command: Ingested): HeldQuote {
  const base: Partial<HeldQuote> = state.held.quote ?? shownBy(state.quote)
  const sides = isTradeAlone(command) ? base : command
  const { lastPrice, lastSize, source, asOf } = command
  const trade = lastPrice === undefined ? base : { lastPrice, lastSize }
  const { first, high, low } = base
  return defined({
    bid: sides.bid,
    bidSize: sides.bidSize,
    ask: sides.ask,
    askSize: sides.askSize,
    lastPrice: trade.lastPrice,
    lastSize: trade.lastSize,
    first: first ?? lastPrice,
    high: lastPrice === undefined || high === undefined ? (high ?? lastPrice) : maxUnits(high, lastPrice),
    low: lastPrice === undefined || low === undefined ? (low ?? lastPrice) : minUnits(low, lastPrice),
    source,
    asOf,
  })
}

/** The quote that is published, with the prices of the trading day carried on. */
export function quoteOf(state: Instrument, held: HeldQuote): QuoteRecord {
  const { first: _, ...shown } = held
  const { assetId, symbol } = state.asset
  return defined({ assetId, symbol, ...shown, ...sessionPrices(state, held) })
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
function sessionPrices(state: Instrument, { first, high, low }: HeldQuote): Partial<QuoteRecord> {
  const { sessionOpen, sessionHigh, sessionLow } = state.quote ?? {}
  if (first === undefined || high === undefined || low === undefined) return { sessionOpen, sessionHigh, sessionLow }
  const goesOn = state.session === undefined || state.quotedDay === state.session.day
  if (!goesOn || sessionOpen === undefined) return { sessionOpen: first, sessionHigh: high, sessionLow: low }
  return { sessionOpen, sessionHigh: maxUnits(sessionHigh ?? high, high), sessionLow: minUnits(sessionLow ?? low, low) }
}
