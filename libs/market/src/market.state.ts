import type { MarketEvent } from '@filao/contracts'
import type { Id, Moment } from '@filao/kernel'
import { evolveCalendar, type Calendar } from './calendar.state'
import { evolveFxPair, type FxPair } from './fx.state'
import { evolveInstrument, type Instrument } from './instrument.state'
import { evolveWatchlists, type Watchlists } from './watchlist.state'

/** An id of which nothing is known yet: its first event says what it is. */
export interface Unborn {
  readonly kind: 'unborn'
  readonly id: Id
}

/**
 * Market has four kinds of aggregate: instruments and the watchlists of users live in all partitions, calendars and pairs
 * in partition 0.
 */
export type MarketState = Unborn | Instrument | Calendar | FxPair | Watchlists

export const unborn = (id: Id): Unborn => ({ kind: 'unborn', id })

/** Total: every event in every state. The kind of the event decides, because an id is of one kind for ever. */
export function evolve(state: MarketState, event: MarketEvent, at: Moment): MarketState {
  if ('calendarId' in event) return evolveCalendar(state.kind === 'calendar' ? state : undefined, event)
  if ('pairId' in event) return evolveFxPair(event)
  if (event.type === 'WatchlistChanged') return evolveWatchlists(state.kind === 'watchlists' ? state : undefined, event)
  return evolveInstrument(state.kind === 'instrument' ? state : undefined, event, at)
}
