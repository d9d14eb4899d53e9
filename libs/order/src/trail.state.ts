import type { InstrumentTerms } from '@filao/contracts'
import type { Units } from '@filao/money'
import { ceilToTick, floorToTick, loweredBy, loweredTo, raisedBy, raisedTo } from './tick.state'

/** How far behind the market a trailing stop follows: an amount, or a percentage of its reference price. */
export interface Trail {
  readonly side: 'buy' | 'sell'
  readonly trailAmount?: Units | undefined
  readonly trailPercent?: Units | undefined
}

/** The stop that trails `reference`, rounded away from the market. Not positive when the trail is longer than the price. */
export function trailedStop(trail: Trail, reference: Units, terms: InstrumentTerms): Units {
  const { side, trailAmount, trailPercent = 0n } = trail
  if (side === 'sell') {
    const stop = trailAmount === undefined ? loweredBy(reference, trailPercent) : reference - trailAmount
    return stop > 0n ? floorToTick(stop, terms) : 0n
  }
  return ceilToTick(trailAmount === undefined ? raisedBy(reference, trailPercent) : reference + trailAmount, terms)
}

/**
 * The last price at which the stop moves to its next tick, whatever ticks it was set by: from there on for a sell, down
 * to there for a buy. Known in advance, so that a trade touches only the stops that it moves. Undefined when a buy's stop
 * cannot fall any further.
 */
export function trailMovesAt(trail: Trail, stop: Units, terms: InstrumentTerms): Units | undefined {
  const { side, trailAmount, trailPercent = 0n } = trail
  if (side === 'sell') {
    const next = ceilToTick(stop + 1n, terms)
    return trailAmount === undefined ? raisedTo(next, trailPercent) : next + trailAmount
  }
  const next = floorToTick(stop - 1n, terms)
  const price = trailAmount === undefined ? loweredTo(next, trailPercent) : next - trailAmount
  return price > 0n ? price : undefined
}
