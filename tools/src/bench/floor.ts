import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { monotonicMs } from './load'

/** The floor that the platform is compared with. */
export const FLOOR_CLIENTS = 32
export const FLOOR_SECONDS = 8

/** Rows of the table are this times 100,000: enough that 32 clients seldom meet on one. */
const SCALE = 10
const ROWS_OF_SCALE = 100_000
const DATABASE = 'floor'
const THREADS = 2
const DEBIAN = '/usr/lib/postgresql'

/**
 * What this machine can do at best: pgbench's simple update, the commits of one row each that every design must make.
 * All speeds are told as a share of it, so that they can be compared between machines, and between moments of one.
 */
export class Floor {
  private readonly pgbench = findPgbench()

  constructor(private readonly adminUrl: string) {}

  /** Whose figure it is. */
  get by(): string {
    return this.pgbench === undefined ? 'the same statements by pg, as pgbench is not installed' : 'pgbench -N'
  }

  /** Makes the tables that pgbench knows. */
  async prepare(): Promise<void> {
    const admin = await connect(this.adminUrl)
    await admin.query(`CREATE DATABASE ${DATABASE}`)
    await admin.end()
    const client = await connect(this.url())
    for (const statement of TABLES) await client.query(statement)
    await client.end()
  }

  /** Transactions a second of this many clients. */
  async transactionsPerSecond(clients: number, seconds: number): Promise<number> {
    if (this.pgbench === undefined) return await simpleUpdates(this.url(), clients, seconds)
    const threads = Math.min(THREADS, clients)
    const args = ['-N', '-n', '-c', clients, '-j', threads, '-T', seconds, this.url()].map(String)
    const { stdout } = await promisify(execFile)(this.pgbench, args)
    const found = /^tps = ([\d.]+)/m.exec(stdout)
    if (found === null) throw new Error(`pgbench told no figure: ${stdout}`)
    return Number(found[1])
  }

  private url(): string {
    const url = new URL(this.adminUrl)
    url.pathname = `/${DATABASE}`
    return url.href
  }
}

/** The tables of `pgbench -i`, made here so that the fallback works on the same. */
const TABLES = [
  'CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor = 100)',
  'CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100)',
  'CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84)) WITH (fillfactor = 100)',
  'CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))',
  `INSERT INTO pgbench_branches SELECT bid, 0, '' FROM generate_series(1, ${SCALE}) AS bid`,
  `INSERT INTO pgbench_tellers SELECT tid, (tid - 1) / 10 + 1, 0, '' FROM generate_series(1, ${SCALE * 10}) AS tid`,
  `INSERT INTO pgbench_accounts SELECT aid, (aid - 1) / ${ROWS_OF_SCALE} + 1, 0, '' FROM generate_series(1, ${SCALE * ROWS_OF_SCALE}) AS aid`,
  'VACUUM ANALYZE',
  'CHECKPOINT',
]

function findPgbench(): string | undefined {
  const contrib = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []
  return [...(process.env['PATH'] ?? '').split(delimiter), ...contrib]
    .map((folder) => join(folder, 'pgbench'))
    .find((file) => existsSync(file))
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

/** The five statements of `pgbench -N`, one after another as it sends them. */
async function simpleUpdates(url: string, clients: number, seconds: number): Promise<number> {
  const until = monotonicMs() + seconds * 1000
  const began = monotonicMs()
  const worker = async (): Promise<number> => {
    const client = await connect(url)
    let transactions = 0
    for (; monotonicMs() < until; transactions += 1) {
      const aid = 1 + Math.floor(Math.random() * SCALE * ROWS_OF_SCALE)
      const bid = 1 + Math.floor(Math.random() * SCALE)
      const tid = 1 + Math.floor(Math.random() * SCALE * 10)
      const delta = Math.floor(Math.random() * 10_001) - 5000
      await client.query('BEGIN')
      await client.query(`UPDATE pgbench_accounts SET abalance = abalance + ${delta} WHERE aid = ${aid}`)
      await client.query(`SELECT abalance FROM pgbench_accounts WHERE aid = ${aid}`)
      await client.query(
        `INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (${tid}, ${bid}, ${aid}, ${delta}, now())`,
      )
      await client.query('END')
    }
    await client.end()
    return transactions
  }
  const done = await Promise.all(Array.from({ length: clients }, worker))
  return done.reduce((sum, transactions) => sum + transactions, 0) / ((monotonicMs() - began) / 1000)
}
