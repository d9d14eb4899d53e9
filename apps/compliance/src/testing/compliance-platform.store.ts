import { MemoryBus, topicSpecs } from '@filao/bus'
import type { ComplianceRefusal, ComplianceState } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent, OversightCommand, OversightEvent } from '@filao/contracts'
import {
  overseen,
  OverseenStore,
  ServiceEngine,
  type Answer,
  type Oversight,
  type OversightRefusal,
} from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { submitOwn } from '@filao/service'
import { alarmsInto, haltEngine, runEngine, serviceDatabase, until, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import type pg from 'pg'
import { complianceDefinition } from '../definition'
import { ComplianceStore } from '../store/compliance.store'
import { provisionCompliance } from '../store/provision.store'
import { testKeys } from './keys'

export const PARTITIONS = 2

export type ComplianceEngine = ServiceEngine<
  ComplianceCommand | OversightCommand,
  ComplianceEvent | OversightEvent,
  ComplianceState | Oversight,
  ComplianceRefusal | OversightRefusal
>

/** Compliance on a real Postgres and a bus in memory, with a clock that the spec sets. */
export class CompliancePlatform {
  readonly alarms: string[] = []
  readonly keys = testKeys()
  private running: ComplianceEngine | undefined

  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    readonly bus: MemoryBus,
    public now: Instant,
  ) {}

  static async start(now: Instant): Promise<CompliancePlatform> {
    const { database, pool } = await serviceDatabase('compliance', join(__dirname, '../../drizzle'))
    await provisionCompliance(pool, PARTITIONS)
    const platform: CompliancePlatform = new CompliancePlatform(
      database,
      pool,
      new MemoryBus({ now: () => platform.now }),
      now,
    )
    const admin = await platform.bus.admin()
    await admin.createTopics(topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }))
    return platform
  }

  /** A started engine that owns all partitions; the one before is stopped. */
  async engine(): Promise<ComplianceEngine> {
    if (this.running) await haltEngine(this.running)
    const engine: ComplianceEngine = new ServiceEngine({
      definition: overseen(complianceDefinition(this.keys)),
      store: new OverseenStore(new ComplianceStore(this.keys), 'compliance'),
      projections: [],
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

  async rows(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.pool.query<Record<string, unknown>>(sql, [...values])).rows
  }

  async stop(): Promise<void> {
    if (this.running) await haltEngine(this.running)
    await this.pool.end()
    await this.database.drop()
  }
}

/** Has a command decided as a request of its own. */
export const submit = (
  engine: ComplianceEngine,
  command: ComplianceCommand,
  actor = 'system:test',
): Promise<Answer<ComplianceEvent | OversightEvent>> => submitOwn(engine, command, { actor })
