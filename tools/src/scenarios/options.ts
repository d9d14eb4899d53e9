import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'
import { wholeNumber } from '../whole-number'

/** Providers of payments, and the provider that looks at clients. */
const SIMULATED = ['bank', 'mips', 'didit'] as const
export type Simulated = (typeof SIMULATED)[number]

export interface ScenarioOptions {
  readonly simulators: readonly Simulated[]
  /** Of each simulator, from the first to the last. */
  readonly numbers: readonly [first: number, last: number]
  /** How many are played side by side. */
  readonly wave: number
  /** Amounts, faults and what is killed follow from it; the moments at which they meet do not. */
  readonly seed: number
  /** Port of the gateway. */
  readonly port: number
  /** Folder of the platform's data; undefined: one of its own, removed when everything holds. */
  readonly folder: string | undefined
}

export const USAGE = `npm run scenarios -- [options]
  --simulator NAMES ${SIMULATED.join(', ')}, or several with commas, one after the other (bank)
  --count NUMBER    scenarios of each, each a payment or two, or a client, with faults and a kill (10)
  --only NUMBERS    one of them alone (37), or some (21-40)
  --wave NUMBER     how many are played side by side, hit by each other's kills (20)
  --seed NUMBER     which amounts, faults and kills
  --port NUMBER     port of the gateway (23080)
  --folder PATH     where the platform's data lie, kept afterwards (a temporary folder, kept when something broke)
`

const SEEDS = 1_000_000_000

/** Reads the command line. Throws a {@link Complaint} that names the wrong option. */
export function parseScenarioOptions(argv: readonly string[]): ScenarioOptions {
  const text = { type: 'string' } as const
  const values = parse()
  return {
    simulators: (values.simulator ?? 'bank').split(',').map(simulated),
    numbers: values.only === undefined ? [1, wholeNumber('--count', values.count, 10)] : range(values.only),
    wave: Math.max(1, wholeNumber('--wave', values.wave, 20)),
    seed: wholeNumber('--seed', values.seed, Date.now() % SEEDS),
    port: wholeNumber('--port', values.port, 23_080),
    folder: values.folder,
  }

  function parse() {
    try {
      const options = { simulator: text, count: text, only: text, wave: text, seed: text, port: text, folder: text }
      return parseArgs({ args: [...argv], options }).values
    } catch (error) {
      throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
    }
  }
}

/** Scenarios by their waves: a number is in the same wave whichever of it are played. */
export function wavesOf({ numbers: [first, last], wave }: Pick<ScenarioOptions, 'numbers' | 'wave'>): number[][] {
  const waves = new Map<number, number[]>()
  for (let number = first; number <= last; number += 1) {
    const at = Math.floor((number - 1) / wave)
    waves.set(at, [...(waves.get(at) ?? []), number])
  }
  return [...waves.values()]
}

function range(given: string): readonly [number, number] {
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(given) ?? []
  if (first === undefined || Number(first) < 1 || Number(last) < Number(first))
    throw new Complaint(`--only is a number or two, as 37 or 21-40, not ${given}.`)
  return [Number(first), Number(last)]
}

function simulated(name: string): Simulated {
  const known = SIMULATED.find((one) => one === name)
  if (!known) throw new Complaint(`There is no simulator ${name}; there are ${SIMULATED.join(', ')}.`)
  return known
}
