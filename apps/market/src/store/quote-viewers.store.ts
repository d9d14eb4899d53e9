import type { Queryable } from '@filao/engine'

/** How many look at a symbol. */
export interface Viewed {
  readonly symbol: string
  readonly viewers: number
}

/** What this instance says of its readers, in a table of all instances. Times are the database's, which they share. */
export class QuoteViewers {
  constructor(
    private readonly db: Queryable,
    private readonly instance: string,
  ) {}

  /** Replaces what it said before. Symbols of no instrument are passed over: anybody may ask for any. */
  async lease(viewed: readonly Viewed[], leaseMs: number): Promise<void> {
    await this.db.query({
      name: 'market_quote_viewers_lease',
      text: `WITH seen AS (
          SELECT a.id, v.viewers FROM unnest($2::text[], $3::int[]) AS v (symbol, viewers)
          JOIN market.assets a ON a.symbol = v.symbol
        ), gone AS (
          DELETE FROM market.quote_viewers WHERE instance = $1 AND asset_id NOT IN (SELECT id FROM seen)
            OR leased_until < now() - interval '1 minute'
        )
        INSERT INTO market.quote_viewers (instance, asset_id, viewers, leased_until)
        SELECT $1, id, viewers, now() + $4::int * interval '1 millisecond' FROM seen ORDER BY id
        ON CONFLICT (instance, asset_id) DO UPDATE SET viewers = excluded.viewers, leased_until = excluded.leased_until`,
      values: [this.instance, viewed.map(({ symbol }) => symbol), viewed.map(({ viewers }) => viewers), leaseMs],
    })
  }
}
