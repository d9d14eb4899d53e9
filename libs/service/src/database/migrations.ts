import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'

/** Where the migrator keeps what has been applied, in the schema itself. */
export const MIGRATIONS_TABLE = '__drizzle_migrations'

export interface Migrations {
  /** Connection string of the owner's role: the service's own role owns nothing. */
  readonly url: string
  /** Folder of the SQL files with their journal. */
  readonly folder: string
  /** Schema of the service; the history stands in its `__drizzle_migrations`. */
  readonly schema: string
}

/**
 * Applies what has not been applied yet, all in one transaction. Instances that start at once wait for each other: the
 * migrator itself takes no lock.
 */
export async function runMigrations({ url, folder, schema }: Migrations): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  await client.connect()
  try {
    await client.query(`set lock_timeout = '120s'`)
    await client.query(`select pg_advisory_lock(hashtextextended('filao migrations ' || $1, 0))`, [schema])
    await client.query(`set lock_timeout = '10s'`)
    await migrate(drizzle(client), {
      migrationsFolder: folder,
      migrationsSchema: schema,
      migrationsTable: MIGRATIONS_TABLE,
    })
  } finally {
    // Ends the session, and with it the lock.
    await client.end()
  }
}
