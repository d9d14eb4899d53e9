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
import { haltEngine, runEngine, testDatabase, type TestDatabase } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
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
    const database = await testDatabase('compliance')
    const pool = new pg.Pool({ connectionString: database.url, max: 5 })
    pool.on('error', () => undefined)
    for (const role of ['compliance', 'compliance_reader']) {
      const create = `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`
      await pool.query(create)
    }
    await migrate(drizzle(pool), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'compliance' })
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
      reporter: {
        warn: () => undefined,
        alarm: (kind, message, error) => this.alarms.push(`${kind}: ${message} ${error?.message ?? ''}`),
        fenceLost: () => undefined,
        batch: () => undefined,
      },
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
export function submit(
  engine: ComplianceEngine,
  command: ComplianceCommand,
  actor = 'system:test',
): Promise<Answer<ComplianceEvent | OversightEvent>> {
  const commandId = randomUUID()
  return engine.submit({
    command,
    commandId,
    bodyHash: Buffer.from('body'),
    cause: { actor, correlationId: commandId, causationId: commandId },
  })
}

/** Waits until a condition holds. Throws after 10 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited 10 s in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
