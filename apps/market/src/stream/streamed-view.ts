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
  return { quote: JSON.stringify(quoteOf(symbol, rows, now)), status: JSON.stringify(statusOf(symbol, rows, now)) }
}

function quoteOf(symbol: string, rows: QuoteView | undefined, now: Date): StreamedQuote {
  if (!rows) return { symbol, ...NOTHING }
  const { currency, bid, ask, last, previousClose, volume, source, feed, asOf, stale } = quoteView(rows, now)
  const { name, exchange } = rows.asset
  const change = changeOf(last, previousClose)
  return { symbol, name, exchange, currency, bid, ask, last, ...change, volume, source, feed, asOf, stale }
}

function statusOf(symbol: string, rows: QuoteView | undefined, now: Date): StreamedStatus {
  if (!rows) return { symbol, status: null, halted: false, open: false, unavailable: true }
  const { asset, session } = rows
  const { halted, unavailable } = quoteView(rows, now)
  return { symbol, status: asset.status, halted, open: session !== null && sessionView(session, now).open, unavailable }
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
