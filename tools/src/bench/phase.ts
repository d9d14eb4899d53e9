import { setTimeout as sleep } from 'node:timers/promises'
import { Latencies } from '../client/latencies'
import { AuditWatch } from './audit-watch'
import type { Started } from './bench-platform'
import { costOf } from './cost-table'
import { monotonicMs, type LoadPlan, type LoadReport } from './load'
import { runLoad } from './load-process'
import type { Head } from './logs'
import { cpuBetween } from './processes'

/** What one load did to the platform. */
export interface PhaseResult {
  readonly orders: number
  readonly cancels: number
  readonly refused: Readonly<Record<string, number>>
  readonly acknowledgedPerSecond: number
  /** Orders over the time until the last of what they brought about was in the audit. */
  readonly settledPerSecond: number
  readonly acknowledgement: Latencies
  /** From when an order was due until both legs of all its trades on arrival were settled and in the audit. */
  readonly settlement: Latencies
  readonly tradesPerOrder: number
  readonly eventsPerOrder: number
  readonly auditedPerOrder: number
  /** CPU time by process, in microseconds an order; the load's own under `load`. */
  readonly cpuPerOrder: ReadonlyMap<string, number>
}

/** Short enough not to blur a median of some tens of milliseconds, long enough to cost a twentieth of a core. */
const WATCH_PAUSE_MS = 10
/** Under full load the looks would take from what is measured, and only the end is asked for. */
const WATCH_PAUSE_FULL_MS = 50
const DRAIN_MS_MAX = 120_000
const DRAIN_PAUSE_MS = 200

/** Runs one load and waits until everything that it caused is settled and audited. */
export async function runPhase(platform: Started, plan: LoadPlan): Promise<PhaseResult> {
  const { logs, processes } = platform
  const before = await logs.heads()
  const pause = plan.arrival.kind === 'rate' ? WATCH_PAUSE_MS : WATCH_PAUSE_FULL_MS
  const watch = new AuditWatch(platform.audit, pause)
  await watch.start()
  const recordsBefore = watch.records
  const cpuBefore = processes.cpuSeconds()
  const report = await runLoad(plan)
  const after = await drained(platform, watch)
  const cpu = cpuBetween(cpuBefore, processes.cpuSeconds())
  await watch.stop()
  return await evaluate({ platform, watch, report, before, after, recordsBefore, cpu })
}

/** Waits until nothing is under way and the audit has every event. Gives the heads at which that was so. */
async function drained({ logs }: Started, watch: AuditWatch): Promise<readonly Head[]> {
  const deadline = monotonicMs() + DRAIN_MS_MAX
  for (;;) {
    const heads = await logs.heads()
    await watch.lookAtAll()
    const isAudited = heads.every(({ source, partition, position }) => watch.position(source, partition) >= position)
    if (isAudited && (await logs.unfinished()) === 0) return heads
    if (monotonicMs() > deadline) throw new Error(`not everything was settled and audited after ${DRAIN_MS_MAX} ms`)
    await sleep(DRAIN_PAUSE_MS)
  }
}

interface Evidence {
  readonly platform: Started
  readonly watch: AuditWatch
  readonly report: LoadReport
  readonly before: readonly Head[]
  readonly after: readonly Head[]
  readonly recordsBefore: number
  readonly cpu: ReadonlyMap<string, number>
}

async function evaluate(evidence: Evidence): Promise<PhaseResult> {
  const { platform, watch, report, before, after, recordsBefore, cpu } = evidence
  const { placed, beganAt, cancelled, refused, cpuSeconds } = report
  const orders = placed.length
  const trades = await platform.logs.tradesOnArrival(before)
  const settledAt = await settlementTimes(evidence)
  const acknowledgement = new Latencies()
  const settlement = new Latencies()
  for (const { orderId, dueAt, acknowledgedAt } of placed) {
    acknowledgement.add(acknowledgedAt - dueAt)
    const ends = (trades.get(orderId) ?? []).map((tradeId) => settledAt(tradeId))
    if (ends.length > 0) settlement.add(Math.max(...ends) - dueAt)
  }
  const sum = (heads: readonly Head[]): number => heads.reduce((total, { position }) => total + position, 0)
  const lastAcknowledged = placed.reduce((last, { acknowledgedAt }) => Math.max(last, acknowledgedAt), beganAt)
  const perSecond = (end: number): number => orders / ((end - beganAt) / 1000)
  const lastAudited = Math.max(
    ...after.map(({ source, partition, position }) => watch.auditedAt(source, partition, position) ?? beganAt),
  )
  return {
    orders,
    cancels: cancelled,
    refused,
    acknowledgedPerSecond: perSecond(lastAcknowledged),
    settledPerSecond: perSecond(lastAudited),
    acknowledgement,
    settlement,
    tradesPerOrder: [...trades.values()].reduce((total, own) => total + own.length, 0) / orders,
    eventsPerOrder: (sum(after) - sum(before)) / orders,
    auditedPerOrder: (watch.records - recordsBefore) / orders,
    cpuPerOrder: costOf(new Map([...cpu, ['load', cpuSeconds]]), orders),
  }
}

/** When both legs of a trade were in the audit. Throws for a trade that has not exactly two. */
async function settlementTimes({ platform, watch, before }: Evidence): Promise<(tradeId: string) => number> {
  const times = new Map<string, number[]>()
  for (const { tradeId, partition, position } of await platform.logs.settledLegs(before)) {
    const at = watch.auditedAt('wallet', partition, position)
    if (at === undefined) throw new Error(`wallet/${partition} ${position} is not in the audit`)
    times.set(tradeId, [...(times.get(tradeId) ?? []), at])
  }
  return (tradeId) => {
    const legs = times.get(tradeId) ?? []
    if (legs.length !== 2) throw new Error(`trade ${tradeId} has ${legs.length} settled legs`)
    return Math.max(...legs)
  }
}
