import type { Config } from '@jest/types'
import type { LocalServers } from '../servers/local-servers'
import { testRunServers } from '../servers/test-run-servers'
import { needsServers } from './selected-specs'

declare global {
  var filaoTestServers: LocalServers | undefined
}

/**
 * Starts one PostgreSQL and one Kafka for the whole run, when a selected spec needs them, and tells the specs by
 * FILAO_TEST_POSTGRES and FILAO_TEST_KAFKA. Servers named there beforehand are used as they are.
 */
export default async function globalSetup(run: Config.GlobalConfig): Promise<void> {
  if (globalThis.filaoTestServers !== undefined || process.env['FILAO_TEST_SERVERS'] === 'none') return
  if (process.env['FILAO_TEST_POSTGRES'] !== undefined && process.env['FILAO_TEST_KAFKA'] !== undefined) return
  const { patterns } = run.testPathPatterns
  if (!needsServers({ rootDir: run.rootDir, patterns, argv: process.argv })) return
  const began = performance.now()
  const servers = await testRunServers()
  const addresses = await servers.start()
  globalThis.filaoTestServers = servers
  process.env['FILAO_TEST_POSTGRES'] = addresses.postgresAdminUrl
  process.env['FILAO_TEST_KAFKA'] = addresses.kafkaBrokers
  process.stderr.write(`\nPostgreSQL and Kafka up in ${Math.round(performance.now() - began)} ms\n`)
}
