import { NativePostgres } from '@filao/testing/servers'
import { realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { median, rounded, TARGETS, type Figure, type Table } from '../bench/figures'
import { Floor } from '../bench/floor'
import { textOf, writeReport } from '../bench/report'
import { runProgram } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { StartConsole } from '../start/console'
import { Engines } from './engines'

/** Callers of the engine, and the clients of pgbench that they are compared with. */
const WIDTHS = [
  { callers: 1, clients: 1, target: TARGETS.engineShare1 },
  { callers: 16, clients: 8, target: TARGETS.engineShare16 },
  { callers: 64, clients: 32, target: TARGETS.engineShare64 },
] as const
const WARM_UP_SECONDS = 5
const RUNS = 3
const SECONDS = 5

/**
 * Measures the engine alone: how many commands a second it decides, writes and answers. Usage:
 * `npm run bench:engine [-- --write]`; the latter puts the table into docs/performance.md.
 */
async function main(): Promise<number> {
  const console = new StartConsole()
  const folder = join(REPOSITORY, '.filao', 'bench-engine')
  const postgres = new NativePostgres({
    dataFolder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    password: 'bench',
    durability: 'power-cut',
  })
  const remove = async (): Promise<void> => {
    await postgres.stop()
    const data = await realpath(join(folder, 'postgres')).catch(() => undefined)
    for (const path of [data, folder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void remove().finally(() => process.exit(1)))
  }
  try {
    await remove()
    const url = await postgres.start()
    const floor = new Floor(url)
    await console.step('Preparing the floor', () => floor.prepare())
    const engines = await Engines.open(url)
    await console.step('Warming up', () => engines.commandsPerSecond(64, WARM_UP_SECONDS))
    const { figures, table } = await measure(engines, floor, console)
    await engines.stop()
    const facts = [`The floor is ${floor.by}. Medians of ${RUNS} runs, the engine's and the floor's in turns.`]
    const text = textOf({ command: 'npm run bench:engine', figures, tables: [table], facts })
    console.line(text)
    if (process.argv.includes('--write')) await writeReport('npm run bench:engine', text)
    return 0
  } finally {
    await remove()
  }
}

async function measure(
  engines: Engines,
  floor: Floor,
  console: StartConsole,
): Promise<{ readonly figures: readonly Figure[]; readonly table: Table }> {
  const figures: Figure[] = []
  const rows: string[][] = []
  for (const { callers, clients, target } of WIDTHS) {
    const speeds: number[] = []
    const floors: number[] = []
    for (let run = 1; run <= RUNS; run += 1) {
      const title = `${callers} in flight, ${run} of ${RUNS}`
      speeds.push(await console.step(title, () => engines.commandsPerSecond(callers, SECONDS)))
      floors.push(await console.step(title, () => floor.transactionsPerSecond(clients, SECONDS)))
    }
    const [speed, tps] = [median(speeds), median(floors)]
    const measure = `engine alone, ${callers} in flight ÷ floor with ${clients} clients`
    figures.push({ measure, value: speed / tps, unit: '', target })
    rows.push([String(callers), rounded(speed), String(clients), rounded(tps)])
  }
  const head = ['in flight', 'commands/s', 'clients of the floor', 'transactions/s']
  return { figures, table: { title: 'Engine and floor', head, rows } }
}

void runProgram(main)
