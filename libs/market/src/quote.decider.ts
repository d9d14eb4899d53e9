import type { Decision, Instant, Moment } from '@filao/kernel'
import { ZERO } from '@filao/money'
import type { Instrument } from './instrument.state'
import type { CommandNamed } from './market.commands'
import type { EventNamed } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'
import { hold, quoteOf } from './quote.state'

/** At most four quotes a second are published for an instrument. */
export const QUOTE_INTERVAL_MS_MIN = 250

type Ingest = CommandNamed<'IngestQuote'>
type QuoteDecision = Decision<EventNamed<'QuoteUpdated'>, MarketRefusal>

/** Publishes a quote, or holds it until the interval is over. One that is older than what is shown is ignored. */
export function decideQuote(command: Ingest, state: Instrument, { now }: Moment): QuoteDecision {
  const { bid, ask } = command
  if ([bid, ask, command.lastPrice].some((price) => price !== undefined && price <= ZERO))
    return refuse('quote_invalid')
  if (bid !== undefined && ask !== undefined && bid > ask) return refuse('quote_crossed')
  const newest = state.held.quote ?? state.quote
  if (newest && command.asOf < newest.asOf) return []
  const held = hold(state, command)
  if (now < state.quotedAt + QUOTE_INTERVAL_MS_MIN) {
    state.held.quote = held
    return []
  }
  return [{ type: 'QuoteUpdated', ...quoteOf(state, held) }]
}

/** Asked for when the interval is over. */
export const publishHeld = (state: Instrument): QuoteDecision =>
  state.held.quote ? [{ type: 'QuoteUpdated', ...quoteOf(state, state.held.quote) }] : []

/** True when something is held that may be published now. */
export const isQuoteDue = (state: Instrument, now: Instant): boolean =>
  state.held.quote !== undefined && now >= state.quotedAt + QUOTE_INTERVAL_MS_MIN
