import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { Claim, Rules } from '@filao/kernel'
import { aggregateOf } from './market.commands'
import { marketDecider } from './market.decider'
import { violation } from './market.invariants'
import { reactions, timers } from './market.reactions'
import { refuse, type MarketRefusal } from './market.refusals'
import type { MarketState } from './market.state'
import { isQuoteDue } from './quote.decider'

/** All that market decides: instruments, their sessions and quotes, calendars and exchange rates. */
export const marketRules: Rules<MarketCommand, MarketEvent, MarketState, MarketRefusal> = {
  decider: marketDecider,
  aggregateOf,
  reactions,
  timers,
  claims,
  continuation: (state) =>
    state.kind === 'calendar' && state.calendar && state.untold.size > 0
      ? { type: 'PublishCalendar', calendarId: state.calendarId }
      : undefined,
  overdue: (state, now) =>
    state.kind === 'instrument' && isQuoteDue(state, now)
      ? [{ type: 'PublishQuote', assetId: state.asset.assetId }]
      : [],
  violation,
}

/** A symbol and an ISIN belong to one instrument of the whole service. */
function claims(command: MarketCommand): readonly Claim<MarketRefusal>[] {
  if (command.type !== 'ListAsset') return []
  const { assetId: ownerId, symbol, isin } = command
  const symbolClaim = { scope: 'symbol', value: symbol, ownerId, taken: refuse('symbol_taken') }
  return isin === undefined
    ? [symbolClaim]
    : [symbolClaim, { scope: 'isin', value: isin, ownerId, taken: refuse('isin_taken') }]
}

export { VENUE_CALENDARS } from './venue.commands'
export { calendarIdOf, pairIdOf } from './market.commands'
export { marketRefusals, type MarketRefusal, type MarketRefusalCode } from './market.refusals'
export { unborn, type MarketState } from './market.state'
export { barsOf, TIMEFRAME_MS, type Bar, type TapeTrade } from './bar.state'
export type { Calendar } from './calendar.state'
export type { FxPair } from './fx.state'
export type { AssetRecord, Instrument, QuoteRecord, SessionRecord } from './instrument.state'
export {
  lacksNextYear,
  sessionAt,
  sessionStateAt,
  settlementDateOf,
  type Session,
  type SessionState,
} from './session.state'
