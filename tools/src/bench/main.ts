import { runProgram } from '../complaint'
import { StartConsole } from '../start/console'
import { Bench } from './bench'
import { BenchPlatform } from './bench-platform'
import { Floor } from './floor'
import { measureIdle } from './idle'
import { measureLargeLog } from './large-log'
import { parseOptions, USAGE, type Part } from './options'
import { measureKnee, measureRates, warmUp } from './order-parts'
import { countStatements, profileProcesses, writeStatements } from './profile'
import { measureRecovery } from './recovery'
import { textOf, writeReport } from './report'
import { measureReservations } from './reservations'

/** The parts in the order in which they are measured, whatever the order in which they are named. */
const MEASURES: Readonly<Record<Part, (bench: Bench) => Promise<void>>> = {
  idle: measureIdle,
  rates: measureRates,
  knee: measureKnee,
  reservations: measureReservations,
  recovery: measureRecovery,
  'large-log': measureLargeLog,
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2)
  const console = new StartConsole()
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseOptions(argv)
  if (options.profile !== undefined) await profileProcesses(options.profile)
  const platform = new BenchPlatform(options, console)
  const remove = onceOnly(() => platform.remove())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void remove().finally(() => process.exit(1)))
  }
  try {
    await platform.start()
    const floor = new Floor(platform.running.facts.servers.postgresAdminUrl)
    await console.step('Preparing the floor', () => floor.prepare())
    const bench = new Bench(options, platform, floor, console)
    await warmUp(bench)
    if (options.profile !== undefined) await countStatements(platform.running.admin)
    for (const [part, measure] of Object.entries(MEASURES)) {
      if (options.parts.includes(part as Part)) await measure(bench)
    }
    if (options.profile !== undefined) await writeStatements(platform.running.admin, options.profile)
    const text = textOf({ ...bench, command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' ') })
    console.line(text)
    if (options.write) await writeReport('npm run bench', text)
    return 0
  } finally {
    await remove()
  }
}

/** Whoever asks again waits for the same. */
function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

void runProgram(main)
