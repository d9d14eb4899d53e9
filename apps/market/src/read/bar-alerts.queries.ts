import type { BarTimeframe } from '@filao/contracts'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { priceAlerts } from '../store/alerts.table'

/** An instrument that has alerts judged by its bars of a timeframe. */
export interface JudgedByBars {
  readonly partition: number
  readonly assetId: string
  readonly timeframe: BarTimeframe
}

/** Which bars alerts wait for. */
export class BarAlertQueries {
  constructor(private readonly db: NodePgDatabase) {}

  judgedByBars(partitions: readonly number[]): Promise<JudgedByBars[]> {
    const { partition, assetId, isActive, alertType, indicatorParameters } = priceAlerts
    const timeframe = sql<BarTimeframe>`coalesce(${indicatorParameters} ->> 'timeframe', '1Day')`
    return this.db
      .selectDistinct({ partition, assetId, timeframe })
      .from(priceAlerts)
      .where(
        and(
          inArray(partition, [...partitions]),
          eq(isActive, true),
          inArray(alertType, ['technical_indicator', 'volume_spike']),
        ),
      )
  }
}
