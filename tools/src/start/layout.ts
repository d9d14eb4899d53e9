import type { ServiceName } from '@filao/contracts'
import { SERVICES } from '@filao/contracts'
import { freePort, isFree } from '@filao/testing/servers'
import { join } from 'node:path'
import { Complaint } from '../complaint'
import { SIMULATORS, type SimulatorName } from '../platform/simulators'
import type { Mode } from './options'

/** Where everything that a stack writes lies. The two modes share nothing but `dev.json`. */
export function foldersOf(folder: string, mode: Mode) {
  const own = join(folder, mode)
  return {
    own,
    logs: join(own, 'logs'),
    secrets: join(own, 'secrets'),
    masterKey: join(own, 'secrets', 'master.key'),
    lock: join(own, 'launcher.pid'),
    processes: join(own, 'processes.json'),
    settings: join(own, 'settings.json'),
    people: join(own, 'people.json'),
    devFile: join(folder, 'dev.json'),
  }
}
export type Folders = ReturnType<typeof foldersOf>

/** Ports of one process: clients' requests, and health, metrics and heads for operators. */
export interface ProcessPorts {
  readonly http: number
  readonly management: number
}

export interface Ports {
  readonly gateway: ProcessPorts
  readonly services: ReadonlyMap<ServiceName, ProcessPorts>
  /** Outside systems that the stack runs itself: one port each, for the platform and for whoever sits at the machine. */
  readonly simulators: ReadonlyMap<SimulatorName, number>
  /** Preferred by the servers, which may still take others. */
  readonly servers: { readonly postgres: number; readonly kafka: number }
}

/** Ports of the servers, out of the way of a PostgreSQL and a Kafka that the machine may run itself. */
export const SERVER_PORTS = { postgres: 15_432, kafka: 19_092 } as const

/**
 * The gateway's port is the one asked for, or a complaint. The others stand behind it in a fixed order; where one is
 * taken another is used, because nobody types them.
 */
export async function choosePorts(gateway: number, services: readonly ServiceName[]): Promise<Ports> {
  if (!(await isFree(gateway)))
    throw new Complaint(`Port ${gateway} is taken by another program; free it or choose another with --port.`)
  const taken = new Set([gateway])
  const take = async (preferred: number): Promise<number> => {
    const port = await freePort(preferred > 65_535 || taken.has(preferred) ? 0 : preferred)
    if (taken.has(port)) return await take(0)
    taken.add(port)
    return port
  }
  const servers = { postgres: await take(SERVER_PORTS.postgres), kafka: await take(SERVER_PORTS.kafka) }
  const gatewayManagement = await take(gateway + 100)
  const chosen = new Map<ServiceName, ProcessPorts>()
  for (const service of services) {
    const offset = 1 + SERVICES.indexOf(service)
    chosen.set(service, { http: await take(gateway + offset), management: await take(gateway + 100 + offset) })
  }
  const simulators = new Map<SimulatorName, number>()
  for (const [index, name] of SIMULATORS.entries()) simulators.set(name, await take(gateway + 20 + index))
  return { gateway: { http: gateway, management: gatewayManagement }, services: chosen, simulators, servers }
}
