import { SERVICES } from '@filao/contracts'
import type { ServiceName } from '@filao/contracts'
import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'

export type Mode = 'native' | 'docker'

export interface StartOptions {
  /** PostgreSQL and Kafka as processes or as containers; undefined: whatever this machine has. */
  readonly mode: Mode | undefined
  /** Port of the gateway. */
  readonly port: number
  /** Whether simulated participants trade. */
  readonly traffic: boolean
  /** Throw away all data of this mode first. */
  readonly reset: boolean
  /** Start only these; undefined: all. */
  readonly services: readonly ServiceName[] | undefined
  /** End in order as soon as everything is ready. */
  readonly exitWhenReady: boolean
  /** Folder of everything that is written; `.filao` in the repository unless tests say otherwise. */
  readonly folder: string | undefined
  /** Partitions of every service; only a first start can choose. */
  readonly partitions: number | undefined
}

export const USAGE = `npm start -- [options]
  --no-traffic        no simulated participants
  --reset             start with empty data
  --port NUMBER       port of the gateway (8080)
  --native, --docker  PostgreSQL and Kafka as processes (default where Java is found) or in containers
  --services A,B      only these services
  --partitions NUMBER partitions of every service (4), chosen by the first start
  --exit-when-ready   stop again as soon as everything is ready
  --folder PATH       where data, logs and secrets lie (.filao)
`

/** Reads the command line. Throws a {@link Complaint} that names the wrong option. */
export function parseOptions(argv: readonly string[]): StartOptions {
  const values = parse(argv)
  if (values.native && values.docker) throw new Complaint('Choose one of --native and --docker.')
  return {
    mode: values.native ? 'native' : values.docker ? 'docker' : undefined,
    port: count('--port', values.port, 65_535) ?? 8080,
    traffic: !values['no-traffic'],
    reset: values.reset ?? false,
    services: values.services?.split(',').map(serviceName),
    exitWhenReady: values['exit-when-ready'] ?? false,
    folder: values.folder,
    partitions: count('--partitions', values.partitions, 1024),
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        'no-traffic': { type: 'boolean' },
        reset: { type: 'boolean' },
        port: { type: 'string' },
        native: { type: 'boolean' },
        docker: { type: 'boolean' },
        services: { type: 'string' },
        partitions: { type: 'string' },
        'exit-when-ready': { type: 'boolean' },
        folder: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}

function count(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw new Complaint(`${option} takes a number from 1 to ${max}, not ${text}.`)
  return value
}

function serviceName(name: string): ServiceName {
  const service = SERVICES.find((known) => known === name)
  if (service === undefined) throw new Complaint(`There is no service ${name}; there are ${SERVICES.join(', ')}.`)
  return service
}
