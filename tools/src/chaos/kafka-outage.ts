import { Random } from '@filao/simulation/random'
import { LISTED } from '../start/instruments'
import { Checks } from './checks/checks'
import { Load } from './load'
import { untilAtRest } from './rest'
import type { ScenarioParts } from './rounds'

const OUTAGE_MS = 60_000
/** Orders that wallet has not confirmed close after 30 s; the second beyond is that of the look. */
const PENDING_MS_MAX = 33_000
/** Far more than a partition admits while nothing is confirmed. */
const BURST_ORDERS_MAX = 8_000
const BURST_WIDTH = 32
/** An account has at most 50 live orders in a book, and a partition admits 2,000 that wait: these are enough to meet both. */
const CROWD = 60

/**
 * A minute without Kafka. HTTP goes on: orders are taken, logged and pending, until so many are that further ones are
 * refused with 503 and when to come again. Those that nobody confirms close after 30 s. Afterwards the relays catch up,
 * and everything holds.
 */
export async function kafkaOutage({ platform, console, seed, loadMs }: ScenarioParts): Promise<readonly string[]> {
  const load = new Load(platform, new Random(seed))
  const checks = new Checks(platform, load, seed + 1)
  await load.logIn()
  load.start()
  await passed(loadMs)
  await load.stop()
  await load.join(CROWD)
  await untilAtRest(platform)

  const since = performance.now()
  platform.crash('kafka')
  const burst = await load.burst(LISTED[0].symbol, { ordersMax: BURST_ORDERS_MAX, width: BURST_WIDTH })
  console.line(
    `${burst.taken} orders taken without Kafka, then ${burst.refused?.status} ${String(burst.refused?.body['code'])}`,
  )
  await passed(Math.max(0, since + OUTAGE_MS - performance.now()))
  const overdue = await countOf(`SELECT count(*) AS count FROM "order".orders
    WHERE status = 'pending' AND placed_at < now() - interval '${PENDING_MS_MAX} milliseconds'`)
  const closed = await countOf(`SELECT count(*) AS count FROM "order".orders 
    WHERE 'reservation_timeout' IN (close_reason, rejection_reason)`)
  console.line(`after a minute ${closed} orders had closed by themselves, ${overdue} should have and had not`)

  const restarted = performance.now()
  await platform.restart('kafka')
  await platform.heal()
  const rested = await untilAtRest(platform)
  console.line(`at rest ${((rested - restarted) / 1000).toFixed(1)} s after Kafka was started again`)
  return [
    ...(burst.refused === undefined ? [`all of ${burst.taken} orders were taken: nothing bounds what is pending`] : []),
    ...(burst.refused && burst.refused.headers['retry-after'] === undefined ? ['a refusal without Retry-After'] : []),
    ...(burst.refused && burst.refused.status !== 503 ? [`the bound was answered ${burst.refused.status}`] : []),
    ...(overdue > 0 ? [`${overdue} orders were pending for longer than ${PENDING_MS_MAX} ms`] : []),
    ...(closed === 0 ? ['no order closed by itself'] : []),
    ...(await checks.run()),
  ]

  async function countOf(sql: string): Promise<number> {
    const { rows } = await platform.db.query<{ count: string }>(sql)
    return Number(rows[0]!.count)
  }
}

const passed = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
