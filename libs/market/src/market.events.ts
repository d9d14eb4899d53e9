import type { MarketEvent } from '@filao/contracts'

/** One of the facts of market, by its name. */
export type EventNamed<Name extends MarketEvent['type']> = Extract<MarketEvent, { type: Name }>
export type CalendarEvent = Extract<MarketEvent, { calendarId: string }>
export type FxEvent = Extract<MarketEvent, { pairId: string }>
export type WatchlistEvent = EventNamed<'WatchlistChanged'>
export type InstrumentEvent = Exclude<MarketEvent, CalendarEvent | FxEvent | WatchlistEvent>
