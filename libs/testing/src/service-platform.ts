import type { Clock, Instant } from '@filao/kernel'
import type pg from 'pg'
import { alarmsInto, haltEngine, runEngine, type Runnable } from './engine-run'
import { serviceDatabase } from './service-database'
import type { TestDatabase } from './test-servers'
import { until } from './until'

interface Bus<Topics> {
  admin(): Promise<{ createTopics(topics: Topics): Promise<void> }>
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what an engine reads is its own affair
interface Engine extends Runnable<any, any> {
  /** The partitions that it has taken. */
  readonly owned: readonly number[]
}

/** What the engine of a service is made with, besides its rules and its store. */
interface EngineParts<AnyBus> {
  readonly bus: AnyBus
  readonly database: { readonly connectionString: string }
  readonly pool: pg.Pool
  readonly partitions: number
  readonly clock: Clock
  readonly reporter: ReturnType<typeof alarmsInto>
  readonly onFatal: (error: Error) => void
}

interface Parts<AnyEngine, AnyBus, Topics> {
  readonly service: string
  /** The folder of its migrations. */
  readonly migrations: string
  readonly partitions: number
  provision(pool: pg.Pool): Promise<unknown>
  bus(clock: Clock): AnyBus
  readonly topics: Topics
  engine(parts: EngineParts<AnyBus>): AnyEngine
}

/** A service's engine on a real Postgres and a bus in memory, with a clock that the spec sets. */
export class ServicePlatform<AnyEngine extends Engine, AnyBus extends Bus<Topics>, Topics> {
  readonly alarms: string[] = []
  private readonly clock: Clock = { now: () => this.now }
  private running: AnyEngine | undefined
  readonly bus: AnyBus

  private constructor(
    private readonly parts: Parts<AnyEngine, AnyBus, Topics>,
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    public now: Instant,
  ) {
    this.bus = parts.bus(this.clock)
  }

  static async start<AnyEngine extends Engine, AnyBus extends Bus<Topics>, Topics>(
    parts: Parts<AnyEngine, AnyBus, Topics>,
    now: Instant,
  ): Promise<ServicePlatform<AnyEngine, AnyBus, Topics>> {
    const { database, pool } = await serviceDatabase(parts.service, parts.migrations)
    await parts.provision(pool)
    const platform = new ServicePlatform(parts, database, pool, now)
    const admin = await platform.bus.admin()
    await admin.createTopics(parts.topics)
    return platform
  }

  /** A started engine that owns all partitions; the one before is stopped. */
  async engine(): Promise<AnyEngine> {
    const { alarms, bus, clock, database, pool, parts } = this
    if (this.running) await haltEngine(this.running)
    const engine = parts.engine({
      bus,
      database: { connectionString: database.url },
      pool,
      partitions: parts.partitions,
      clock,
      reporter: alarmsInto(alarms),
      onFatal: (error) => alarms.push(`fatal: ${error.message}`),
    })
    this.running = engine
    await runEngine(engine)
    await until(() => engine.owned.length === parts.partitions)
    return engine
  }

  async rows(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.pool.query<Record<string, unknown>>(sql, [...values])).rows
  }

  async stop(): Promise<void> {
    if (this.running) await haltEngine(this.running)
    await this.pool.end()
    await this.database.drop()
  }
}
