import type { TradingCalendar } from '@filao/contracts'
import { assert, never, type Instant } from '@filao/kernel'
import type { EventNamed, InstrumentEvent } from './market.events'
import type { Units } from '@filao/money'

export type AssetRecord = Omit<EventNamed<'AssetListed'>, 'type'>
export type QuoteRecord = Omit<EventNamed<'QuoteUpdated'>, 'type'>
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

/** What may be traded, when, and what it last cost. */
export interface Instrument {
  readonly kind: 'instrument'
  readonly asset: AssetRecord
  /** Undefined until the calendar that it follows has answered; it does not trade before. */
  readonly calendar?: TradingCalendar
  readonly session?: SessionRecord
  readonly quote?: QuoteRecord
  readonly quotedAt: Instant
  /** The trading day that the quote's session prices belong to. */
  readonly quotedDay?: string
  /** Opening of the newest closed bar of a day. */
  readonly barOpenedAt?: Instant
  /** What came in since the last published quote. A memo and no state. */
  readonly held: { quote?: HeldQuote }
}

export function evolveInstrument(state: Instrument | undefined, event: InstrumentEvent, now: Instant): Instrument {
  if (event.type === 'AssetListed') {
    const { type: _, ...asset } = event
    return { kind: 'instrument', asset, quotedAt: 0, held: {} }
  }
  assert(state !== undefined, 'an instrument is listed before anything else happens to it')
  switch (event.type) {
    case 'AssetUpdated': {
      const { type: _, ...asset } = event
      return { ...state, asset }
    }
    case 'QuoteUpdated': {
      const { type: _, ...quote } = event
      const quotedDay = event.high === undefined ? undefined : (state.session?.day ?? state.quotedDay)
      return { ...state, quote, quotedAt: now, held: {}, ...(quotedDay !== undefined && { quotedDay }) }
    }
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
