import type { AlertBook } from './alert-book.state'
import { isByBars, levelsOf } from './alert.state'
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
  const { asset, calendar, session, book, feed } = state
  if (defectOf(asset)) return 'a listed instrument keeps the rules of listing'
  if (session && !calendar) return 'a session comes from a calendar'
  if (session?.opensAt !== undefined && session.closesAt !== undefined && session.opensAt > session.closesAt)
    return 'a session opens before it closes'
  for (const { quote } of [book, feed])
    if (quote?.bid !== undefined && quote.ask !== undefined && quote.bid > quote.ask)
      return 'a shown bid is not above the ask'
  return brokenAlerts(state.alerts)
}

function brokenAlerts({ all, rises, falls, disarmed, byBars, activeOf }: AlertBook): string | undefined {
  const active = [...all.values()].filter((alert) => alert.active)
  const waiting = active.filter((alert) => alert.armed && !isByBars(alert)).map(levelsOf)
  if (waiting.filter(({ above }) => above !== undefined).length !== rises.size) return 'what fires above waits there'
  if (waiting.filter(({ below }) => below !== undefined).length !== falls.size) return 'what fires below waits there'
  if (active.filter((alert) => !alert.armed && !isByBars(alert)).length !== disarmed.size)
    return 'an alert whose condition still holds waits for it to cease'
  if (active.filter(isByBars).length !== byBars.size) return 'an alert is judged by prices or by bars'
  const counted = [...activeOf.values()].reduce((sum, count) => sum + count, 0)
  return counted === active.length ? undefined : 'the active alerts of each user are counted'
}
