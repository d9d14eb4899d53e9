import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'
import { wholeNumber } from '../whole-number'

const SCENARIOS = ['rounds', 'kafka-outage'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

export interface ChaosOptions {
  readonly scenario: ScenarioName
  readonly rounds: number
  /** All faults, and what is sent, follow from it; the moments at which they meet do not. */
  readonly seed: number
  /** Port of the gateway. */
  readonly port: number
  /** Folder of the platform's data; undefined: one of its own, removed when everything holds. */
  readonly folder: string | undefined
  readonly loadSeconds: number
}

export const USAGE = `npm run chaos -- [options]
  --rounds NUMBER   rounds of load, faults, rest and checks (5)
  --seed NUMBER     which faults come, and when
  --seconds NUMBER  how long each round's load lasts (10)
  --scenario NAME   ${SCENARIOS.join(', ')}
  --port NUMBER     port of the gateway (22080)
  --folder PATH     where the platform's data lie, kept afterwards (a temporary folder, kept when something broke)
`

const SEEDS = 1_000_000_000

/** Reads the command line. Throws a {@link Complaint} that names the wrong option. */
export function parseChaosOptions(argv: readonly string[]): ChaosOptions {
  const text = { type: 'string' } as const
  const names = { rounds: text, seed: text, seconds: text, scenario: text, port: text, folder: text }
  const values = parse()
  const scenario = SCENARIOS.find((name) => name === (values.scenario ?? 'rounds'))
  if (!scenario) throw new Complaint(`There is no scenario ${values.scenario}; there are ${SCENARIOS.join(', ')}.`)
  return {
    scenario,
    rounds: wholeNumber('--rounds', values.rounds, 5),
    seed: wholeNumber('--seed', values.seed, Date.now() % SEEDS),
    loadSeconds: wholeNumber('--seconds', values.seconds, 10),
    port: wholeNumber('--port', values.port, 22_080),
    folder: values.folder,
  }

  function parse() {
    try {
      return parseArgs({ args: [...argv], options: names }).values
    } catch (error) {
      throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
    }
  }
}
