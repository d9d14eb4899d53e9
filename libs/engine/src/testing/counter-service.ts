import { MemoryBus, topicSpecs, type Faults, type OutRecord } from '@filao/bus'
import { sourceOf } from '@filao/contracts'
import { makeId, partitionOf } from '@filao/kernel'
import { haltEngine, makeServiceRoles, runEngine, testDatabase, type TestDatabase } from '@filao/testing'
import { pgSchema } from 'drizzle-orm/pg-core'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import {
  counterCommands,
  counterDefinition,
  counterRules,
  type Counter,
  type CounterCommand,
  type CounterEvent,
  type CounterRefusal,
} from '../counter.fixture'
import type { Answer } from '../incoming'
import { engineTables } from '../postgres/engine-tables'
import { provisionSchema } from '../postgres/provision'
import { upsertPart, type StateTable } from '../postgres/upsert'
import type { Projection } from '../projection'
import { ServiceEngine } from '../service-engine'
import type { ServiceDefinition } from '../service-definition'
import type { StateStore } from '../state-store'

export type CounterEngine = ServiceEngine<CounterCommand, CounterEvent, Counter, CounterRefusal>
type Definition = ServiceDefinition<CounterCommand, CounterEvent, Counter, CounterRefusal>

const countersTable: StateTable<{ readonly id: string; readonly counter: Counter }> = {
  name: 'counters_saved',
  table: 'wallet.counters',
  key: ['account_id'],
  columns: [
    { name: 'account_id', type: 'uuid', value: ({ id }) => id },
    { name: 'total', type: 'numeric', value: ({ counter }) => counter.total },
  ],
}

export const counterStore: StateStore<CounterCommand, CounterEvent, Counter> = {
  async load(db, partition, commands, memory) {
    const ids = [...new Set(commands.map(({ accountId }) => accountId))].filter((id) => !memory.has(id))
    const { rows } = await db.query({
      text: 'SELECT account_id, total FROM wallet.counters WHERE partition = $1 AND account_id = ANY ($2::uuid[])',
      values: [partition, ids],
    })
    for (const { account_id: id, total } of rows)
      memory.set(id as string, { total: BigInt(total as string), pending: 0n })
  },
  parts(_, events, memory) {
    const changed = [...new Set(events.map(({ aggregate }) => aggregate))]
    return [
      upsertPart(
        countersTable,
        changed.map((id) => ({ id, counter: memory.get(id)! })),
      ),
    ]
  },
  forget: () => undefined,
}

export const PARTITIONS = 2

/** The schema of a service of counters on a real PostgreSQL, made once and emptied for each test. */
export class CounterTables {
  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
  ) {}

  static async make(): Promise<CounterTables> {
    const database = await testDatabase('engine')
    const pool = new pg.Pool({ connectionString: database.url })
    // Tests cut connections.
    pool.on('error', () => undefined)
    const schema = pgSchema('wallet')
    const statements = await generateMigration(
      generateDrizzleJson({}),
      generateDrizzleJson({ schema, ...engineTables(schema) }),
    )
    for (const statement of statements) await pool.query(statement)
    await pool.query(`CREATE TABLE wallet.counters (partition smallint, account_id uuid, total numeric CHECK (total <> 666),
      PRIMARY KEY (partition, account_id))`)
    await makeServiceRoles(pool, 'wallet')
    return new CounterTables(database, pool)
  }

  async empty(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'wallet'`,
    )
    // As a replica would, past the triggers that keep the log; the connection takes up its own role again.
    await this.pool.query(`SET session_replication_role = replica;
      TRUNCATE ${rows.map(({ name }) => name).join(', ')}; RESET session_replication_role`)
    await provisionSchema(this.pool, { service: 'wallet', partitions: PARTITIONS })
  }

  async drop(): Promise<void> {
    await this.pool.end()
    await this.database.drop()
  }
}

/** A service of counters with as many instances as a test wants, on a bus that can go wrong. */
export class CounterService {
  readonly alarms: string[] = []
  readonly warnings: string[] = []
  readonly fatal: string[] = []
  readonly faults: { -readonly [Name in keyof Faults]: Faults[Name] } = {}
  readonly bus = new MemoryBus({ faults: this.faults })
  readonly pool: pg.Pool
  private readonly instances = new Set<CounterEngine>()

  private constructor(private readonly tables: CounterTables) {
    this.pool = tables.pool
  }

  static async start(tables: CounterTables): Promise<CounterService> {
    await tables.empty()
    const service = new CounterService(tables)
    await service.makeTopics()
    return service
  }

  async makeTopics(): Promise<void> {
    const admin = await this.bus.admin()
    await admin.createTopics(topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }))
  }

  /** Another instance, started. Without reactions: a counter's would be commands to itself, for ever. */
  async instance(changes: Partial<Definition> = {}, projections: readonly Projection[] = []): Promise<CounterEngine> {
    const engine: CounterEngine = new ServiceEngine({
      definition: { ...counterDefinition, rules: { ...counterRules, reactions: () => [] }, ...changes },
      store: counterStore,
      projections,
      bus: this.bus,
      database: { connectionString: this.tables.database.url },
      pool: this.pool,
      partitions: PARTITIONS,
      clock: { now: () => Date.now() },
      reporter: {
        warn: (message, error) => this.warnings.push(`${message}: ${error.message}`),
        alarm: (kind, message) => this.alarms.push(`${kind}: ${message}`),
        fenceLost: () => undefined,
        batch: () => undefined,
      },
      onFatal: (error) => this.fatal.push(error.message),
    })
    this.instances.add(engine)
    await runEngine(engine)
    return engine
  }

  async stop(engine: CounterEngine): Promise<void> {
    this.instances.delete(engine)
    await haltEngine(engine)
  }

  async stopAll(): Promise<void> {
    for (const engine of [...this.instances]) await this.stop(engine)
  }

  /** Ends connections of an instance's engine and ownership, as a restart of the server or a firewall would. */
  async cut(engine: CounterEngine, purpose = '%'): Promise<void> {
    await this.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE $1', [
      `wallet/${engine.instance.slice(0, 8)}/${purpose}`,
    ])
  }

  async total(): Promise<bigint> {
    const { rows } = await this.pool.query<{ total: string }>(
      'SELECT coalesce(sum(total), 0) AS total FROM wallet.counters',
    )
    return BigInt(rows[0]!.total)
  }

  /** Committed events that the relays have not published. */
  async unpublished(): Promise<number> {
    const { rows } = await this.pool.query<{ lag: string }>(
      `SELECT sum(h.position - c.position) AS lag FROM wallet.log_head h JOIN wallet.relay_checkpoint c USING (partition)`,
    )
    return Number(rows[0]!.lag)
  }

  /** Publishes what another service, or nobody of ours, might. */
  async publish(...records: readonly OutRecord[]): Promise<void> {
    await (await this.bus.publisher()).publish(records)
  }
}

let made = 0n
/** An account in a partition. */
export const account = (partition = 0): string => makeId({ partition, at: 1, unique: (made += 1n) })
export const add = (accountId: string, amount = 1n): CounterCommand => ({ type: 'Add', accountId, amount })

/** Asks an instance, as its HTTP would. */
export const ask = (
  engine: CounterEngine,
  command: CounterCommand,
  commandId: string = randomUUID(),
): Promise<Answer> =>
  engine.submit({
    command,
    commandId,
    bodyHash: Buffer.from('body'),
    cause: { actor: 'client:1', correlationId: commandId, causationId: commandId },
  })

/** A command as order's partition 0 would send it on its link. */
export function linked(command: CounterCommand, sequence: number, changes: Partial<OutRecord> = {}): OutRecord {
  const contract = counterCommands.of(command.type)
  const partition = partitionOf(command.accountId)
  return {
    topic: 'wallet.commands.v1',
    partition,
    key: command.accountId,
    value: contract.encode(command),
    headers: {
      ce_id: `order/0/wallet/${partition}/${sequence}`,
      ce_source: sourceOf('order', 0),
      ce_sequence: String(sequence),
      ce_type: contract.ceType,
      ce_subject: command.accountId,
    },
    ...changes,
  }
}
