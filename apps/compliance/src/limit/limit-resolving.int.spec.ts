import { RISK_LIMITS } from '@filao/compliance'
import type { ComplianceCommand } from '@filao/contracts'
import { OutcomeUnknown } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { newId, type Log } from '@filao/service'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ComplianceEngine,
  type CompliancePlatform,
  PARTITIONS,
  startCompliance,
  submit,
} from '../testing/compliance-platform.store'
import { LimitBases } from './limit-bases'
import { LimitResolving } from './limit-resolving.consumer'
import { RISK_LIMITS_SETTING } from './limit-settings.schemas'

/** `FILAO_SPEC_CLIENTS=100000` tells what a change for so many costs. */
const CLIENTS = Number(process.env['FILAO_SPEC_CLIENTS'] ?? 600)
const LOADED_AT_ONCE = 200
const MINUTE_MS = 60_000

let platform: CompliancePlatform
let engine: ComplianceEngine
let bases: LimitBases
let resolving: LimitResolving
let clock: NodeJS.Timeout
beforeAll(async () => {
  platform = await startCompliance(Date.now())
  clock = setInterval(() => (platform.now = Date.now()), 5)
  engine = await platform.engine()
  for (let from = 0; from < CLIENTS; from += LOADED_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(LOADED_AT_ONCE, CLIENTS - from) }, (_, at) => client(at % PARTITIONS)),
    )
  const value = RISK_LIMITS_SETTING.schema.parse(RISK_LIMITS_SETTING.byDefault)
  bases = new LimitBases(platform.pool, { lastKnown: () => ({ version: 0, value }) as never })
  const log = {
    warn: (facts: object) => platform.alarms.push(JSON.stringify(facts)),
    info: () => undefined,
  } as unknown as Log
  resolving = new LimitResolving({ engine: engine as never, db: platform.pool, bases, log })
  resolving.onApplicationBootstrap()
  await eventually(async () => (await notOf('100000')) === 0, 500)
}, 15 * MINUTE_MS)
afterAll(async () => {
  await resolving.beforeApplicationShutdown()
  clearInterval(clock)
  await platform.stop()
})

/** As long as the test may take. */
async function eventually(holds: () => Promise<boolean>, pauseMs: number): Promise<void> {
  while (!(await holds())) await sleep(pauseMs)
}

/** Said again where nobody knows what became of it: a machine that is busy may lose a partition for a moment. */
async function known(command: ComplianceCommand): Promise<void> {
  for (;;) {
    try {
      await submit(engine, command)
      return
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error
    }
  }
}

async function client(partition: number): Promise<Id> {
  const userId = newId(partition)
  await known({ type: 'RegisterSubject', userId, firstName: 'Ada', lastName: 'Lovelace' })
  await known({ type: 'RegisterAccount', userId, accountId: newId(partition), mode: 'live' })
  return userId
}
/** How many have another limit of an order, or none yet. */
const notOf = async (value: string): Promise<number> => {
  const text = `SELECT count(*)::int AS count FROM compliance.subjects WHERE limits->>'maxOrderValue' IS DISTINCT FROM $1`
  return (await platform.rows(text, [value]))[0]!['count'] as number
}
async function set(maxOrderValue: string, userId?: Id): Promise<void> {
  const command: ComplianceCommand = {
    type: 'SetRiskLimit',
    ownerId: userId ?? RISK_LIMITS,
    userId,
    values: { maxOrderValue: parseUnits(maxOrderValue) },
    reason: 'As the committee says',
    by: newId(0),
    base: await bases.whole(Date.now()),
  }
  expect((await submit(engine, command)).kind).toBe('done')
  resolving.wake()
}
const limitOf = async (userId: Id): Promise<unknown> =>
  (
    await platform.rows(`SELECT limits->>'maxOrderValue' AS value FROM compliance.subjects WHERE id = $1`, [userId])
  )[0]!['value']

/** How long a limit of one client's own takes to hold, in milliseconds: the longest of some. */
async function ownLimits(
  userId: Id,
  isOver: () => boolean,
): Promise<{ readonly times: number; readonly mostMs: number }> {
  let [times, mostMs, value] = [0, 0, 80_000]
  do {
    const since = performance.now()
    const wanted = String((value -= 1))
    await set(wanted, userId)
    await eventually(async () => (await limitOf(userId)) === wanted, 5)
    mostMs = Math.max(mostMs, performance.now() - since)
    times += 1
  } while (!isOver())
  return { times, mostMs }
}

test(
  'a limit of everybody comes to hold for all of them, and nobody who has one of their own waits for that',
  async () => {
    const own = await client(1)
    const alone = await ownLimits(own, () => true)
    const since = performance.now()
    await set('90000')
    let isOver = false
    const told = eventually(async () => (await notOf('90000')) === 1, CLIENTS > 600 ? 1_000 : 20).finally(
      () => (isOver = true),
    )
    const meanwhile = await ownLimits(own, () => isOver)
    await told
    const seconds = (performance.now() - since) / 1_000
    if (CLIENTS > 600) console.log({ CLIENTS, seconds, alone, meanwhile })
    // Whoever waited for all the others would come to hold once, when it is over.
    expect(meanwhile.times).toBeGreaterThan(1)
    const rows = await platform.rows(
      `SELECT count(DISTINCT subject)::int AS clients, count(*)::int AS events FROM compliance.event_log
        WHERE type LIKE '%LimitsResolved%' AND data->'limits'->>'maxOrderValue' = '90000'`,
    )
    expect(rows).toEqual([{ clients: CLIENTS, events: CLIENTS }])
    expect(platform.alarms).toEqual([])
  },
  15 * MINUTE_MS,
)
