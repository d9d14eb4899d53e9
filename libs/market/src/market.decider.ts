import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { Decider } from '@filao/kernel'
import { decideCalendar } from './calendar.decider'
import { decideFx } from './fx.decider'
import { decideInstrument } from './instrument.decider'
import type { MarketRefusal } from './market.refusals'
import { evolve, unborn, type MarketState } from './market.state'
import { decideWatchlist } from './watchlist.decider'

/** Decides on instruments, calendars and exchange rates. Pure but for the memo of held quotes (quote.state.ts). */
export const marketDecider: Decider<MarketCommand, MarketEvent, MarketState, MarketRefusal> = {
  initial: unborn,
  evolve: (state, event, at) => evolve(state, event, at),
  decide(command, state, at) {
    if ('calendarId' in command) return decideCalendar(command, state.kind === 'calendar' ? state : undefined, at)
    if ('pairId' in command) return decideFx(command, state.kind === 'fx' ? state : undefined, at)
    if (command.type === 'SetWatchlist')
      return decideWatchlist(command, state.kind === 'watchlists' ? state : undefined)
    return decideInstrument(command, state.kind === 'instrument' ? state : undefined, at)
  },
}
