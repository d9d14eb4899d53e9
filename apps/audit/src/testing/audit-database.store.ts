import { join } from 'node:path'
import { testDatabase } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Pool } from 'pg'
import { provisionAudit } from '../store/provision.store'

export const PARTITIONS = 2

export interface AuditDatabase {
  /** As the service: inserts and reads. */
  readonly service: Pool
  /** As the owner of the tables. */
  readonly owner: Pool
  close(): Promise<void>
}

/** A migrated, provisioned database of its own, seen by the service's and by the owner's eyes. */
export async function auditDatabase(now: Date): Promise<AuditDatabase> {
  const database = await testDatabase('audit')
  const owner = new Pool({ connectionString: database.url, max: 2 })
  // Roles belong to the whole server, and other specs may be making them at this moment.
  await owner.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('filao roles')); DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN CREATE ROLE audit; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit_reader') THEN CREATE ROLE audit_reader; END IF;
  END $$; COMMIT`)
  await migrate(drizzle(owner), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'audit' })
  await provisionAudit(owner, PARTITIONS, now)
  const service = new Pool({ connectionString: database.url, max: 5, options: '-c role=audit' })
  return {
    service,
    owner,
    close: async () => {
      await service.end()
      await owner.end()
      await database.drop()
    },
  }
}
