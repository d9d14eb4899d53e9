import { defectOf } from './asset.invariants'
import type { MarketState } from './market.state'

/** What must always hold; returns the violated sentence. */
export function violation(state: MarketState): string | undefined {
  if (state.kind === 'calendar') {
    return [...state.untold].every((assetId) => state.followers.has(assetId))
      ? undefined
      : 'only followers are told of a calendar'
  }
  if (state.kind !== 'instrument') return undefined
  const { asset, calendar, session, quote } = state
  if (defectOf(asset)) return 'a listed instrument keeps the rules of listing'
  if (session && !calendar) return 'a session comes from a calendar'
  if (session?.opensAt !== undefined && session.closesAt !== undefined && session.opensAt > session.closesAt)
    return 'a session opens before it closes'
  if (quote?.bid !== undefined && quote.ask !== undefined && quote.bid > quote.ask)
    return 'a shown bid is not above the ask'
  return undefined
}
