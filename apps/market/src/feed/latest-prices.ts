import type { Instant } from '@filao/kernel'
import { maxUnits, minUnits, ZERO, type Units } from '@filao/money'
import type { Quote, Trade } from './alpaca-messages'
import type { FeedPrice } from './price-feed'

/** Trades kept of each symbol, so that one that is taken back leaves the one before it as the last. */
const TRADES_KEPT = 50

interface Known {
  quote?: Quote
  /** Newest last. */
  readonly trades: Trade[]
  source: FeedPrice['source']
  halted: boolean
  changed: boolean
  corrected: boolean
  high?: Units
  low?: Units
}

/** The latest of each symbol, with corrections and cancels applied, gathered until somebody takes it. */
export class LatestPrices {
  private readonly known = new Map<string, Known>()

  quoted(symbol: string, quote: Quote, source: FeedPrice['source']): void {
    const known = this.of(symbol)
    if (known.quote && quote.t < known.quote.t) return
    known.quote = quote
    this.change(known, source)
  }

  traded(symbol: string, trade: Trade, source: FeedPrice['source']): void {
    const known = this.of(symbol)
    const last = known.trades.at(-1)
    // The same trade asked for again, or one that the stream has overtaken.
    if (last && (trade.t < last.t || (trade.i !== undefined && trade.i === last.i))) return
    if (trade.p <= ZERO) return
    known.trades.push(trade)
    if (known.trades.length > TRADES_KEPT) known.trades.shift()
    known.high = known.high === undefined ? trade.p : maxUnits(known.high, trade.p)
    known.low = known.low === undefined ? trade.p : minUnits(known.low, trade.p)
    this.change(known, source)
  }

  /** A trade never was, or was at another price. One that is no longer kept changes nothing that is shown. */
  corrected(symbol: string, id: string, instead?: Pick<Trade, 'i' | 'p' | 's'>): void {
    const known = this.of(symbol)
    const at = known.trades.findIndex(({ i }) => i === id)
    const trade = known.trades[at]
    if (!trade) return
    known.trades.splice(at, 1, ...(instead ? [{ ...instead, t: trade.t }] : []))
    known.corrected = true
    // What the mistaken trade reached was reached by nobody.
    delete known.high
    delete known.low
    this.change(known, 'stream')
  }

  /** A halted symbol shows nothing new: its price grows old, and nobody trades on it. */
  halted(symbol: string, halted: boolean): void {
    this.of(symbol).halted = halted
  }

  heardAt(symbol: string): Instant | undefined {
    const known = this.known.get(symbol)
    return known && asOfOf(known)
  }

  take(): FeedPrice[] {
    const taken: FeedPrice[] = []
    for (const [symbol, known] of this.known) {
      const price = known.changed && !known.halted ? priceOf(symbol, known) : undefined
      if (!price) continue
      taken.push(price)
      known.changed = false
      known.corrected = false
      delete known.high
      delete known.low
    }
    return taken
  }

  private of(symbol: string): Known {
    let known = this.known.get(symbol)
    if (!known) {
      known = { trades: [], source: 'rest', halted: false, changed: false, corrected: false }
      this.known.set(symbol, known)
    }
    return known
  }

  private change(known: Known, source: FeedPrice['source']): void {
    known.changed = true
    known.source = source
  }
}

/** As old as the last trade, by which demo orders fill; sides alone say nothing of it. */
const asOfOf = ({ quote, trades }: Known): Instant | undefined => trades.at(-1)?.t ?? quote?.t

function priceOf(symbol: string, known: Known): FeedPrice | undefined {
  const { quote, source, corrected, high, low } = known
  const trade = known.trades.at(-1)
  const asOf = asOfOf(known)
  if (asOf === undefined) return undefined
  const sides = quote && sidesOf(quote)
  return {
    symbol,
    ...sides,
    ...(trade && { last: trade.p, lastSize: trade.s }),
    ...(high !== undefined && low !== undefined && { high, low }),
    asOf,
    source,
    correction: corrected,
  }
}

/** A side at 0 is empty. Sides that are crossed, as they are for an instant between venues, are none. */
function sidesOf({ bp, bs, ap, as }: Quote): Pick<FeedPrice, 'bid' | 'bidSize' | 'ask' | 'askSize'> {
  if (bp > ZERO && ap > ZERO && bp > ap) return {}
  return {
    ...(bp > ZERO && { bid: bp, bidSize: bs }),
    ...(ap > ZERO && { ask: ap, askSize: as }),
  }
}
