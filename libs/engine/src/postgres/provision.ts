import { GENESIS } from '../chain'
import { schemaName } from './schema-name'
import type { Queryable } from '../state-store'

/** What a schema needs beyond its tables. */
export interface SchemaProvision {
  /** Name of the service, of its schema and of its role. */
  readonly service: string
  readonly partitions: number
  /** Tables that are only ever inserted into. The log and the configuration always are. */
  readonly appendOnly?: readonly string[]
  /** Rights of the service on tables where it gets neither all of them nor those of an append-only one. */
  readonly rights?: Readonly<Record<string, string>>
  /** Tables that a client may read, each with the column that names the user whose row it is, or another condition. */
  readonly readable?: readonly (
    { readonly table: string; readonly userColumn: string } | { readonly table: string; readonly where: string }
  )[]
}

/**
 * Makes a migrated schema ready for its service: a log head per partition, the least grants, append-only triggers as a
 * second lock, and row-level security for reads by clients. May be run again at any time; run it as the owner.
 */
export async function provisionSchema(db: Queryable, provision: SchemaProvision): Promise<void> {
  const { service, partitions } = provision
  const schema = schemaName(service)
  const reader = `"${service}_reader"`
  const run = (text: string, values: readonly unknown[] = []): Promise<unknown> => db.query({ text, values })
  await run(
    `INSERT INTO ${schema}.log_head (partition, hash) SELECT p, $2::bytea FROM generate_series(0, $1::int - 1) AS p ON CONFLICT DO NOTHING`,
    [partitions, GENESIS],
  )
  await run(
    `INSERT INTO ${schema}.relay_checkpoint (partition) SELECT p FROM generate_series(0, $1::int - 1) AS p ON CONFLICT DO NOTHING`,
    [partitions],
  )
  await run(`GRANT USAGE ON SCHEMA ${schema} TO ${schema}, ${reader}`)
  const appendOnly = ['event_log', 'config_versions', ...(provision.appendOnly ?? [])]
  for (const table of await tablesOf(db, service)) {
    const rights = appendOnly.includes(table) ? APPEND_RIGHTS : (provision.rights?.[table] ?? ALL_RIGHTS)
    await run(`GRANT ${rights} ON ${schema}."${table}" TO ${schema}`)
  }
  await run(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${schema}`)
  await run(`CREATE OR REPLACE FUNCTION ${schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%.% is append only', TG_TABLE_SCHEMA, TG_TABLE_NAME; END $$`)
  for (const table of appendOnly) await lock(run, schema, table)
  for (const readable of provision.readable ?? []) {
    const name = `${schema}.${readable.table}`
    const where =
      'where' in readable
        ? readable.where
        : `${readable.userColumn} = nullif(current_setting('app.user_id', true), '')::uuid`
    await run(`GRANT SELECT ON ${name} TO ${reader}`)
    await run(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`)
    await run(`DROP POLICY IF EXISTS own_rows ON ${name}`)
    await run(`CREATE POLICY own_rows ON ${name} FOR SELECT TO ${reader} USING (${where})`)
    await run(`DROP POLICY IF EXISTS service_rows ON ${name}`)
    await run(`CREATE POLICY service_rows ON ${name} TO ${schema} USING (true) WITH CHECK (true)`)
  }
}

const ALL_RIGHTS = 'SELECT, INSERT, UPDATE, DELETE'
const APPEND_RIGHTS = 'SELECT, INSERT'

/** A partitioned table stands for its partitions, which are reached through it alone. */
async function tablesOf(db: Queryable, schema: string): Promise<readonly string[]> {
  const { rows } = await db.query({
    text: `SELECT relname FROM pg_class
      WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname`,
    values: [schemaName(schema)],
  })
  return rows.map((row) => row['relname'] as string)
}

async function lock(run: (text: string) => Promise<unknown>, schema: string, table: string): Promise<void> {
  await run(`REVOKE UPDATE, DELETE, TRUNCATE ON ${schema}.${table} FROM ${schema}`)
  await run(`CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON ${schema}.${table}
    FOR EACH ROW EXECUTE FUNCTION ${schema}.refuse_change()`)
  await run(`CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON ${schema}.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse_change()`)
}
