import type { Bench } from './bench'
import { addClosedOrders } from './closed-orders'
import { median, rounded, TARGETS } from './figures'
import { appendHistory } from './history'
import { runKnee, warmUp } from './order-parts'
import { comeToRest } from './rest'

const SOURCES = ['order', 'wallet'] as const

/** Whether the platform is as fast when its logs are long: the same load on it empty, and with a history. */
export async function measureLargeLog(bench: Bench): Promise<void> {
  await renew(bench, () => Promise.resolve())
  const empty = await runKnee(bench, 'on an empty platform')
  await renew(bench, () => writeHistory(bench))
  const large = await runKnee(bench, 'with a history')
  const { events, closedOrders } = bench.options
  const [before, after] = [median(empty), median(large)]
  bench.facts.push(
    `Orders/s settled and audited on an empty platform ${rounded(before)} (${empty.map(rounded).join(', ')}); with ${events} events in the logs and ${closedOrders} closed orders ${rounded(after)} (${large.map(rounded).join(', ')}). The history was written into the tables, not traded.`,
  )
  bench.figures.push({
    measure: `orders/s with ${events} events and ${closedOrders} closed orders ÷ on an empty platform`,
    value: after / before,
    unit: '',
    target: TARGETS.largeLogShare,
  })
}

/** Both loads meet processes of the same age: new ones, warmed up. What is done to the tables is done between. */
async function renew(bench: Bench, between: () => Promise<void>): Promise<void> {
  const { console, platform } = bench
  const { apps, logs } = platform.running
  const names = [...apps.all.keys()]
  // What is written goes on from where the audit stands, so the audit has to have everything.
  await console.step('Letting the platform come to rest', () => comeToRest(logs))
  await console.step('Stopping the services', () => apps.stop())
  await between()
  await console.step('Starting the services', () => apps.start(names, new AbortController().signal))
  await warmUp(bench)
}

async function writeHistory({ platform, options, console }: Bench): Promise<void> {
  const { facts } = platform.running
  const partitions = Array.from({ length: facts.partitions }, (_, partition) => partition)
  const events = Math.ceil(options.events / SOURCES.length / partitions.length)
  let written = 0
  const progress = (count: number): void => {
    written += count
    console.detail(`Writing a history: ${written} of ${options.events} events`)
  }
  await console.step('Writing a history', async () => {
    for (const service of SOURCES) {
      await Promise.all(
        partitions.map(async (partition) =>
          appendHistory({ admin: await platform.connectAsAdmin(), service, partition, events, progress }),
        ),
      )
    }
  })
  const admin = await platform.connectAsAdmin()
  await console.step('Writing closed orders', () => addClosedOrders(admin, options.closedOrders))
  await console.step('Letting PostgreSQL count its rows', async () => {
    await admin.query('VACUUM ANALYZE')
    await admin.query('CHECKPOINT')
  })
}
