import { MemoryBus, topicSpecs } from '@filao/bus'
import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { provisionSchema, ServiceEngine, type Answer } from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { submitOwn } from '@filao/service'
import { alarmsInto, haltEngine, runEngine, serviceDatabase, until, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import type pg from 'pg'
import { marketDefinition, type MarketEngine } from '../definition'
import { tapeProjection } from '../intake/tape.projection'
import { marketStore } from '../store/market.store'
import { marketProvision } from '../store/provision.store'

export const PARTITIONS = 2

/** Market on a real Postgres and a bus in memory, with a clock that the spec sets. */
export class MarketPlatform {
  now: Instant
  readonly alarms: string[] = []
  private running: MarketEngine | undefined

  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    readonly bus: MemoryBus,
    now: Instant,
  ) {
    this.now = now
  }

  static async start(now: Instant): Promise<MarketPlatform> {
    const { database, pool } = await serviceDatabase('market', join(__dirname, '../../drizzle'))
    await provisionSchema(pool, { ...marketProvision, partitions: PARTITIONS })
    const platform: MarketPlatform = new MarketPlatform(database, pool, new MemoryBus({ now: () => platform.now }), now)
    const admin = await platform.bus.admin()
    await admin.createTopics(topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }))
    return platform
  }

  /** A started engine that owns all partitions; the one before is stopped. */
  async engine(): Promise<MarketEngine> {
    if (this.running) await haltEngine(this.running)
    const engine = new ServiceEngine({
      definition: marketDefinition,
      store: marketStore,
      projections: [tapeProjection],
      bus: this.bus,
      database: { connectionString: this.database.url },
      pool: this.pool,
      partitions: PARTITIONS,
      clock: { now: () => this.now },
      reporter: alarmsInto(this.alarms),
      onFatal: (error) => this.alarms.push(`fatal: ${error.message}`),
    })
    this.running = engine
    await runEngine(engine)
    await until(() => engine.owned.length === PARTITIONS)
    return engine
  }

  /** Connection string of the role that reads for clients. */
  get readerUrl(): string {
    const url = new URL(this.database.url)
    url.searchParams.set('options', '-c role=market_reader')
    return url.toString()
  }

  async stop(): Promise<void> {
    if (this.running) await haltEngine(this.running)
    await this.pool.end()
    await this.database.drop()
  }
}

/** Has a command decided as a request of its own. */
export const submit = (
  engine: MarketEngine,
  command: MarketCommand,
  actor = 'system:test',
): Promise<Answer<MarketEvent>> => submitOwn(engine, command, { actor })
