import { makeId } from '@filao/kernel'
import type { Pool } from 'pg'

const RATE_WINDOW_MS = 10_000
const SETTLED_WINDOW_MS = 60_000
/** Trades per partition that the quantiles are taken of, at most. */
const SETTLED_ROWS = 2_000

/** How much trades, and how long it takes. */
export interface FlowFigures {
  /** Over the last ten seconds. */
  readonly ordersPerSecond: number
  readonly tradesPerSecond: number
  /**
   * Milliseconds from placing an order that trades on arrival until both its legs are settled, over the last minute;
   * undefined when nothing was traded.
   */
  readonly placeToSettled: { readonly p50: number; readonly p99: number } | undefined
}

/** Reads the figures from order's schema. Ids carry their time, so that each query reads the newest rows of an index only. */
export async function readFlow(pool: Pool, partitions: number): Promise<FlowFigures> {
  const now = Date.now()
  const { rows } = await pool.query<{ orders: string; trades: string; p50: number | null; p99: number | null }>({
    name: 'screen-flow',
    text: FLOW,
    values: [partitions, idAt(now - RATE_WINDOW_MS), idAt(now - SETTLED_WINDOW_MS)],
  })
  const { orders, trades, p50, p99 } = rows[0]!
  return {
    ordersPerSecond: (Number(orders) * 1000) / RATE_WINDOW_MS,
    tradesPerSecond: (Number(trades) * 1000) / RATE_WINDOW_MS,
    placeToSettled: p50 === null || p99 === null ? undefined : { p50, p99 },
  }
}

/** The first id of a moment, of the lowest partition: those of others of the same millisecond come after it. */
const idAt = (at: number): string => makeId({ partition: 0, at, unique: 0n })

const FLOW = `
  WITH partitions AS (SELECT generate_series(0, $1::int - 1)::smallint AS partition),
  settled AS (
    SELECT extract(epoch FROM greatest(taker.settled_at, maker.settled_at) - placed.placed_at) * 1000 AS ms
    FROM partitions p
    CROSS JOIN LATERAL (
      SELECT * FROM "order".executions e
      WHERE e.partition = p.partition AND e.trade_id > $3::uuid AND e.liquidity = 'taker'
      ORDER BY e.trade_id DESC LIMIT ${SETTLED_ROWS}
    ) taker
    JOIN "order".executions maker
      ON maker.partition = taker.partition AND maker.trade_id = taker.trade_id AND maker.liquidity = 'maker'
    JOIN "order".orders placed ON placed.partition = taker.partition AND placed.id = taker.order_id
    WHERE taker.settled_at IS NOT NULL AND maker.settled_at IS NOT NULL
  )
  SELECT
    (SELECT count(*) FROM partitions p JOIN "order".orders o ON o.partition = p.partition AND o.id > $2::uuid) AS orders,
    (SELECT count(*) FROM partitions p JOIN "order".executions e
      ON e.partition = p.partition AND e.trade_id > $2::uuid AND e.side = 'buy') AS trades,
    (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::float FROM settled) AS p50,
    (SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::float FROM settled) AS p99`
