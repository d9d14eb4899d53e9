import type { BarTimeframe } from '@filao/contracts'
import { and, desc, eq, gte, lt } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { bars, trades } from '../store/quotes.table'

/** Where an instrument's rows are. */
export interface InstrumentPlace {
  readonly partition: number
  readonly id: string
}

export type BarRow = typeof bars.$inferSelect
export type TradeRow = typeof trades.$inferSelect

/** What was traded: the tape, and the bars that it makes. */
export class TapeQueries {
  constructor(private readonly db: NodePgDatabase) {}

  /** The newest bars of a time span, oldest first. `end` is not in it. */
  async bars(
    asset: InstrumentPlace,
    query: { timeframe: BarTimeframe; start?: Date | undefined; end?: Date | undefined; limit: number },
  ): Promise<BarRow[]> {
    const { timeframe, start, end, limit } = query
    const rows = await this.db
      .select()
      .from(bars)
      .where(
        and(
          eq(bars.partition, asset.partition),
          eq(bars.assetId, asset.id),
          eq(bars.timeframe, timeframe),
          start && gte(bars.openedAt, start),
          end && lt(bars.openedAt, end),
        ),
      )
      .orderBy(desc(bars.openedAt))
      .limit(limit)
    return rows.reverse()
  }

  /** The newest trades before a position of order's log, newest first. */
  trades(asset: InstrumentPlace, page: { before?: number | undefined; limit: number }): Promise<TradeRow[]> {
    return this.db
      .select()
      .from(trades)
      .where(
        and(
          eq(trades.partition, asset.partition),
          eq(trades.assetId, asset.id),
          page.before === undefined ? undefined : lt(trades.position, page.before),
        ),
      )
      .orderBy(desc(trades.position))
      .limit(page.limit)
  }
}
