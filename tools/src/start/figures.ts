import { Pool } from 'pg'
import { databaseUrl, type StackFacts } from './environment'

/** What the screen shows of the running platform, read from its databases. */
export interface Figures {
  readonly ordersPerSecond: number
  readonly tradesPerSecond: number
  /** Milliseconds from trade to both legs settled, over the newest trades; undefined without any. */
  readonly settled: { readonly p50: number; readonly p99: number } | undefined
  /** Events that are committed and not yet published, all services together. */
  readonly relayLag: number
  /** Events that are published or committed and not yet in the audit. */
  readonly auditLag: number
  /** Sum of all debits less all credits: 0, always. */
  readonly trialBalance: string
}

const LOGS = ['identity', 'market', 'order', 'wallet'] as const

/** Reads the figures; rates are those since the last reading. */
export class FigureReader {
  private readonly pools: ReadonlyMap<string, Pool>
  private last: { readonly at: number; readonly orders: number; readonly trades: number } | undefined

  constructor(facts: StackFacts) {
    const services = [...facts.ports.services.keys()]
    this.pools = new Map(
      services.map((service) => {
        const pool = new Pool({ connectionString: databaseUrl(facts, service, 'owner'), max: 1 })
        // A server that is being stopped: the next reading says so.
        pool.on('error', () => undefined)
        return [service, pool]
      }),
    )
  }

  async read(): Promise<Figures> {
    const [flow, settled, heads, recorded, relayLag, trialBalance] = await Promise.all([
      this.flow(),
      this.settled(),
      this.sum((service) => `SELECT sum(position) AS total FROM "${service}".log_head`),
      this.one('audit', `SELECT sum(last_position) AS total FROM audit.audit_positions WHERE source NOT LIKE '%>%'`),
      this.sum(
        (service) => `SELECT sum(h.position - c.position) AS total
          FROM "${service}".log_head h JOIN "${service}".relay_checkpoint c USING (partition)`,
      ),
      this.one('wallet', 'SELECT sum(debits) - sum(credits) AS total FROM wallet.ledger_accounts'),
    ])
    return {
      ...flow,
      settled,
      relayLag,
      auditLag: Math.max(0, heads - Number(recorded)),
      trialBalance: String(Number(trialBalance)),
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()))
  }

  /** From the server's own counters of inserted rows: nothing is scanned. */
  private async flow(): Promise<Pick<Figures, 'ordersPerSecond' | 'tradesPerSecond'>> {
    const { rows } = await this.pools.get('order')!.query<{ orders: string; trades: string }>(
      `SELECT sum(n_tup_ins) FILTER (WHERE relname = 'orders') AS orders,
        sum(n_tup_ins) FILTER (WHERE relname = 'executions') / 2 AS trades
        FROM pg_stat_user_tables WHERE schemaname = 'order'`,
    )
    const now = { at: Date.now(), orders: Number(rows[0]?.orders ?? 0), trades: Number(rows[0]?.trades ?? 0) }
    const { last } = this
    this.last = now
    const seconds = last ? (now.at - last.at) / 1000 : 0
    const rate = (to: number, from: number): number => (seconds > 0 ? Math.max(0, (to - from) / seconds) : 0)
    return {
      ordersPerSecond: rate(now.orders, last?.orders ?? 0),
      tradesPerSecond: rate(now.trades, last?.trades ?? 0),
    }
  }

  private async settled(): Promise<Figures['settled']> {
    const { rows } = await this.pools.get('order')!.query<{ p50: number | null; p99: number | null }>(
      `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::float AS p50, percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::float AS p99
        FROM (SELECT extract(epoch FROM settled_at - executed_at) * 1000 AS ms FROM "order".executions
          WHERE executed_at > now() - interval '1 minute' AND settled_at IS NOT NULL LIMIT 1000) AS newest`,
    )
    const row = rows[0]
    return row && row.p50 !== null && row.p99 !== null ? { p50: row.p50, p99: row.p99 } : undefined
  }

  private async sum(text: (service: string) => string): Promise<number> {
    const totals = await Promise.all(
      LOGS.filter((service) => this.pools.has(service)).map((service) => this.one(service, text(service))),
    )
    return totals.reduce((sum, total) => sum + Number(total), 0)
  }

  private async one(service: string, text: string): Promise<string> {
    const { rows } = (await this.pools.get(service)?.query<{ total: string | null }>(text)) ?? { rows: [] }
    return rows[0]?.total ?? '0'
  }
}
