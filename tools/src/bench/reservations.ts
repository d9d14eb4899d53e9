import { randomUUID } from 'node:crypto'
import { Session } from '../client/session'
import type { Bench } from './bench'
import { costOf, costTable } from './cost-table'
import { median, rounded, TARGETS } from './figures'
import { FLOOR_CLIENTS, FLOOR_SECONDS } from './floor'
import { runCalls } from './load-process'
import { cpuBetween } from './processes'
import { comeToRest } from './rest'

const CONNECTIONS = 64
const AMOUNT = '-0.01'
/** As many as a fast machine approves, so that a load is not over before it is due. */
const PROPOSALS_PER_SECOND = 1500

/**
 * Decisions of wallet that check and move a client's funds, straight over HTTP: the approval of an adjustment that takes
 * money away. Nothing that only reserves is asked for over HTTP, and this does more: what it takes must be free at that
 * moment, and it posts a balanced transaction.
 */
export async function measureReservations(bench: Bench): Promise<void> {
  const { platform, floor, console, options } = bench
  const { development, http, market, logs, processes } = platform.running
  const origin = platform.origin('service', 'wallet')
  const [first, second] = [
    await Session.logIn(http, development.staff['treasury1']!),
    await Session.logIn(http, development.staff['treasury2']!),
  ]
  const accounts = market.traders.map(({ accountId }) => accountId)
  const speeds: number[] = []
  const floors: number[] = []
  const costs: ReadonlyMap<string, number>[] = []
  for (let run = 1; run <= options.runs; run += 1) {
    const part = `Reservations, ${run} of ${options.runs}`
    floors.push(await console.step(part, () => floor.transactionsPerSecond(FLOOR_CLIENTS, FLOOR_SECONDS)))
    const common = { origin, connections: CONNECTIONS }
    const proposals = Array.from({ length: PROPOSALS_PER_SECOND * options.seconds }, (_, at) => ({
      method: 'POST' as const,
      path: '/v1/adjustments',
      key: randomUUID(),
      body: JSON.stringify({
        accountId: accounts[at % accounts.length],
        asset: 'USD',
        amount: AMOUNT,
        reason: 'benchmark',
        evidence: 'benchmark',
      }),
    }))
    const proposed = await console.step(`${part}: proposing`, async () =>
      runCalls({ ...common, calls: proposals, token: await first.token(), wanted: 201 }),
    )
    // What the proposals brought about is not the approvals' to pay.
    await console.step(`${part}: coming to rest`, () => comeToRest(logs))
    const approvals = proposed.bodies.map((body) => ({
      method: 'POST' as const,
      path: `/v1/adjustments/${(JSON.parse(body) as { id: string }).id}/approve`,
      key: randomUUID(),
      body: '{}',
    }))
    const before = processes.cpuSeconds()
    const { bodies, seconds } = await console.step(part, async () =>
      runCalls({ ...common, calls: approvals, token: await second.steppedUpToken(), wanted: 200 }),
    )
    const cpu = cpuBetween(before, processes.cpuSeconds())
    speeds.push(bodies.length / seconds)
    costs.push(costOf(cpu, bodies.length))
  }
  const [speed, tps] = [median(speeds), median(floors)]
  bench.facts.push(
    `Funds-checked decisions of wallet over HTTP, ${CONNECTIONS} connections: ${rounded(speed)}/s; the floor beside them ${rounded(tps)} transactions/s. Each is the approval of an adjustment that takes money away.`,
  )
  const measure = `funds-checked decisions of wallet over HTTP, ${CONNECTIONS} connections ÷ floor`
  bench.figures.push({ measure, value: speed / tps, unit: '', target: TARGETS.reservationShare })
  bench.tables.push(
    costTable('CPU time of a funds-checked decision, by process (µs)', [
      { load: `${CONNECTIONS} connections`, runs: costs },
    ]),
  )
}
