import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { StateStore } from '@filao/engine'
import { forgetInactive, type MarketState } from '@filao/market'
import { alertParts, loadAlerts, loadNamedAlerts } from './alert.store'
import { instrumentParts, loadInstruments } from './asset.store'
import { calendarParts, loadCalendars } from './calendar.store'
import { fxParts, loadFxRates } from './fx.store'
import { forgetWatchlists, loadWatchlists, watchlistParts } from './watchlist.store'

/**
 * Instruments with the alerts that watch them, calendars and rates are few: all of an owned partition are in memory.
 * Watchlists, and alerts that have fired, come when a command names them.
 */
export const marketStore: StateStore<MarketCommand, MarketEvent, MarketState> = {
  async loadResident(db, partition, memory) {
    await loadInstruments(db, partition, memory)
    await loadAlerts(db, partition, memory)
    await loadCalendars(db, partition, memory)
    await loadFxRates(db, partition, memory)
  },
  async load(db, partition, commands, memory) {
    await loadNamedAlerts(db, partition, { commands, memory })
    await loadWatchlists(db, partition, { commands, memory })
  },
  parts: (_, events, memory) => [
    ...instrumentParts(events, memory),
    ...alertParts(events, memory),
    ...calendarParts(events, memory),
    ...fxParts(events),
    ...watchlistParts(events),
  ],
  forget(memory, events) {
    for (const { event, aggregate } of events) {
      const state = 'alertId' in event ? memory.get(aggregate) : undefined
      if (state?.kind === 'instrument') forgetInactive(state.alerts)
    }
    forgetWatchlists(memory)
  },
}
