import { simulate, SimulationFailure } from '@filao/simulation'
import { parseArgs } from 'node:util'
import { Complaint, runProgram } from '../complaint'
import { wholeNumber } from '../whole-number'

const STEPS = 5000
const SEEDS = 1_000_000_000

void runProgram(async () => {
  const { seed, steps, runs } = parse(process.argv.slice(2))
  for (let run = 0; run < runs; run += 1) {
    if (!(await simulateOnce(seed + run, steps))) return 1
  }
  return 0
})

/** Runs one seed and says how it went. */
async function simulateOnce(seed: number, steps: number): Promise<boolean> {
  const began = performance.now()
  try {
    const { events, trades, crashes, interruptions, rests } = await simulate({ seed, steps })
    const perSecond = Math.round((steps / (performance.now() - began)) * 1000)
    process.stdout.write(
      `seed ${seed}: ${steps} steps (${perSecond}/s), ${events} events, ${trades} trades, ` +
        `${crashes} crashes and ${interruptions} within a work, ${rests} times at rest: everything holds\n`,
    )
    return true
  } catch (error) {
    if (!(error instanceof SimulationFailure)) throw error
    const again = `Again: npm run simulate -- --seed ${seed} --steps ${steps}`
    process.stderr.write(
      `${error.lastEvents.join('\n')}\n\n${(error.cause as Error).stack}\n\n${error.message}\n${again}\n`,
    )
    return false
  }
}

function parse(argv: readonly string[]): { seed: number; steps: number; runs: number } {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...argv], options: { seed: text, steps: text, runs: text } })
    return {
      seed: wholeNumber('--seed', values.seed, Date.now() % SEEDS),
      steps: wholeNumber('--steps', values.steps, STEPS),
      runs: wholeNumber('--runs', values.runs, 1),
    }
  } catch (error) {
    if (error instanceof Complaint) throw error
    throw new Complaint(`${(error as Error).message}. Use --seed NUMBER --steps NUMBER --runs NUMBER.`)
  }
}
