import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../complaint'
import { StartConsole } from '../start/console'
import { kafkaOutage } from './kafka-outage'
import { parseChaosOptions, USAGE, type ChaosOptions } from './options'
import { Takeovers } from './ownership'
import { ChaosPlatform } from './platform'
import { Rounds } from './rounds'

async function main(): Promise<number> {
  const console = new StartConsole()
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseChaosOptions(argv)
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'filao-chaos-'))
  const platform = await ChaosPlatform.start(options.port, folder, console)
  const takeovers = new Takeovers()
  let broken: readonly string[]
  try {
    broken = await run(platform, options, takeovers, console)
  } catch (error) {
    broken = [error instanceof Error ? error.message : String(error)]
  } finally {
    await platform.stop()
  }
  for (const line of takeovers.lines()) console.line(line)
  if (broken.length === 0) {
    console.line(`seed ${options.seed}: everything holds`)
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const line of broken) console.line(`✗ ${line}`)
  console.line(`Logs: ${join(folder, 'native', 'logs')}. Again: ${again(options)}`)
  return 1
}

async function run(
  platform: ChaosPlatform,
  options: ChaosOptions,
  takeovers: Takeovers,
  console: StartConsole,
): Promise<readonly string[]> {
  const { seed, rounds, loadSeconds, scenario } = options
  const parts = { platform, takeovers, console, seed, loadMs: loadSeconds * 1000 }
  return scenario === 'kafka-outage' ? kafkaOutage(parts) : new Rounds(parts).run(rounds)
}

const again = ({ seed, rounds, loadSeconds, scenario }: ChaosOptions): string =>
  `npm run chaos -- --scenario ${scenario} --seed ${seed} --rounds ${rounds} --seconds ${loadSeconds}`

void runProgram(main)
