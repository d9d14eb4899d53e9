import { orderEvents, type OrderEvent } from '@filao/contracts'
import { OracleBook, type OracleExecution } from '@filao/order'
import { Client } from 'pg'

/** What the oracle says about an instrument's log. */
export interface Comparison {
  readonly executions: number
  /** Differences in words; empty when the oracle agrees with every execution. */
  readonly differences: readonly string[]
  /** Where the oracle thinks that orders stand, best first. */
  readonly book: { readonly bids: readonly OracleLevel[]; readonly asks: readonly OracleLevel[] }
}

/** A price with what stands at it, and how many orders that is. */
export type OracleLevel = readonly [price: bigint, quantity: bigint, orders: number]

const ROWS = 2_000

/**
 * Feeds an instrument's part of the order log, up to a position, to the oracle in position order, and compares every
 * execution.
 */
export async function compareWithOracle(url: string, assetId: string, upTo: string): Promise<Comparison> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const comparison = new OracleComparison()
    for (let position = '0'; ;) {
      const { rows } = await client.query<{ position: string; type: string; data: string; at: string }>(
        `SELECT position, type, data::text AS data, (extract(epoch FROM time) * 1000)::bigint AS at
         FROM "order".event_log
         WHERE partition = (SELECT partition FROM "order".event_log WHERE key = $1 LIMIT 1) AND key = $1
           AND position > $2 AND position <= $3
         ORDER BY position LIMIT ${ROWS}`,
        [assetId, position, upTo],
      )
      for (const { type, data, at } of rows) {
        const contract = orderEvents.ofType(type)
        if (!contract) throw new Error(`the log holds ${type}, which this version does not know`)
        comparison.feed(contract.decode(data), Number(at))
      }
      const last = rows.at(-1)
      if (!last) return comparison.result()
      position = last.position
    }
  } finally {
    await client.end()
  }
}

export class OracleComparison {
  private readonly oracle = new OracleBook()
  private readonly expected: OracleExecution[] = []
  private readonly differences: string[] = []
  private executions = 0

  feed(event: OrderEvent, at: number): void {
    if (event.type === 'TradeExecuted') {
      this.executions += 1
      const { price, quantity, buy, sell } = event
      const actual = line({ price, quantity, buyOrderId: buy.orderId, sellOrderId: sell.orderId })
      const next = this.expected.shift()
      const wanted = next ? line(next) : 'nothing'
      if (actual !== wanted) this.differences.push(`executed ${actual}, the oracle expected ${wanted}`)
    }
    this.expected.push(...this.oracle.feed(event, at))
  }

  result(): Comparison {
    const missing = this.expected.map((execution) => `the oracle expected ${line(execution)}, nothing was executed`)
    return {
      executions: this.executions,
      differences: [...this.differences, ...missing],
      book: { bids: levels(this.oracle.side('buy')), asks: levels(this.oracle.side('sell')) },
    }
  }
}

const line = ({ price, quantity, buyOrderId, sellOrderId }: OracleExecution): string =>
  `${quantity} at ${price}: ${buyOrderId} buys from ${sellOrderId}`

function levels(orders: ReturnType<OracleBook['side']>): OracleLevel[] {
  const found = new Map<bigint, OracleLevel>()
  for (const { price, remaining } of orders) {
    const [, quantity, count] = found.get(price) ?? [price, 0n, 0]
    found.set(price, [price, quantity + remaining, count + 1])
  }
  return [...found.values()]
}
