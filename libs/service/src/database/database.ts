import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Pool, type PoolClient, type PoolConfig } from 'pg'
import type { ServiceConfig } from '../config'
import type { Log } from '../logging/log'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const READER_POOL_MAX = 4

export interface PoolOptions {
  readonly url: string
  readonly max: number
  /** `<service>/<instance>`, as `pg_stat_activity` shows it. */
  readonly applicationName: string
  readonly log: Log
}

/** A pool whose connections cannot hang or be held for ever: a stuck batch must fail, not hold `log_head`. */
export function createPool({ url, max, applicationName, log }: PoolOptions): Pool {
  const settings: PoolConfig = {
    connectionString: url,
    max,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1_800,
    keepAlive: true,
    statement_timeout: 10_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 3_000,
    application_name: applicationName,
    // What is read lies in memory or on flash, where a page here and there costs what the next one does: otherwise a plan
    // made while a table was small reads the whole of it, and is kept while it grows.
    options: '-c random_page_cost=1.1',
  }
  const pool = new Pool(settings)
  // An error that nobody hears ends the process. The pool hears those of idle connections alone: a process that stood
  // still for a while finds that the one in whose transaction it was has been ended.
  pool.on('connect', (client) => client.on('error', (error) => log.warn({ error }, 'database connection lost')))
  pool.on('error', () => undefined)
  return pool
}

/** The database of a service: its own role, and the role that reads for clients under row-level security. */
export class Database {
  readonly pool: Pool
  readonly orm: NodePgDatabase
  private readonly reader: Pool | undefined

  constructor(
    config: Pick<ServiceConfig, 'databaseUrl' | 'readerDatabaseUrl' | 'databasePoolMax' | 'service' | 'instance'>,
    log: Log,
  ) {
    if (config.databaseUrl === undefined) throw new TypeError('FILAO_DATABASE_URL is not set')
    const applicationName = `${config.service}/${config.instance}`
    this.pool = createPool({ url: config.databaseUrl.reveal(), max: config.databasePoolMax, applicationName, log })
    this.orm = drizzle(this.pool)
    if (config.readerDatabaseUrl !== undefined) {
      this.reader = createPool({ url: config.readerDatabaseUrl.reveal(), max: READER_POOL_MAX, applicationName, log })
    }
  }

  /** Throws when the database cannot be reached. */
  async ping(): Promise<void> {
    await this.pool.query('select 1')
  }

  /**
   * Reads as a user: in a read-only transaction of the reader's role, whose policies show the rows of `app.user_id`
   * alone. A forgotten WHERE shows nothing of others.
   */
  async readAs<T>(userId: string, read: (orm: NodePgDatabase, client: PoolClient) => Promise<T>): Promise<T> {
    if (this.reader === undefined) throw new TypeError('FILAO_READER_DATABASE_URL is not set')
    // The id goes into the text, to begin and to set in one round trip; a UUID can hold nothing but itself.
    if (!UUID.test(userId)) throw new TypeError('a user id is a UUID')
    const client = await this.reader.connect()
    let broken: Error | undefined
    try {
      await client.query(`begin read only; select set_config('app.user_id', '${userId}', true)`)
      const result = await read(drizzle(client), client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure))
      throw error
    } finally {
      client.release(broken)
    }
  }

  /** Ends all connections. The very last step of a stop: batches that run still need them. */
  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.reader?.end()])
  }
}
