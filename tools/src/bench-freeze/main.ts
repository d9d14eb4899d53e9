import { Random } from '@filao/simulation/random'
import { stopWaitingForPayments } from '@filao/testing/servers'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ChaosPlatform } from '../chaos/platform'
import { Latencies, shown } from '../client/latencies'
import { inParallel } from '../client/parallel'
import { rounded, TARGETS } from '../bench/figures'
import { textOf, writeReport } from '../bench/report'
import { runProgram } from '../complaint'
import { Setting } from '../scenarios/setting'
import { StartConsole } from '../start/console'
import { loadCrowd } from './crowd'
import { effectsOn, type Effects } from './effects'
import { distinctNames, makeNamed, type Named } from './named'
import { parseFreezeOptions, USAGE, type FreezeOptions } from './options'
import { bringIntoForce, versionWith, type InForce } from './versions'

const MEBIBYTE_KIB = 1024
const NAMED_AT_ONCE = 4
const EFFECTS_MS_MAX = 30_000

interface Measured {
  readonly full: InForce
  readonly deltas: readonly InForce[]
  readonly effects: readonly Effects[]
  /** Of compliance's process, after all of it. */
  readonly mebibytes: number
}

/**
 * How fast a listing takes effect: versions of a list name clients with live orders and a withdrawal in flight, among many
 * who do nothing. From the recorded match until the wallet is restricted, the orders are cancelled and the payout is held.
 * `--help` tells the options.
 */
async function main(): Promise<number> {
  const argv = process.argv.slice(2)
  const console = new StartConsole()
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseFreezeOptions(argv)
  const text = readFileSync(options.list, 'utf8')
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'filao-freeze-'))
  const platform = await ChaosPlatform.start(options.port, folder, console)
  try {
    const measured = await measure(platform, { options, text, console })
    const report = reportOf(options, measured)
    process.stdout.write(`${report}\n`)
    if (options.write) await writeReport('npm run bench:freeze', report)
    return 0
  } finally {
    await platform.stop()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

interface Given {
  readonly options: FreezeOptions
  readonly text: string
  readonly console: StartConsole
}

async function measure(platform: ChaosPlatform, { options, text, console }: Given): Promise<Measured> {
  const { clients, named, versions, seed } = options
  await console.step(`Loading ${clients} clients`, () =>
    loadCrowd(platform, { clients, seed }, (done) => console.detail(`Loading clients: ${done} of ${clients} sent`)),
  )
  const setting = await Setting.make(platform)
  try {
    await stopWaitingForPayments(setting.treasury)
    const names = distinctNames(new Random(seed), named)
    let made = 0
    const people = await console.step(`Making ${named} clients who trade`, () =>
      inParallel(NAMED_AT_ONCE, named, async (at) => {
        const client = await makeNamed(setting, at, names[at]!)
        console.detail(`Making clients who trade: ${(made += 1)} of ${named}`)
        return client
      }),
    )
    const full = await console.step('Matching everybody against a whole list', () =>
      bringIntoForce(setting, versionWith(text, [], 0)),
    )
    const deltas: InForce[] = []
    const effects: Effects[] = []
    for (let version = 1; version <= versions; version += 1) {
      const upTo = Math.round((version * named) / versions)
      const hit = people.slice(effects.length, upTo)
      const file = versionWith(text, names.slice(0, upTo), version)
      deltas.push(
        await console.step(`Version ${version} names ${hit.length} clients`, () => bringIntoForce(setting, file)),
      )
      for (const client of hit) effects.push(await settled(platform, client))
    }
    return { full, deltas, effects, mebibytes: memoryOf(platform) }
  } finally {
    await setting.close()
  }
}

/** Throws when an effect does not come. */
async function settled(platform: ChaosPlatform, client: Named): Promise<Effects> {
  const deadline = Date.now() + EFFECTS_MS_MAX
  for (;;) {
    const effects = await effectsOn(platform, client)
    if (effects) return effects
    if (Date.now() > deadline) throw new Error(`${client.userId} was named, and not all of the effects have come`)
    await sleep(200)
  }
}

function memoryOf(platform: ChaosPlatform): number {
  const status = readFileSync(`/proc/${platform.pidOf('compliance')}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / MEBIBYTE_KIB
}

function reportOf({ clients, named, versions }: FreezeOptions, { full, deltas, effects, mebibytes }: Measured): string {
  const quantiles = (of: keyof Effects): readonly string[] => {
    const latencies = new Latencies()
    for (const one of effects) latencies.add(one[of])
    return [0.5, 0.99, 1].map((share) => shown(latencies.quantile(share)))
  }
  const all = new Latencies()
  for (const one of effects) all.add(one.all)
  const slowest = Math.max(...deltas.map(({ seconds }) => seconds))
  return textOf({
    command: 'npm run bench:freeze',
    facts: [
      `${clients} registered clients, known to compliance, wallet and payment, scored and given their limits, besides ${named} with three orders that rest and a withdrawal that waits for treasury. ${versions} versions of the list name them, some at a time.`,
      `From the approval of a version until it is in force, the three seconds included in which every instance sees it: a whole list ${rounded(full.seconds)} s (${full.subjects} people asked about, ${full.matches} met), a version that adds ${Math.round(named / versions)} entries at most ${rounded(slowest)} s. Memory of compliance afterwards: ${rounded(mebibytes)} MiB.`,
      'A moment is that at which the fact was decided, as it stands in the log of its service.',
    ],
    figures: [
      {
        measure: 'recorded match → wallet restricted, orders cancelled, payout held, p99',
        value: (all.quantile(0.99) ?? Number.NaN) / 1_000,
        unit: 's',
        target: TARGETS.listingEffects,
      },
      { measure: 'a whole list in force', value: full.seconds, unit: 's', target: TARGETS.fullRescreen },
      { measure: 'a version that adds names in force', value: slowest, unit: 's', target: TARGETS.deltaRescreen },
    ],
    tables: [
      {
        title: 'From the recorded match (ms)',
        head: ['effect', 'p50', 'p99', 'most'],
        rows: [
          ['wallet restricted', ...quantiles('restricted')],
          ['all orders cancelled', ...quantiles('cancelled')],
          ['payout held', ...quantiles('held')],
          ['all three', ...quantiles('all')],
        ],
      },
    ],
  })
}

void runProgram(main)
