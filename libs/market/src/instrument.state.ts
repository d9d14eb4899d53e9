import type { TradingCalendar } from '@filao/contracts'
import { assert, never, type Instant, type Moment } from '@filao/kernel'
import { AlertBook, evolveAlerts } from './alert-book.state'
import type { Reach } from './alert.state'
import type { EventNamed, InstrumentEvent } from './market.events'
import type { Units } from '@filao/money'

export type AssetRecord = Omit<EventNamed<'AssetListed'>, 'type'>
export type QuoteRecord = Omit<EventNamed<'QuoteUpdated'>, 'type' | 'ageMsMax'>
export type SessionRecord = Omit<EventNamed<'SessionChanged'>, 'type'>

/**
 * What has come in since the last published quote. `decide` adds to it without an event, because an event for each of
 * thousands of quotes a second is what the limit of four is there to prevent. So it is a memo beside the state: a crash
 * loses at most what was to be published within the next second, and no decision but the content of the next quote
 * rests on it.
 */
export type HeldQuote = Pick<
  QuoteRecord,
  'bid' | 'bidSize' | 'ask' | 'askSize' | 'lastPrice' | 'lastSize' | 'source' | 'asOf'
> & {
  /** First, highest and lowest trade since the last published quote. */
  readonly first?: Units
  readonly high?: Units
  readonly low?: Units
}

/** What one source of prices shows of an instrument. */
export interface Quoting {
  readonly quote?: QuoteRecord
  readonly quotedAt: Instant
  /** The trading day that the quote's session prices belong to. */
  readonly quotedDay?: string
  /** What came in since the last published quote. A memo and no state. */
  readonly held: { quote?: HeldQuote }
}

/** The own book, or the world outside. Their prices are two, and never become one. */
export type QuoteOrigin = 'book' | 'feed'
export const originOf = ({ source }: Pick<QuoteRecord, 'source'>): QuoteOrigin => (source === 'book' ? 'book' : 'feed')

/** What may be traded, when, and what it last cost. */
export interface Instrument extends Readonly<Record<QuoteOrigin, Quoting>> {
  readonly kind: 'instrument'
  readonly asset: AssetRecord
  /** Undefined until the calendar that it follows has answered; it does not trade before. */
  readonly calendar?: TradingCalendar
  readonly session?: SessionRecord
  /** Opening of the newest closed bar of a day. */
  readonly barOpenedAt?: Instant
  readonly alerts: AlertBook
}

export function evolveInstrument(state: Instrument | undefined, event: InstrumentEvent, at: Moment): Instrument {
  if (event.type === 'AssetListed') {
    const { type: _, ...asset } = event
    const unquoted = { quotedAt: 0, held: {} }
    return { kind: 'instrument', asset, book: unquoted, feed: unquoted, alerts: new AlertBook() }
  }
  assert(state !== undefined, 'an instrument is listed before anything else happens to it')
  switch (event.type) {
    case 'AssetUpdated': {
      const { type: _, ...asset } = event
      return { ...state, asset }
    }
    case 'QuoteUpdated':
      return quoted(state, event, at)
    case 'AlertCreated':
    case 'AlertCancelled':
    case 'AlertTriggered':
    case 'AlertRearmed':
      evolveAlerts(state.alerts, event, at)
      return state
    case 'InstrumentScheduled':
      return { ...state, calendar: event.calendar }
    case 'SessionChanged': {
      const { type: _, ...session } = event
      return { ...state, session }
    }
    case 'BarClosed':
      return { ...state, barOpenedAt: event.openedAt }
    default:
      return never(event)
  }
}

function quoted(
  state: Instrument,
  { type: _, ageMsMax: __, ...quote }: EventNamed<'QuoteUpdated'>,
  { now, position }: Moment,
): Instrument {
  const origin = originOf(quote)
  const before = state[origin]
  const day = quote.high === undefined ? before.quotedDay : (state.session?.day ?? before.quotedDay)
  const quoting: Quoting = { quote, quotedAt: now, held: {}, ...(day !== undefined && { quotedDay: day }) }
  const next = { ...state, [origin]: quoting }
  state.alerts.reach = reachOf(next, quoting, position) ?? state.alerts.reach
  return next
}

/** How far a quote's trades went, if it is the one that is shown and was fresh when it came. */
export function reachOf(instrument: Instrument, { quote, quotedAt }: Quoting, position: number): Reach | undefined {
  if (quote?.high === undefined || quote.low === undefined || quote.lastPrice === undefined) return undefined
  if (quote !== shownQuote(instrument) || !isFresh(quote, instrument.asset, quotedAt)) return undefined
  return { last: quote.lastPrice, high: quote.high, low: quote.low, position }
}

/** The own book's quote where it has ever traded, else the feed's. */
export const shownQuote = ({ book, feed }: Pick<Instrument, QuoteOrigin>): QuoteRecord | undefined =>
  book.quote?.lastPrice === undefined ? (feed.quote ?? book.quote) : book.quote

/** The own book is as it stands; a price from outside decides nothing once it is too old. */
export const isFresh = (quote: QuoteRecord, { quoteAgeMsMax }: AssetRecord, now: Instant): boolean =>
  quote.source === 'book' || now - quote.asOf <= quoteAgeMsMax
