import { SERVICES } from '@filao/contracts'
import type { ServiceName } from '@filao/contracts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Root of the repository: tools/src and tools/dist lie equally deep. */
export const REPOSITORY = join(__dirname, '..', '..', '..')

/** The services that can be started, in the order in which a stack starts: all that have been built. */
export function builtServices(repository = REPOSITORY): ServiceName[] {
  return SERVICES.filter((service) => existsSync(entry(service, 'main', repository)))
}

/** The compiled file of an app: `main` serves, `migrate` brings its schema up to date. */
export function entry(app: ServiceName | 'gateway', name: string, repository = REPOSITORY): string {
  return join(repository, 'apps', app, 'dist', `${name}.js`)
}

/**
 * Node's flags for every process. Node sizes the young generation by the machine, 64 MiB a process where there is much
 * memory; a container tells it of less. With 8 MiB a busy platform takes a tenth fewer orders than with 32, with 16 as many.
 */
export const NODE_FLAGS = ['--max-semi-space-size=16']

/** Node's arguments to run an app's entry as it runs in production. */
export function nodeArguments(app: ServiceName | 'gateway', name: string, repository = REPOSITORY): string[] {
  const telemetry = join(repository, 'libs', 'service', 'dist', 'telemetry.js')
  // The preload reads the maps of our own sources alone.
  const preload = name === 'main' && existsSync(telemetry) ? ['-r', telemetry] : ['--enable-source-maps']
  return [...NODE_FLAGS, ...preload, entry(app, name, repository)]
}
