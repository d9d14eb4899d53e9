import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

const CLOSING_MS_MAX = 1000
const POLL_MS = 20

/** A database of its own for one spec file. */
export interface TestDatabase {
  readonly name: string
  /** Connection string of a superuser, to this database. */
  readonly url: string
  /** Drops the database, with whatever connections are left to it. */
  drop(): Promise<void>
}

/**
 * A fresh, empty database on the run's PostgreSQL. `name` says whose it is; a random suffix keeps specs apart.
 * Throws when the run has no PostgreSQL: a spec must fail then, never be skipped.
 */
export async function testDatabase(name: string): Promise<TestDatabase> {
  const admin = testPostgresUrl()
  const full = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_${randomBytes(4).toString('hex')}`
  await query(admin, `create database "${full}"`)
  const url = new URL(admin)
  url.pathname = `/${full}`
  return { name: full, url: url.toString(), drop: () => drop(admin, full) }
}

/**
 * A pool that has ended may still have a connection that the server is closing; ended by force, it would fail the spec
 * that no longer listens to it. So force waits a moment for them. Without force the server itself would wait five seconds.
 */
async function drop(admin: string, name: string): Promise<void> {
  const until = Date.now() + CLOSING_MS_MAX
  while (Date.now() < until && (await connections(admin, name)) > 0) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  await query(admin, `drop database if exists "${name}" with (force)`)
}

async function connections(admin: string, name: string): Promise<number> {
  const { rows } = await query(admin, 'select count(*)::int as count from pg_stat_activity where datname = $1', [name])
  return (rows as { count: number }[])[0]!.count
}

/** Superuser's connection string to the run's PostgreSQL (database `postgres`). */
export function testPostgresUrl(): string {
  return required('FILAO_TEST_POSTGRES')
}

/** The run's Kafka brokers, each `host:port`. */
export function testBrokers(): string[] {
  return required('FILAO_TEST_KAFKA').split(',')
}

function required(variable: string): string {
  const value = process.env[variable]
  if (value === undefined || value === '')
    throw new Error(`${variable} is not set: this spec needs a server, and the run's global set-up started none.`)
  return value
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql, values)
  } finally {
    await client.end()
  }
}
