import type { Latencies } from '../client/latencies'
import { shown } from '../client/latencies'
import type { Bench } from './bench'
import { costTable, type Cost } from './cost-table'
import { median, rounded, TARGETS, type Figure, type Table } from './figures'
import { FLOOR_CLIENTS, FLOOR_SECONDS } from './floor'
import type { LoadPlan } from './load'
import type { LoadName } from './options'
import type { Mix } from './order-flow'
import { runPhase, type PhaseResult } from './phase'
import { comeToRest } from './rest'

/** One kind of load, and what came of each time that it was run. */
interface Measured {
  readonly load: string
  readonly results: readonly PhaseResult[]
}

const WARM_UP_CONNECTIONS = 16
const WARM_UP_SECONDS = 60
const KNEE_CONNECTIONS = 64

type Way = 'service' | 'gateway'

const KNEE_LOADS: Readonly<Record<LoadName, { readonly load: string; readonly way: Way; readonly mix: Mix }>> = {
  service: { load: `${KNEE_CONNECTIONS} connections`, way: 'service', mix: 'trading' },
  gateway: { load: `${KNEE_CONNECTIONS} connections through the gateway`, way: 'gateway', mix: 'trading' },
  cancelling: { load: `${KNEE_CONNECTIONS} connections, 0.8 cancels an order`, way: 'service', mix: 'cancelling' },
}

/**
 * Lets every process compile its hot paths, Java's among them, which take minutes: nobody trades on a platform that
 * was started a minute ago.
 */
export async function warmUp(bench: Bench): Promise<void> {
  const arrival = { kind: 'connections', connections: WARM_UP_CONNECTIONS, seconds: WARM_UP_SECONDS } as const
  await bench.console.step('Letting the platform come to rest', () => comeToRest(bench.platform.running.logs))
  for (const way of ['service', 'gateway'] as const) {
    if (way === 'gateway' && !bench.options.loads.includes(way)) continue
    const { platform } = bench
    const plan = { mix: 'trading', arrival, origin: platform.origin(way), tokens: await platform.tokens() } as const
    await bench.console.step('Warming up', () => runPhase(platform.running, { ...plan, seed: bench.nextSeed() }))
  }
}

/** Latencies at fixed arrival rates, straight to the service and through the gateway. */
export async function measureRates(bench: Bench): Promise<void> {
  const { loads, rates, seconds } = bench.options
  const measured: Measured[] = []
  for (const way of ['service', 'gateway'] as const) {
    if (!loads.includes(way)) continue
    for (const ordersPerSecond of rates) {
      const load = `${ordersPerSecond}/s${way === 'gateway' ? ' through the gateway' : ''}`
      const arrival = { kind: 'rate', ordersPerSecond, seconds } as const
      const results = await repeated(bench, load, { way, mix: 'trading', arrival })
      measured.push({ load, results })
      if (way === 'service') bench.figures.push(...figuresAt(ordersPerSecond, results))
    }
  }
  bench.tables.push(
    loadTable('Fixed arrival rates', measured),
    costTable('CPU time of an order at fixed rates, by process (µs)', costsOf(measured)),
  )
}

/** The most that the platform settles and audits, as a share of the floor of the same minutes. */
export async function measureKnee(bench: Bench): Promise<void> {
  const arrival = kneeArrival(bench)
  const floors: number[] = []
  const floor = async (): Promise<void> => {
    const told = bench.console.step('Measuring the floor', () =>
      bench.floor.transactionsPerSecond(FLOOR_CLIENTS, FLOOR_SECONDS),
    )
    floors.push(await told)
  }
  await floor()
  const measured: Measured[] = []
  for (const name of bench.options.loads) {
    const { load, ...what } = KNEE_LOADS[name]
    measured.push({ load, results: await repeated(bench, load, { ...what, arrival }) })
    await floor()
  }
  const tps = median(floors)
  bench.facts.push(
    `The floor, ${bench.floor.by} with ${FLOOR_CLIENTS} clients in the same run: ${rounded(tps)} transactions/s (${floors.map(rounded).join(', ')}).`,
  )
  const shares = measured.map(({ results }) => median(results.map(({ settledPerSecond }) => settledPerSecond)) / tps)
  bench.facts.push(`Orders/s settled and audited ÷ floor, of each load at the knee: ${shares.map(rounded).join(', ')}.`)
  if (bench.options.loads[0] === 'service') {
    const measure = 'orders/s settled and audited ÷ floor'
    bench.figures.push({ measure, value: shares[0]!, unit: '', target: TARGETS.settledShare })
  }
  bench.tables.push(
    loadTable('The knee', measured),
    costTable('CPU time of an order at the knee, by process (µs)', costsOf(measured)),
  )
}

/** Orders/s settled and audited at the knee, each time that it was measured. */
export async function runKnee(bench: Bench, where: string): Promise<readonly number[]> {
  const { load, ...what } = KNEE_LOADS.service
  const results = await repeated(bench, `${load} ${where}`, { ...what, arrival: kneeArrival(bench) })
  return results.map(({ settledPerSecond }) => settledPerSecond)
}

const kneeArrival = ({ options: { seconds } }: Bench): LoadPlan['arrival'] => ({
  kind: 'connections',
  connections: KNEE_CONNECTIONS,
  seconds,
})

interface What {
  readonly way: Way
  readonly mix: Mix
  readonly arrival: LoadPlan['arrival']
}

/** Runs one load as often as was asked for. */
async function repeated(bench: Bench, load: string, { way, ...what }: What): Promise<readonly PhaseResult[]> {
  const { platform, options, console } = bench
  const results: PhaseResult[] = []
  for (let run = 1; run <= options.runs; run += 1) {
    const title = options.runs === 1 ? load : `${load}, ${run} of ${options.runs}`
    const plan = { ...what, origin: platform.origin(way), tokens: await platform.tokens(), seed: bench.nextSeed() }
    results.push(await console.step(title, () => runPhase(platform.running, plan)))
  }
  return results
}

function figuresAt(rate: number, results: readonly PhaseResult[]): Figure[] {
  if (rate !== 100 && rate !== 500) return []
  const [acknowledged, settled] =
    rate === 100 ? [TARGETS.acknowledgedAt100, TARGETS.settledAt100] : [TARGETS.acknowledgedAt500, TARGETS.settledAt500]
  const figure = (
    measure: string,
    target: Figure['target'],
    latencies: (result: PhaseResult) => Latencies,
  ): Figure => ({
    measure: `${measure} p99 at ${rate}/s`,
    value: median(results.map((result) => latencies(result).quantile(0.99) ?? Infinity)),
    unit: 'ms',
    target,
  })
  return [
    figure('acknowledgement', acknowledged, ({ acknowledgement }) => acknowledgement),
    figure('place → settled and audited', settled, ({ settlement }) => settlement),
  ]
}

const SHARES = [0.5, 0.99, 0.999]

function loadTable(title: string, measured: readonly Measured[]): Table {
  return {
    title,
    head: [
      'load',
      'acknowledged/s',
      'settled and audited/s',
      'acknowledgement p50 · p99 · p99.9 (ms)',
      'place → settled and audited p50 · p99 · p99.9 (ms)',
      'trades an order',
      'events an order',
      'audit rows an order',
      'refused',
    ],
    rows: measured.map(({ load, results }) => {
      const middle = (value: (result: PhaseResult) => number): string => rounded(median(results.map(value)))
      const times = (latencies: (result: PhaseResult) => Latencies): string =>
        SHARES.map((share) => {
          const values = results.flatMap((result) => latencies(result).quantile(share) ?? [])
          return shown(values.length === 0 ? undefined : median(values))
        }).join(' · ')
      return [
        load,
        middle(({ acknowledgedPerSecond }) => acknowledgedPerSecond),
        middle(({ settledPerSecond }) => settledPerSecond),
        times(({ acknowledgement }) => acknowledgement),
        times(({ settlement }) => settlement),
        middle(({ tradesPerOrder }) => tradesPerOrder),
        middle(({ eventsPerOrder }) => eventsPerOrder),
        middle(({ auditedPerOrder }) => auditedPerOrder),
        refusals(results),
      ]
    }),
  }
}

function refusals(results: readonly PhaseResult[]): string {
  const counts = new Map<string, number>()
  for (const { refused } of results) {
    for (const [status, count] of Object.entries(refused)) counts.set(status, (counts.get(status) ?? 0) + count)
  }
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ') || 'none'
}

const costsOf = (measured: readonly Measured[]): readonly Cost[] =>
  measured.map(({ load, results }) => ({ load, runs: results.map(({ cpuPerOrder }) => cpuPerOrder) }))
