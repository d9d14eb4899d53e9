import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { testDatabase, type TestDatabase } from './test-servers'

/** The roles that the migrations of a service grant to. They belong to the server, and specs make them at the same time. */
export async function makeServiceRoles(db: Pick<pg.Pool, 'query'>, service: string): Promise<void> {
  for (const role of [service, `${service}_reader`]) {
    await db.query(
      `DO $$ BEGIN CREATE ROLE "${role}"; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    )
  }
}

/** A database of its own with the tables of a service, and connections to it as a superuser. */
export async function serviceDatabase(
  service: string,
  migrationsFolder: string,
): Promise<{ readonly database: TestDatabase; readonly pool: pg.Pool }> {
  const database = await testDatabase(service)
  const pool = new pg.Pool({ connectionString: database.url, max: 5 })
  pool.on('error', () => undefined)
  await makeServiceRoles(pool, service)
  await migrate(drizzle(pool), { migrationsFolder, migrationsSchema: service })
  return { database, pool }
}
