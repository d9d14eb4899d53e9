import { provisionSchema, type Queryable, type SchemaProvision } from '@filao/engine'
import { Client } from 'pg'
import { z } from 'zod'
import { runMigrations } from './migrations'

const Environment = z.object({
  DATABASE_URL: z.string().min(1),
  FILAO_PARTITIONS: z.coerce.number().int().min(1).default(4),
})

export interface ServiceMigration extends Omit<SchemaProvision, 'partitions'> {
  /** Folder with the SQL files and their journal. */
  readonly folder: string
  /** What the schema needs beyond tables and grants, in SQL that may be run again. */
  readonly afterwards?: readonly string[]
  /** Instead of the usual provisioning, for a schema that hides more. */
  readonly provision?: (db: Queryable, partitions: number) => Promise<void>
}

/**
 * The one-shot of a service: migrates its schema as the owner (DATABASE_URL), then provisions it. May be run again at any
 * time. Ends the process with 1 when it fails.
 */
export async function migrateService({
  folder,
  afterwards = [],
  provision,
  ...schema
}: ServiceMigration): Promise<void> {
  try {
    const { DATABASE_URL: url, FILAO_PARTITIONS: partitions } = Environment.parse(process.env)
    await runMigrations({ url, folder, schema: schema.service })
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    await client.connect()
    try {
      for (const sql of afterwards) await client.query(sql)
      const db = client as unknown as Queryable
      await (provision ? provision(db, partitions) : provisionSchema(db, { ...schema, partitions }))
    } finally {
      await client.end()
    }
  } catch (error) {
    process.stderr.write(
      `${schema.service} was not migrated: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exitCode = 1
  }
}
