import type { Message } from '@filao/contracts'
import { overseen, OverseenStore, proveState, type StateProof } from '@filao/engine'
import type { Refusal } from '@filao/kernel'
import { Client } from 'pg'
import { readConfig, type ServiceConfig } from '../config'
import { Database } from '../database/database'
import { createLog } from '../logging/log'
import { Configuration } from '../oversight/configuration'
import type { EngineContext, EngineSetup } from './engine.module'

/**
 * The one-shot that proves a service's books: its logs are whole, from the first row to the heads, and its state rows are
 * the fold of them. Runs as the owner of the schema (DATABASE_URL), beside the running service, and changes nothing. A
 * line for each partition; ends the process with 1 when something does not hold.
 */
export async function verifyService<C extends Message, E extends Message, S, R extends Refusal>(
  service: ServiceConfig['service'],
  setup: EngineSetup<C, E, S, R>,
): Promise<void> {
  const { DATABASE_URL: url } = process.env
  const config = readConfig({ ...process.env, FILAO_SERVICE: service, FILAO_DATABASE_URL: url })
  const log = createLog({ ...config, logLevel: 'error' })
  const database = new Database(config, log)
  const configuration = new Configuration(database.pool, `"${service}"`, log)
  const context: EngineContext = { config, database, log, configuration }
  const db = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: `${service}/verify`,
  })
  let holds = true
  try {
    await db.connect()
    const { rows } = await db.query<{ partition: number }>(
      `SELECT partition FROM "${service}".log_head ORDER BY partition`,
    )
    for (const { partition } of rows) holds = (await verifyPartition(db, partition, setup, context)) && holds
  } catch (error) {
    holds = false
    process.stdout.write(`✗ ${service}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  process.exit(holds ? 0 : 1)
}

async function verifyPartition<C extends Message, E extends Message, S, R extends Refusal>(
  db: Client,
  partition: number,
  setup: EngineSetup<C, E, S, R>,
  context: EngineContext,
): Promise<boolean> {
  const definition = overseen(await setup.definition(context))
  const name = `${definition.service}/${partition}`
  let proof: StateProof
  // One snapshot of log and rows; whatever the proof makes besides goes with the rollback.
  await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  try {
    const store = new OverseenStore(setup.store(context), definition.service)
    const { outside = [] } = setup
    proof = await proveState({ definition, store, db: db, partition, outside })
  } catch (error) {
    process.stdout.write(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    return false
  } finally {
    await db.query('ROLLBACK')
  }
  const { position, tables, differences } = proof
  const verdict = `log whole up to ${position}, ${tables.join(', ') || 'no table'}`
  process.stdout.write(
    differences.length === 0
      ? `${name}: ${verdict} as it says\n`
      : `✗ ${name}: ${verdict}: rows that differ from it\n${differences.map((line) => `  ${line}\n`).join('')}`,
  )
  return differences.length === 0
}
