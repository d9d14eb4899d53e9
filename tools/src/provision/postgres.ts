import type { ServiceName } from '@filao/contracts'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { DATABASE, ROLE_KINDS, roleName } from '../platform/roles'
import type { RoleKind } from '../platform/roles'

export interface PostgresProvision {
  /** Superuser's connection string to the database `postgres`. */
  readonly adminUrl: string
  readonly services: readonly ServiceName[]
  readonly password: (service: ServiceName, kind: RoleKind) => string
}

/**
 * Makes the database, and for each service a schema and its three roles with the least that each needs; what a role may
 * do with a table is granted by the service's migrations. May be run again: it changes only what differs.
 */
export async function provisionPostgres({ adminUrl, services, password }: PostgresProvision): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  })
  const url = new URL(adminUrl)
  url.pathname = `/${DATABASE}`
  await withClient(url.toString(), async (client) => {
    await client.query('create extension if not exists pg_stat_statements')
    await client.query(`revoke all on database ${DATABASE} from public`)
    await client.query('revoke all on schema public from public')
    for (const service of services) await provisionService(client, service, password)
  })
}

async function provisionService(
  client: Client,
  service: ServiceName,
  password: PostgresProvision['password'],
): Promise<void> {
  for (const kind of ROLE_KINDS) await provisionRole(client, roleName(service, kind), password(service, kind))
  const [owner, writer, reader] = ROLE_KINDS.map((kind) => escapeIdentifier(roleName(service, kind)))
  const schema = escapeIdentifier(service)
  // The migrator says CREATE SCHEMA IF NOT EXISTS, which needs the right to create in the database, not only in the schema.
  await client.query(`grant connect, create on database ${DATABASE} to ${owner}`)
  await client.query(`grant connect on database ${DATABASE} to ${writer}, ${reader}`)
  await client.query(`create schema if not exists ${schema} authorization ${owner}`)
  await client.query(`grant usage on schema ${schema} to ${writer}, ${reader}`)
}

async function provisionRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  const action = rowCount === 0 ? 'create' : 'alter'
  await client.query(
    `${action} role ${escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole nobypassrls password ${escapeLiteral(password)}`,
  )
}

async function withClient(connectionString: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString, application_name: 'provision' })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
