import type { BarTimeframe } from '@filao/contracts'
import { and, asc, desc, eq, getTableColumns, gt, gte, inArray, isNull, lt, lte, or } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { assets } from '../store/assets.table'
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

  /** Bars of days that no event has closed yet, oldest first, so that each closes before the next. */
  unclosedDays(partitions: readonly number[], query: { openedBefore: Date; limit: number }): Promise<BarRow[]> {
    return this.db
      .select(getTableColumns(bars))
      .from(bars)
      .innerJoin(assets, and(eq(assets.partition, bars.partition), eq(assets.id, bars.assetId)))
      .where(
        and(
          inArray(bars.partition, [...partitions]),
          eq(bars.timeframe, '1Day'),
          lte(bars.openedAt, query.openedBefore),
          or(isNull(assets.barOpenedAt), gt(bars.openedAt, assets.barOpenedAt)),
        ),
      )
      .orderBy(asc(bars.openedAt))
      .limit(query.limit)
  }
}
