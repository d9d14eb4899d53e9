import { randomUUID } from 'node:crypto'
import { Session } from '../client/session'
import type { Bench } from './bench'
import { median, rounded, TARGETS } from './figures'
import { FLOOR_CLIENTS, FLOOR_SECONDS } from './floor'
import { runCalls } from './load-process'

const CONNECTIONS = 64
const AMOUNT = '-0.01'
/** Proposals are made by the thousand until there are enough for a measurement of the length that was asked for. */
const PROPOSALS = 1000

/**
 * Decisions of wallet that check and move a client's funds, straight over HTTP: the approval of an adjustment that takes
 * money away. Nothing that only reserves is asked for over HTTP, and this does more: what it takes must be free at that
 * moment, and it posts a balanced transaction.
 */
export async function measureReservations(bench: Bench): Promise<void> {
  const { platform, floor, console, options } = bench
  const { development, http, market } = platform.running
  const origin = platform.origin('service', 'wallet')
  const [first, second] = [
    await Session.logIn(http, development.staff['treasury1']!),
    await Session.logIn(http, development.staff['treasury2']!),
  ]
  const accounts = market.traders.map(({ accountId }) => accountId)
  const speeds: number[] = []
  const floors: number[] = []
  for (let run = 1; run <= options.runs; run += 1) {
    const title = `Reservations, ${run} of ${options.runs}`
    floors.push(await console.step(title, () => floor.transactionsPerSecond(FLOOR_CLIENTS, FLOOR_SECONDS)))
    let approved = 0
    let seconds = 0
    while (seconds < options.seconds) {
      const common = { origin, connections: CONNECTIONS }
      const proposals = Array.from({ length: PROPOSALS }, (_, at) => ({
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
      const proposed = await runCalls({ ...common, calls: proposals, token: await first.token(), wanted: 201 })
      const approvals = proposed.bodies.map((body) => ({
        method: 'POST' as const,
        path: `/v1/adjustments/${(JSON.parse(body) as { id: string }).id}/approve`,
        key: randomUUID(),
        body: '{}',
      }))
      const decided = await console.step(title, async () =>
        runCalls({ ...common, calls: approvals, token: await second.steppedUpToken(), wanted: 200 }),
      )
      approved += approvals.length
      seconds += decided.seconds
    }
    speeds.push(approved / seconds)
  }
  const [speed, tps] = [median(speeds), median(floors)]
  bench.facts.push(
    `Funds-checked decisions of wallet over HTTP, ${CONNECTIONS} connections: ${rounded(speed)}/s; the floor beside them ${rounded(tps)} transactions/s. Each is the approval of an adjustment that takes money away.`,
  )
  const measure = `funds-checked decisions of wallet over HTTP, ${CONNECTIONS} connections ÷ floor`
  bench.figures.push({ measure, value: speed / tps, unit: '', target: TARGETS.reservationShare })
}
