import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { Claim, Instant, Rules } from '@filao/kernel'
import { hasDueAlerts, isReviewDue } from './alert.decider'
import { aggregateOf } from './market.commands'
import { marketDecider } from './market.decider'
import { violation } from './market.invariants'
import { reactions, timers } from './market.reactions'
import { refuse, type MarketRefusal } from './market.refusals'
import type { MarketState } from './market.state'
import { isQuoteDue } from './quote.decider'

/** All that market decides: instruments, their sessions, quotes and alerts, calendars, exchange rates, watchlists. */
export const marketRules: Rules<MarketCommand, MarketEvent, MarketState, MarketRefusal> = {
  decider: marketDecider,
  aggregateOf,
  reactions,
  timers,
  claims,
  continuation,
  overdue,
  violation,
}

/** The rest of a large work: followers of a calendar that are to be told, alerts that a quote has reached. */
function continuation(state: MarketState): MarketCommand | undefined {
  if (state.kind === 'calendar' && state.calendar && state.untold.size > 0)
    return { type: 'PublishCalendar', calendarId: state.calendarId }
  if (state.kind === 'instrument' && hasDueAlerts(state)) return { type: 'FireAlerts', assetId: state.asset.assetId }
  return undefined
}

/** What time alone brings about: a quote that was held back, the end of an alert, the rest of one that repeats. */
function overdue(state: MarketState, now: Instant): readonly MarketCommand[] {
  if (state.kind !== 'instrument') return []
  const { assetId } = state.asset
  const commands: MarketCommand[] = []
  if (isQuoteDue(state, now)) commands.push({ type: 'PublishQuote', assetId })
  if (isReviewDue(state, now)) commands.push({ type: 'ReviewAlerts', assetId })
  return commands
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

export { CLOCK_SKEW_MS_MAX } from './local-time.state'
export { VENUE_CALENDARS } from './venue.commands'
export { calendarIdOf, pairIdOf } from './market.commands'
export { marketRefusals, type MarketRefusal } from './market.refusals'
export { unborn, type MarketState } from './market.state'
export { barsOf, TIMEFRAME_MS, type Bar, type TapeTrade } from './bar.state'
export type { Calendar } from './calendar.state'
export { AlertBook, forgetInactive } from './alert-book.state'
export type { Alert } from './alert.state'
export { noWatchlists, type Watchlists } from './watchlist.state'
export {
  originOf,
  reachOf,
  type AssetRecord,
  type Instrument,
  type QuoteOrigin,
  type QuoteRecord,
  type Quoting,
  type SessionRecord,
} from './instrument.state'
export { lacksNextYear, sessionAt } from './session.state'
