import type { ServiceName } from '@filao/contracts'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Complaint } from '../complaint'
import { entry, nodeArguments } from '../platform/services'
import { migrationEnvironment } from './environment'
import type { StackFacts } from './environment'

const MIGRATION_MS_MAX = 300_000

/** Brings a service's schema up to date, as its owner, in a process of its own. */
export async function migrate(facts: StackFacts, service: ServiceName): Promise<void> {
  if (!existsSync(entry(service, 'migrate'))) throw new Complaint(`${service} has no migrations: build it first.`)
  const logFile = join(facts.folders.logs, `migrate-${service}.log`)
  const options = { env: migrationEnvironment(facts, service), timeout: MIGRATION_MS_MAX }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, nodeArguments(service, 'migrate'), options)
    await appendFile(logFile, stdout + stderr)
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
    await appendFile(logFile, stdout + stderr)
    const said = stderr.split('\n').find((line) => /error/i.test(line)) ?? message.split('\n')[0]
    throw new Complaint(`The schema of ${service} could not be brought up to date (${said?.trim()}); see ${logFile}.`)
  }
}
