import type { Client } from 'pg'

/** Names a partition of a service's log. */
export interface LogName {
  readonly source: string
  readonly partition: number
}

export interface Head extends LogName {
  readonly position: number
}

/** Where a leg of a trade was settled in wallet's log. */
export interface SettledLeg {
  readonly tradeId: string
  readonly partition: number
  readonly position: number
}

export const SOURCES = ['identity', 'market', 'order', 'wallet', 'compliance', 'payment'] as const

/** Reads the services' logs and executions as their owners. Only before and after a measurement, never during one. */
export class Logs {
  constructor(private readonly clients: Readonly<Record<(typeof SOURCES)[number], Client>>) {}

  async heads(): Promise<readonly Head[]> {
    const heads: Head[] = []
    for (const source of SOURCES) {
      const { rows } = await this.clients[source].query<{ partition: number; position: string }>(
        `SELECT partition, position FROM "${source}".log_head`,
      )
      heads.push(...rows.map(({ partition, position }) => ({ source, partition, position: Number(position) })))
    }
    return heads
  }

  /** The trades in which each order took what rested: those of its arrival. */
  async tradesOnArrival(after: readonly Head[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const trades = new Map<string, string[]>()
    for (const { partition, position } of after.filter(({ source }) => source === 'order')) {
      const { rows } = await this.clients.order.query<{ order_id: string; trade_id: string }>(
        `SELECT order_id, trade_id FROM "order".executions WHERE partition = $1 AND position > $2 AND liquidity = 'taker'`,
        [partition, position],
      )
      for (const { order_id: orderId, trade_id: tradeId } of rows) {
        trades.set(orderId, [...(trades.get(orderId) ?? []), tradeId])
      }
    }
    return trades
  }

  async settledLegs(after: readonly Head[]): Promise<readonly SettledLeg[]> {
    const legs: SettledLeg[] = []
    for (const { partition, position } of after.filter(({ source }) => source === 'wallet')) {
      const { rows } = await this.clients.wallet.query<{ trade_id: string; position: string }>(
        `SELECT data ->> 'tradeId' AS trade_id, position FROM wallet.event_log
          WHERE partition = $1 AND position > $2 AND type LIKE 'filao.wallet.LegSettled.%'`,
        [partition, position],
      )
      legs.push(...rows.map((row) => ({ tradeId: row.trade_id, partition, position: Number(row.position) })))
    }
    return legs
  }

  /** Orders that wait for wallet, and legs that wait for settlement. */
  async unfinished(): Promise<number> {
    const { rows } = await this.clients.order.query<{ count: string }>(
      `SELECT (SELECT count(*) FROM "order".orders WHERE status = 'pending')
        + (SELECT count(*) FROM "order".executions WHERE leg_status = 'pending') AS count`,
    )
    return Number(rows[0]!.count)
  }
}
