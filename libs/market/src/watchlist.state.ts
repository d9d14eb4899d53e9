import type { Id } from '@filao/kernel'
import type { EventNamed } from './market.events'

/** The watchlists of one user, by name. */
export interface Watchlists {
  readonly kind: 'watchlists'
  readonly userId: Id
  readonly lists: ReadonlyMap<string, readonly Id[]>
}

export const noWatchlists = (userId: Id): Watchlists => ({ kind: 'watchlists', userId, lists: new Map() })

/** A list without instruments is no list. */
export function evolveWatchlists(
  state: Watchlists | undefined,
  { userId, name, assetIds }: EventNamed<'WatchlistChanged'>,
): Watchlists {
  const lists = new Map(state?.lists)
  if (assetIds.length === 0) lists.delete(name)
  else lists.set(name, assetIds)
  return { kind: 'watchlists', userId, lists }
}
