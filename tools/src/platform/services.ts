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

/** Every order goes through each of these more than once. */
const ORDERS_GO_THROUGH: readonly string[] = ['order', 'wallet', 'audit']

/**
 * Node's flags of a process. Node sizes the young generation by the machine, 64 MiB a process where there is much memory;
 * a container tells it of less. Where every order goes through, 16 instead of 32 cost an eighth of the orders; elsewhere
 * they are enough.
 */
export const nodeFlags = (app: string): string[] => [
  `--max-semi-space-size=${ORDERS_GO_THROUGH.includes(app) ? 32 : 16}`,
]

/** Node's arguments to run an app's entry as it runs in production. */
export function nodeArguments(app: ServiceName | 'gateway', name: string, repository = REPOSITORY): string[] {
  const telemetry = join(repository, 'libs', 'service', 'dist', 'telemetry.js')
  // The preload reads the maps of our own sources alone.
  const preload = name === 'main' && existsSync(telemetry) ? ['-r', telemetry] : ['--enable-source-maps']
  return [...nodeFlags(app), ...preload, entry(app, name, repository)]
}
