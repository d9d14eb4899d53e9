import { BatchDatabase, PartitionEngine, PostgresPartitionStorage, provisionSchema } from '@filao/engine'
import { makeId, partitionOf } from '@filao/kernel'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { monotonicMs } from '../bench/load'
import { tables, tallyDefinition, tallyStore } from './tally'
import type { Tally, TallyCommand, TallyEvent, TallyRefusal } from './tally'

const PARTITIONS = 4
const ACCOUNTS = 1000
const AMOUNT = 100_000_000n
/** Commands with an id of their own, as HTTP brings them; nobody's body is compared. */
const BODY_HASH = Buffer.alloc(32)

type Engine = PartitionEngine<TallyCommand, TallyEvent, Tally, TallyRefusal>

/** The engines of all partitions of a service, with their database and nothing else: no HTTP, no Kafka. */
export class Engines {
  private readonly accounts = Array.from({ length: ACCOUNTS }, (_, index) =>
    makeId({ partition: index % PARTITIONS, at: Date.now(), unique: randomBytes(8).readBigUInt64BE() }),
  )

  private constructor(
    private readonly engines: readonly Engine[],
    private readonly database: BatchDatabase,
  ) {}

  static async open(adminUrl: string): Promise<Engines> {
    const client = new Client({ connectionString: adminUrl })
    await client.connect()
    for (const statement of await generateMigration(snapshotOf({}), snapshotOf(tables))) await client.query(statement)
    await client.query('CREATE ROLE wallet')
    await client.query('CREATE ROLE wallet_reader')
    await provisionSchema(client, { service: 'wallet', partitions: PARTITIONS })
    await client.end()
    const connect = async (): Promise<Client> => {
      const connection = new Client({ connectionString: adminUrl })
      await connection.connect()
      return connection
    }
    const database = new BatchDatabase('"wallet"', connect)
    const engines = Array.from({ length: PARTITIONS }, (_, partition) => engineOf(partition, connect, database))
    for (const engine of engines) await engine.open()
    return new Engines(engines, database)
  }

  /** Commands a second with this many callers, each of which asks again when it has its answer. */
  async commandsPerSecond(callers: number, seconds: number): Promise<number> {
    const began = monotonicMs()
    const until = began + seconds * 1000
    let next = 0
    const caller = async (): Promise<number> => {
      let commands = 0
      for (; monotonicMs() < until; commands += 1) await this.add(this.accounts[(next += 1) % ACCOUNTS]!)
      return commands
    }
    const done = await Promise.all(Array.from({ length: callers }, caller))
    return done.reduce((sum, commands) => sum + commands, 0) / ((monotonicMs() - began) / 1000)
  }

  async stop(): Promise<void> {
    for (const engine of this.engines) await engine.stop()
    await this.database.close()
  }

  private add(accountId: string): Promise<unknown> {
    const commandId = randomUUID()
    const engine = this.engines[partitionOf(accountId)]!
    return new Promise((answer, fail) => {
      engine.submit({
        command: { type: 'Add', accountId, amount: AMOUNT },
        subject: accountId,
        cause: { actor: 'system:bench', correlationId: commandId, causationId: commandId },
        origin: { kind: 'request', commandId, bodyHash: BODY_HASH, answer, fail },
      })
    })
  }
}

/** drizzle-kit's declarations name types of packages that are not installed; what it gives is what it takes. */
const snapshotOf = generateDrizzleJson as (exported: Record<string, unknown>) => Parameters<typeof generateMigration>[0]

function engineOf(partition: number, connect: () => Promise<Client>, database: BatchDatabase): Engine {
  const defect = (): never => {
    throw new Error('the engine of a benchmark is alone and its commands are sound')
  }
  return new PartitionEngine<TallyCommand, TallyEvent, Tally, TallyRefusal>({
    definition: tallyDefinition,
    partition,
    partitions: PARTITIONS,
    clock: { now: () => Date.now() },
    storage: new PostgresPartitionStorage<TallyCommand, TallyEvent, Tally>({
      schema: '"wallet"',
      partition,
      instance: randomUUID(),
      store: tallyStore,
      connect,
      database,
    }),
    listener: {
      committed: () => undefined,
      measured: () => undefined,
      gap: defect,
      disowned: defect,
      failed: defect,
      retried: defect,
      fenceLost: defect,
    },
  })
}
