import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'
import { REPOSITORY } from '../platform/services'

export const PARTS = ['idle', 'rates', 'knee', 'reservations', 'recovery', 'large-log'] as const
export type Part = (typeof PARTS)[number]

/** The loads of the parts rates and knee. */
export const LOADS = ['service', 'gateway', 'cancelling'] as const
export type LoadName = (typeof LOADS)[number]

/** What a run without options measures: all that ends in some minutes. */
const DEFAULT_PARTS: readonly Part[] = ['idle', 'rates', 'knee', 'reservations', 'recovery']

export interface BenchOptions {
  readonly parts: readonly Part[]
  /** Length of one load. */
  readonly seconds: number
  /** Each load is run this often; medians are told. */
  readonly runs: number
  readonly loads: readonly LoadName[]
  /** Fixed arrival rates, in orders a second. */
  readonly rates: readonly number[]
  readonly participants: number
  /** Of the part large-log. */
  readonly events: number
  readonly closedOrders: number
  readonly port: number
  readonly folder: string
  /** Folder for CPU profiles and the cost of statements; undefined: none are made. */
  readonly profile: string | undefined
  /** Puts the tables into docs/performance.md. */
  readonly write: boolean
}

export const USAGE = `npm run bench -- [options]
  --only A,B          parts of ${PARTS.join(', ')}
                      (default: all but large-log)
  --seconds NUMBER    length of one load (10)
  --runs NUMBER       loads of each kind; medians are told (1)
  --loads A,B         of the parts rates and knee: straight to the service, through the gateway,
                      and, at the knee, with 0.8 cancels an order (${LOADS.join(',')})
  --rates A,B         arrival rates, in orders a second (100,500)
  --participants N    accounts that trade (1000)
  --events NUMBER     of the part large-log: events in the logs (10000000)
  --orders NUMBER     of the part large-log: closed orders (1000000)
  --port NUMBER       port of the gateway (21080)
  --folder PATH       where the platform lies while it runs (.filao/bench)
  --profile PATH      write CPU profiles of all processes, and what statements cost; the figures suffer
  --write             put the tables into docs/performance.md
`

/** Reads the command line. Throws a {@link Complaint} that names the wrong option. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const values = parse(argv)
  return {
    parts: values.only === undefined ? DEFAULT_PARTS : values.only.split(',').map((name) => oneOf(PARTS, name)),
    seconds: count('--seconds', values.seconds, 10),
    runs: count('--runs', values.runs, 1),
    loads: values.loads === undefined ? LOADS : values.loads.split(',').map((name) => oneOf(LOADS, name)),
    rates: (values.rates ?? '100,500').split(',').map((rate) => count('--rates', rate, 0)),
    participants: count('--participants', values.participants, 1000),
    events: count('--events', values.events, 10_000_000),
    closedOrders: count('--orders', values.orders, 1_000_000),
    port: count('--port', values.port, 21_080),
    folder: values.folder ?? join(REPOSITORY, '.filao', 'bench'),
    profile: values.profile,
    write: values.write ?? false,
  }
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const names = [
    'only',
    'seconds',
    'runs',
    'loads',
    'rates',
    'participants',
    'events',
    'orders',
    'port',
    'folder',
    'profile',
  ] as const
  const options = Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>
  try {
    return parseArgs({ args: [...argv], options: { ...options, write: { type: 'boolean' } } }).values
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}

function count(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d*$/.test(text)) throw new Complaint(`${option} takes a whole number, not ${text}.`)
  return Number(text)
}

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const name = names.find((known) => known === text)
  if (name === undefined) throw new Complaint(`There is no ${text}; there are ${names.join(', ')}.`)
  return name
}
