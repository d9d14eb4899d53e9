import { divideHalfUp, formatUnits, ONE, readUnits } from '@filao/money'
import type { StreamedQuote, StreamedStatus } from '../http/quote-stream.schemas'
import { quoteView, sessionView } from '../read/asset-view.queries'
import type { QuoteView } from '../read/asset.queries'

/** What a stream tells of an instrument, as JSON: two texts that are alike tell the same. */
export interface Shown {
  readonly quote: string
  readonly status: string
}

/** What is shown of an instrument at an instant; undefined stands for one that there is not. */
export function shownOf(symbol: string, rows: QuoteView | undefined, now: Date): Shown {
  if (!rows) return { quote: JSON.stringify({ symbol, ...NOTHING }), status: JSON.stringify({ symbol, ...NOWHERE }) }
  const { currency, bid, ask, last, previousClose, volume, source, feed, asOf, stale, halted, unavailable } = quoteView(
    rows,
    now,
  )
  const { asset, session } = rows
  const { name, exchange, status } = asset
  const change = changeOf(last, previousClose)
  const open = session !== null && sessionView(session, now).open
  const prices = { bid, ask, last, ...change, volume, source, feed, asOf, stale }
  const quote: StreamedQuote = { symbol, name, exchange, currency, ...prices }
  const trading: StreamedStatus = { symbol, status, halted, open, unavailable }
  return { quote: JSON.stringify(quote), status: JSON.stringify(trading) }
}

/** In percent of the close, half-up to 8 decimals. */
function changeOf(last: string | null, previousClose: string | null): Pick<StreamedQuote, 'change' | 'changePercent'> {
  if (last === null || previousClose === null) return { change: null, changePercent: null }
  const close = readUnits(previousClose)
  const change = readUnits(last) - close
  return { change: formatUnits(change), changePercent: formatUnits(divideHalfUp(change * PERCENT, close)) }
}

const PERCENT = 100n * ONE
const NOTHING = {
  ...{
    name: null,
    exchange: null,
    currency: null,
    bid: null,
    ask: null,
    last: null,
    change: null,
    changePercent: null,
  },
  ...{ volume: null, source: null, feed: null, asOf: null, stale: false },
}
const NOWHERE = { status: null, halted: false, open: false, unavailable: true }
