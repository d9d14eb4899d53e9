import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ChaosPlatform } from '../chaos/platform'
import { runProgram } from '../complaint'
import { StartConsole } from '../start/console'
import { parseScenarioOptions, USAGE, type ScenarioOptions } from './options'
import { playsOf } from './plays'
import { Setting } from './setting'

/** Three looks for what was not told. */
const BREACH_MS_MAX = 40_000

async function main(): Promise<number> {
  const console = new StartConsole()
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseScenarioOptions(argv)
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'filao-scenarios-'))
  const platform = await ChaosPlatform.start(options.port, folder, console)
  let broken: readonly string[]
  try {
    broken = await run(platform, options, console)
  } catch (error) {
    broken = [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await platform.stop()
  }
  const { seed, count } = options
  const simulators = options.simulators.join()
  if (broken.length === 0) {
    console.line(`seed ${seed}: ${count} scenarios of each of ${simulators}, everything holds`)
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const line of broken) console.line(`✗ ${line}`)
  const again = `npm run scenarios -- --simulator ${simulators} --seed ${seed} --count ${count}`
  console.line(`Logs: ${join(folder, 'native', 'logs')}. Again: ${again}`)
  return 1
}

/** Scenario after scenario, and after each what must hold; the first breach ends it. */
async function run(
  platform: ChaosPlatform,
  { simulators, count, seed }: ScenarioOptions,
  console: StartConsole,
): Promise<readonly string[]> {
  const setting = await Setting.make(platform)
  try {
    const playOf = playsOf(platform, setting)
    for (const simulator of simulators) {
      const play = await playOf(simulator, seed)
      for (let number = 1; number <= count; number += 1) {
        console.line(`${simulator} ${number}: ${await play.act(number)}`)
        const breaches = await lasting(play.check)
        if (breaches.length > 0) return breaches.map((breach) => `scenario ${number} of ${simulator}: ${breach}`)
      }
    }
    return []
  } finally {
    await setting.close()
  }
}

/**
 * Breaches that stay: a provider changes its mind at any moment, and what it did not tell is found with the next look.
 */
async function lasting(check: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = Date.now() + BREACH_MS_MAX
  for (;;) {
    const breaches = await check().catch((error: Error) => [error.message])
    if (breaches.length === 0 || Date.now() > deadline) return breaches
    await sleep(1_000)
  }
}

void runProgram(main)
