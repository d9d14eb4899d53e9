import type { ServiceName } from '@filao/contracts'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readDevelopment } from '../client/development'
import { runProgram } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { foldersOf } from '../start/layout'
import { canVerify, verify } from './verification'

/** Proves the books of the platform that runs on this machine, service by service. */
async function main(): Promise<number> {
  const { values } = parseArgs({ args: process.argv.slice(2), options: { folder: { type: 'string' } } })
  const folder = resolve(values.folder ?? join(REPOSITORY, '.filao'))
  const { postgres, services } = readDevelopment(folder)
  // The two modes share nothing but the file that says where the running one is.
  const mode = existsSync(foldersOf(folder, 'native').lock) ? 'native' : 'docker'
  let hold = true
  for (const [service, { ownerUrl }] of Object.entries(postgres) as [ServiceName, { ownerUrl: string }][]) {
    if (!canVerify(service)) continue
    const secretsFolder = join(foldersOf(folder, mode).secrets, service)
    const identityUrl = services['identity']!.management
    const { holds, said } = await verify(service, { ownerUrl, secretsFolder, identityUrl })
    process.stdout.write(said)
    hold &&= holds
  }
  process.stdout.write(hold ? 'Everything holds.\n' : 'Something does not hold: see docs/operations/proofs.md.\n')
  return hold ? 0 : 1
}

void runProgram(main)
