import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { sql } from 'drizzle-orm'

/** An instrument that prices from outside are wanted for, and by whom. */
export interface FeedNeed {
  readonly assetId: string
  readonly symbol: string
  /** As the provider writes it. */
  readonly providerSymbol: string
  readonly demoOrders: boolean
  readonly alerts: number
  /** Who looks at its price now. */
  readonly viewers: number
  /** Who has it in a watchlist. */
  readonly watchers: number
}

const INSTRUMENTS_MAX = 10_000

/** Who waits for which prices from outside. */
export class FeedNeeds {
  constructor(private readonly db: NodePgDatabase) {}

  /** All instruments that trade, whoever owns their partitions: one connection asks for all of them. */
  async all(): Promise<FeedNeed[]> {
    const { rows } = await this.db.execute<Record<string, unknown>>(sql`
      SELECT a.id, a.symbol, coalesce(a.provider_symbol, a.symbol) AS provider_symbol,
        coalesce(q.wanted, false) AS demo_orders, coalesce(p.alerts, 0)::int AS alerts, coalesce(v.viewers, 0)::int AS viewers,
        coalesce(w.watchers, 0)::int AS watchers
      FROM market.assets a
      LEFT JOIN market.quotes_wanted q ON q.asset_id = a.id
      LEFT JOIN (SELECT asset_id, count(*) AS alerts FROM market.price_alerts WHERE is_active GROUP BY asset_id) p
        ON p.asset_id = a.id
      LEFT JOIN (SELECT asset_id, sum(viewers) AS viewers FROM market.quote_viewers WHERE leased_until > now() GROUP BY asset_id) v
        ON v.asset_id = a.id
      LEFT JOIN (SELECT asset_id, count(*) AS watchers FROM market.watchlists, unnest(asset_ids) AS asset_id GROUP BY asset_id) w
        ON w.asset_id = a.id
      WHERE a.status IN ('active', 'halted') ORDER BY a.symbol LIMIT ${INSTRUMENTS_MAX}`)
    return rows.map((row) => ({
      assetId: row['id'] as string,
      symbol: row['symbol'] as string,
      providerSymbol: row['provider_symbol'] as string,
      demoOrders: row['demo_orders'] as boolean,
      alerts: row['alerts'] as number,
      viewers: row['viewers'] as number,
      watchers: row['watchers'] as number,
    }))
  }
}
