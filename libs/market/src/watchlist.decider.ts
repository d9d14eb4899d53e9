import type { Decision } from '@filao/kernel'
import type { CommandNamed } from './market.commands'
import type { EventNamed } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'
import type { Watchlists } from './watchlist.state'

/** Watchlists of one user. */
export const WATCHLISTS_MAX = 20

export function decideWatchlist(
  { userId, name, assetIds }: CommandNamed<'SetWatchlist'>,
  state: Watchlists | undefined,
): Decision<EventNamed<'WatchlistChanged'>, MarketRefusal> {
  const lists: Watchlists['lists'] = state?.lists ?? new Map()
  const known = lists.get(name) ?? []
  if (new Set(assetIds).size !== assetIds.length) return refuse('watched_twice')
  if (known.length === assetIds.length && known.every((assetId, index) => assetId === assetIds[index])) return []
  if (known.length === 0 && lists.size >= WATCHLISTS_MAX) return refuse('watchlist_limit')
  return [{ type: 'WatchlistChanged', userId, name, assetIds }]
}
