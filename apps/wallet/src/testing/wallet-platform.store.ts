import {
  complianceCommands,
  identityCommands,
  orderCommands,
  paymentCommands,
  walletCommands,
  walletEvents,
  type WalletCommand,
} from '@filao/contracts'
import { BatchDatabase, PartitionEngine, PostgresPartitionStorage, provisionSchema, type Answer } from '@filao/engine'
import { serviceDatabase, type TestDatabase } from '@filao/testing'
import { walletRules } from '@filao/wallet'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { walletProvision } from '../store/provision.store'
import { WalletStore } from '../store/wallet.store'
import { LIFE, NOON } from './wallet-life'

const PARTITIONS = 4
export const definition = {
  service: 'wallet',
  commands: walletCommands,
  events: walletEvents,
  rules: walletRules,
  outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
} as const

/** Wallet's rows on a real Postgres, with engines of single partitions and a clock that the spec sets. */
export class WalletPlatform {
  now = NOON
  private readonly connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: this.database.url })
    await client.connect()
    return client
  }
  private readonly batches = new BatchDatabase('"wallet"', this.connect)

  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
  ) {}

  static async start(): Promise<WalletPlatform> {
    const { database, pool } = await serviceDatabase('wallet', join(__dirname, '../../drizzle'))
    await provisionSchema(pool, { ...walletProvision, partitions: PARTITIONS })
    return new WalletPlatform(database, pool)
  }

  /** One of everything has happened in a partition. */
  async live(partition: number): Promise<void> {
    const { engine, run } = await this.open(partition)
    for (const command of LIFE) expect([command.type, (await run(command)).kind]).toEqual([command.type, 'done'])
    await engine.stop()
  }

  /** The engine of a partition, with as many accounts in memory as are told. */
  async open(partition: number, residentAccountsMax?: number) {
    const failures: Error[] = []
    const storage = new PostgresPartitionStorage({
      schema: '"wallet"',
      partition,
      instance: randomUUID(),
      store: new WalletStore(residentAccountsMax),
      connect: this.connect,
      database: this.batches,
    })
    const engine = new PartitionEngine({
      definition: {
        service: 'wallet',
        commands: walletCommands,
        events: walletEvents,
        rules: walletRules,
        outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
      },
      partition,
      partitions: 1,
      storage,
      clock: { now: () => this.now },
      listener: {
        committed: () => undefined,
        gap: () => undefined,
        disowned: () => undefined,
        failed: (_, __, error) => failures.push(error),
        retried: () => undefined,
        fenceLost: () => undefined,
        measured: () => undefined,
      },
    })
    await engine.open()
    const run = (command: WalletCommand): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const commandId = randomUUID()
        engine.submit({
          command,
          subject: command.accountId,
          cause: { actor: 'system:test', correlationId: commandId, causationId: commandId },
          origin: { kind: 'request', commandId, bodyHash: Buffer.from('x'), answer: resolve, fail: reject },
        })
      })
    return { engine, failures, run }
  }

  async query<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.pool.query(text, values)).rows as Row[]
  }

  async stop(): Promise<void> {
    await this.batches.close()
    await this.pool.end()
    await this.database.drop()
  }
}
