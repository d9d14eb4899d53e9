import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { StateStore } from '@filao/engine'
import type { MarketState } from '@filao/market'
import { instrumentParts, loadInstruments } from './asset.store'
import { calendarParts, loadCalendars } from './calendar.store'
import { fxParts, loadFxRates } from './fx.store'

/** Everything that a partition has stays in memory, so that no command waits for a query. */
export const marketStore: StateStore<MarketCommand, MarketEvent, MarketState> = {
  async loadResident(db, partition, memory) {
    await loadInstruments(db, partition, memory)
    await loadCalendars(db, partition, memory)
    await loadFxRates(db, partition, memory)
  },
  load: () => Promise.resolve(),
  parts: (_, events, memory) => [
    ...instrumentParts(events, memory),
    ...calendarParts(events, memory),
    ...fxParts(events),
  ],
  forget: () => undefined,
}
