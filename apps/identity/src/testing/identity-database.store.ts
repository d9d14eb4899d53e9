import { testDatabase } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { join } from 'node:path'
import { Pool, type ClientConfig } from 'pg'
import { provisionIdentity } from '../store/provision.store'

export interface IdentityDatabase {
  /** As the service. */
  readonly config: ClientConfig
  readonly service: Pool
  /** As a client sees it: only their own rows. */
  readonly reader: Pool
  readonly owner: Pool
  /** Connection string that acts as a role. */
  urlOf(role: 'identity' | 'identity_reader'): string
  close(): Promise<void>
}

export const PARTITIONS = 4

/** A migrated, provisioned database of its own. */
export async function identityDatabase(): Promise<IdentityDatabase> {
  const database = await testDatabase('identity')
  const owner = new Pool({ connectionString: database.url, max: 2 })
  // Roles belong to the whole server, and other specs may be making them at this moment.
  await owner.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('filao roles')); DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'identity') THEN CREATE ROLE identity; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'identity_reader') THEN CREATE ROLE identity_reader; END IF;
  END $$; COMMIT`)
  await migrate(drizzle(owner), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'identity' })
  await provisionIdentity(owner, PARTITIONS)
  const config: ClientConfig = { connectionString: database.url, options: '-c role=identity' }
  const service = new Pool({ ...config, max: 4 })
  const reader = new Pool({ connectionString: database.url, max: 2, options: '-c role=identity_reader' })
  return {
    config,
    service,
    reader,
    owner,
    urlOf: (role) => {
      const url = new URL(database.url)
      url.searchParams.set('options', `-c role=${role}`)
      return url.toString()
    },
    close: async () => {
      await Promise.all([service.end(), reader.end(), owner.end()])
      await database.drop()
    },
  }
}
