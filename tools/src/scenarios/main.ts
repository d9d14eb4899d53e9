import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChaosPlatform } from '../chaos/platform'
import { runProgram } from '../complaint'
import { StartConsole } from '../start/console'
import { parseScenarioOptions, USAGE, wavesOf, type ScenarioOptions } from './options'
import { playsOf } from './plays'
import { Setting } from './setting'
import { Waves, type Play } from './wave'

async function main(): Promise<number> {
  const console = new StartConsole()
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseScenarioOptions(argv)
  console.line(`seed ${options.seed}`)
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
  const { seed, wave, numbers } = options
  const simulators = options.simulators.join()
  if (broken.length === 0) {
    const count = numbers[1] - numbers[0] + 1
    console.line(`seed ${seed}: ${count} scenarios of each of ${simulators}, everything holds`)
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const line of broken) console.line(`✗ ${line}`)
  const again = `npm run scenarios -- --simulator ${simulators} --seed ${seed}`
  console.line(`Logs: ${join(folder, 'native', 'logs')}. Again: ${again} --wave ${wave} --only ${numbers.join('-')}`)
  console.line('A scenario alone, without what the others kill: --only and its number.')
  return 1
}

/** Wave after wave, and after each what must hold; the first breach ends it. */
async function run(
  platform: ChaosPlatform,
  options: ScenarioOptions,
  console: StartConsole,
): Promise<readonly string[]> {
  const setting = await Setting.make(platform)
  try {
    const playOf = playsOf(platform, setting)
    const waves = new Waves(platform, console)
    const plays: Play[] = []
    for (const simulator of options.simulators) {
      const play = await playOf(simulator, options.seed)
      plays.push(play)
      for (const numbers of wavesOf(options)) {
        const breaches = await waves.play(play, numbers)
        if (breaches.length > 0) return breaches
      }
    }
    return await waves.last(plays)
  } finally {
    await setting.close()
  }
}

void runProgram(main)
