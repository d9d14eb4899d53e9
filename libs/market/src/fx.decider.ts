import { assert, type Decision, type Moment } from '@filao/kernel'
import { ONE, ZERO } from '@filao/money'
import type { FxPair } from './fx.state'
import { CLOCK_SKEW_MS_MAX } from './local-time.state'
import { pairIdOf, type FxCommand } from './market.commands'
import type { FxEvent } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'

/** What numeric(20,10) holds. */
const RATE_MAX = 10n ** 10n * ONE - 1n

export function decideFx(command: FxCommand, pair: FxPair | undefined, at: Moment): Decision<FxEvent, MarketRefusal> {
  const { pairId, base, quote, rate, source, asOf } = command
  assert(pairId === pairIdOf(base, quote), 'a pair is known by its currencies')
  if (base === quote) return refuse('same_currency')
  if (rate <= ZERO || rate > RATE_MAX) return refuse('rate_invalid')
  if (asOf > at.now + CLOCK_SKEW_MS_MAX) return refuse('rate_in_future')
  const known = pair?.rate
  if (known && known.rate === rate && known.source === source && known.asOf === asOf) return []
  if (known && known.asOf > asOf) return refuse('rate_outdated')
  return [{ type: 'FxRateChanged', pairId, base, quote, rate, source, asOf }]
}
