import { MemoryBus, topicSpecs } from '@filao/bus'
import type { PaymentAccount, PaymentRefusal } from '@filao/payment'
import type { PaymentCommand, PaymentEvent, OversightCommand, OversightEvent } from '@filao/contracts'
import {
  overseen,
  OverseenStore,
  provisionSchema,
  ServiceEngine,
  type Answer,
  type Oversight,
  type OversightRefusal,
} from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { ONE } from '@filao/money'
import { submitOwn } from '@filao/service'
import { alarmsInto, haltEngine, runEngine, serviceDatabase, until, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import type pg from 'pg'
import { paymentDefinition } from '../definition'
import { tasksProjection } from '../intake/tasks.projection'
import { PaymentStore } from '../store/payment.store'
import { paymentProvision } from '../store/provision.store'
import { testKeys } from './keys'

export const PARTITIONS = 2
/** A unit of anything is 45 rupees. */
export const RATES = {
  between: () => ({ rate: ONE * 45n, source: 'test', quotedAt: 0, stale: false }),
}

export type PaymentEngine = ServiceEngine<
  PaymentCommand | OversightCommand,
  PaymentEvent | OversightEvent,
  PaymentAccount | Oversight,
  PaymentRefusal | OversightRefusal
>

/** Payment on a real Postgres and a bus in memory, with a clock that the spec sets. */
export class PaymentPlatform {
  readonly alarms: string[] = []
  readonly keys = testKeys()
  private running: PaymentEngine | undefined

  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    readonly bus: MemoryBus,
    public now: Instant,
  ) {}

  static async start(now: Instant): Promise<PaymentPlatform> {
    const { database, pool } = await serviceDatabase('payment', join(__dirname, '../../drizzle'))
    await provisionSchema(pool, { ...paymentProvision, partitions: PARTITIONS })
    const platform: PaymentPlatform = new PaymentPlatform(
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
  async engine(): Promise<PaymentEngine> {
    if (this.running) await haltEngine(this.running)
    const engine: PaymentEngine = new ServiceEngine({
      definition: overseen(paymentDefinition(this.keys, RATES)),
      store: new OverseenStore(new PaymentStore(this.keys), 'payment'),
      projections: [tasksProjection],
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
  engine: PaymentEngine,
  command: PaymentCommand,
  actor = 'system:test',
): Promise<Answer<PaymentEvent | OversightEvent>> => submitOwn(engine, command, { actor })
