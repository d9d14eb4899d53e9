import type { MarketCommand, MarketEvent } from '@filao/contracts'
import {
  documents,
  plainArray,
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Queryable,
  type Recorded,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { noWatchlists, type MarketState } from '@filao/market'

const WATCHLISTS: DocumentTable = {
  name: 'watchlists_set',
  table: 'market.watchlists',
  key: ['user_id', 'name'],
  columns: ['user_id', 'name', 'asset_ids', 'position', 'updated_at'],
}

/** The lists that the events changed, told by the events alone: the last word about each stands. */
export function watchlistParts(events: readonly Recorded<MarketEvent>[]): StatementPart[] {
  const last = new Map<string, JsonRow>()
  for (const { event, position, at } of events) {
    if (event.type !== 'WatchlistChanged') continue
    const { userId, name, assetIds } = event
    const row = { user_id: userId, name, asset_ids: assetIds, position, updated_at: toTimestamp(at) }
    last.set(`${userId} ${name}`, row)
  }
  const rows = [...last.values()]
  const isGone = ({ asset_ids: assetIds }: JsonRow): boolean => (assetIds as readonly string[]).length === 0
  return [
    upsertDocuments(
      WATCHLISTS,
      rows.filter((row) => !isGone(row)),
    ),
    {
      name: 'watchlists_gone',
      sql: `DELETE FROM market.watchlists AS gone
        USING head JOIN json_populate_recordset(NULL::market.watchlists, $1::json) AS t USING (partition)
        WHERE gone.partition = t.partition AND gone.user_id = t.user_id AND gone.name = t.name`,
      values: [documents(rows.filter(isGone))],
    },
  ]
}

/** Users whose lists came into a memory for its next batch. */
const guests = new WeakMap<Map<string, MarketState>, Set<string>>()

/** The lists of the users that commands are about; they do not stay in memory. */
export async function loadWatchlists(
  db: Queryable,
  partition: number,
  { commands, memory }: { readonly commands: readonly MarketCommand[]; readonly memory: Map<string, MarketState> },
): Promise<void> {
  const users = new Set(
    commands.flatMap((command) =>
      command.type === 'SetWatchlist' && !memory.has(command.userId) ? [command.userId] : [],
    ),
  )
  if (users.size === 0) return
  guests.set(memory, users)
  const { rows } = await db.query({
    text: 'SELECT user_id, name, asset_ids FROM market.watchlists WHERE partition = $1 AND user_id = ANY ($2::uuid[])',
    values: [partition, plainArray([...users])],
  })
  const byUser = Map.groupBy(rows, (row) => row['user_id'] as string)
  for (const userId of users) {
    const lists = (byUser.get(userId) ?? []).map((row) => [row['name'], row['asset_ids']] as [string, string[]])
    memory.set(userId, { ...noWatchlists(userId), lists: new Map(lists) })
  }
}

/** Watchlists are read by queries; the rules need them only while they decide. */
export function forgetWatchlists(memory: Map<string, MarketState>): void {
  for (const userId of guests.get(memory) ?? []) memory.delete(userId)
  guests.delete(memory)
}
