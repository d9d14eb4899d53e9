import type { Decision, Instant, Moment } from '@filao/kernel'
import { ZERO } from '@filao/money'
import { originOf, type HeldQuote, type Instrument, type QuoteOrigin, type Quoting } from './instrument.state'
import type { CommandNamed } from './market.commands'
import type { EventNamed } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'
import { CLOCK_SKEW_MS_MAX } from './local-time.state'
import { hold, quoteOf } from './quote.state'

/** At most four quotes a second are published for an instrument. */
export const QUOTE_INTERVAL_MS_MIN = 250

type Ingest = CommandNamed<'IngestQuote'>
type QuoteDecision = Decision<EventNamed<'QuoteUpdated'>, MarketRefusal>

/**
 * Publishes a quote, or holds it until the interval is over. One that is older than what its source shows is ignored,
 * but for a correction.
 */
export function decideQuote(command: Ingest, state: Instrument, { now }: Moment): QuoteDecision {
  const { bid, ask, lastPrice, high, low } = command
  if ([bid, ask, lastPrice, high, low].some((price) => price !== undefined && price <= ZERO))
    return refuse('quote_invalid')
  // What is of a time to come would stay the newest until then.
  if (command.asOf > now + CLOCK_SKEW_MS_MAX) return refuse('quote_invalid')
  if (bid !== undefined && ask !== undefined && bid > ask) return refuse('quote_crossed')
  const quoting = state[originOf(command)]
  const newest = quoting.held.quote ?? quoting.quote
  if (newest && command.asOf < newest.asOf && !command.correction) return []
  const held = hold(quoting, command)
  if (now < quoting.quotedAt + QUOTE_INTERVAL_MS_MIN) {
    quoting.held.quote = held
    return []
  }
  return [updated(state, quoting, held)]
}

function updated(state: Instrument, quoting: Quoting, held: HeldQuote): EventNamed<'QuoteUpdated'> {
  const quote = quoteOf(state, quoting, held)
  const ageMsMax = originOf(quote) === 'feed' ? { ageMsMax: state.asset.quoteAgeMsMax } : {}
  return { type: 'QuoteUpdated', ...quote, ...ageMsMax }
}

const ORIGINS: readonly QuoteOrigin[] = ['book', 'feed']

/** Asked for when the interval is over. */
export const publishHeld = (state: Instrument): QuoteDecision =>
  ORIGINS.flatMap((origin) => {
    const quoting = state[origin]
    return quoting.held.quote ? [updated(state, quoting, quoting.held.quote)] : []
  })

/** True when something is held that may be published now. */
export const isQuoteDue = (state: Instrument, now: Instant): boolean => isDue(state.book, now) || isDue(state.feed, now)

const isDue = ({ held, quotedAt }: Quoting, now: Instant): boolean =>
  held.quote !== undefined && now >= quotedAt + QUOTE_INTERVAL_MS_MIN
