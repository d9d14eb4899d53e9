import type { OutRecord } from '@filao/bus'
import { contractSet, marketEvents, type MarketEvent } from '@filao/contracts'
import { randomUUID } from 'node:crypto'
import { defect } from './counter.fixture'
import { Overloaded, OutcomeUnknown } from './incoming'
import { LogProof } from './log-proof'
import { QUEUE_LENGTH_MAX } from './partition-engine'
import { PostgresRelayLog } from './postgres/postgres-relay-log'
import type { Projection } from './projection'
import {
  account,
  add,
  ask,
  CounterService,
  CounterTables,
  linked,
  PARTITIONS,
  type CounterEngine,
} from './testing/counter-service'

jest.setTimeout(180_000)

let tables: CounterTables
let service: CounterService
beforeAll(async () => {
  tables = await CounterTables.make()
})
beforeEach(async () => {
  Object.assign(defect, { present: true, inClaims: false, inContinuation: false })
  service = await CounterService.start(tables)
})
afterEach(() => service.stopAll())
afterAll(() => tables.drop())

const until = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let waited = 0; waited < 45_000; waited += 20) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`did not come about: ${what}; alarms ${service.alarms.join('; ')}`)
}
const ownsAll = (...engines: CounterEngine[]): Promise<void> =>
  until(() => engines.reduce((sum, { owned }) => sum + owned.length, 0) === PARTITIONS, 'all partitions are owned')

/** Every log walked from its first row to its head. */
async function expectWholeLogs(): Promise<void> {
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const proof = new LogProof('wallet', partition)
    for (const row of await new PostgresRelayLog(service.pool, 'wallet').read(partition, 0, 100_000)) proof.take(row)
    const { rows } = await service.pool.query<{ position: string; hash: Buffer }>(
      'SELECT position, hash FROM wallet.log_head WHERE partition = $1',
      [partition],
    )
    proof.end({ position: Number(rows[0]!.position), hash: rows[0]!.hash })
  }
}

/** Asks again with the same id until there is an answer, as a client does. */
async function untilDone(engines: readonly CounterEngine[], accountId: string): Promise<void> {
  const commandId = randomUUID()
  for (let attempt = 0; ; attempt += 1) {
    try {
      await ask(engines[attempt % engines.length]!, add(accountId), commandId)
      return
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof Overloaded)) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('two instances share the partitions, and whoever is asked, each command is done once', async () => {
  const [one, two] = [await service.instance(), await service.instance()]
  await until(() => one.owned.length === 1 && two.owned.length === 1, 'they share evenly')
  const accounts = Array.from({ length: 40 }, (_, index) => account(index % PARTITIONS))
  await Promise.all(accounts.map((id, index) => untilDone(index % 3 === 0 ? [one, two] : [two, one], id)))
  expect(await service.total()).toBe(40n)
  await expectWholeLogs()
})

test.each(['engine-%', 'batches', 'ownership', '%'])(
  'connections that are cut (%s) under load lose and double nothing',
  async (purpose) => {
    const [one, two] = [await service.instance(), await service.instance()]
    await ownsAll(one, two)
    const accounts = Array.from({ length: 200 }, (_, index) => account(index % PARTITIONS))
    const cuts = (async () => {
      for (let cut = 0; cut < 5; cut += 1) {
        await new Promise((resolve) => setTimeout(resolve, 60))
        await service.cut(cut % 2 === 0 ? one : two, purpose)
      }
    })()
    for (let from = 0; from < accounts.length; from += 20)
      await Promise.all(accounts.slice(from, from + 20).map((id) => untilDone([one, two], id)))
    await cuts
    expect(await service.total()).toBe(200n)
    await ownsAll(one, two)
    await expectWholeLogs()
  },
)

test('an owner that was taken over without noticing writes nothing, and its requests are done by the other', async () => {
  const one = await service.instance()
  await ownsAll(one)
  // What a hang leaves behind: the fence names another, and nobody has told this one.
  const other = randomUUID()
  await service.pool.query('UPDATE wallet.log_head SET owner = $1', [other])
  await untilDone([one], account())
  expect(await service.total()).toBe(1n)
  await expectWholeLogs()
})

test('a batch whose rows the schema refuses fails the one command, and the others are done', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const answers = await Promise.all([1n, 666n, 3n, 4n].map((amount) => ask(one, add(account(), amount))))
  expect(answers.map(({ kind }) => kind)).toEqual(['done', 'failed', 'done', 'done'])
  expect(await service.total()).toBe(8n)
  expect(service.alarms).toEqual(['parked: partition 0: Add was given up'])
})

test('a full queue refuses requests with nothing half done', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const id = account()
  const asked = Array.from({ length: QUEUE_LENGTH_MAX + 700 }, () =>
    ask(one, add(id, 0n)).catch((error: Error) => error),
  )
  const outcomes = await Promise.all(asked)
  const refused = outcomes.filter((outcome) => outcome instanceof Overloaded)
  const done = outcomes.filter((outcome) => 'kind' in outcome && outcome.kind === 'done')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length + done.length).toBe(outcomes.length)
  expect(refused[0]).toMatchObject({ retryAfterSeconds: 1 })
  const { rows } = await service.pool.query<{ kept: string }>('SELECT count(*) AS kept FROM wallet.inbox')
  expect(Number(rows[0]!.kept)).toBe(done.length)
})

test('a message that cannot be read parks its account, and nothing else', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const [poisoned, healthy] = [account(), account()]
  await service.publish(
    linked(add(poisoned, 5n), 1),
    linked(add(poisoned, 7n), 2, { value: '{"accountId":' }),
    linked(add(poisoned, 7n), 3),
    linked(add(healthy, 11n), 4),
  )
  await until(async () => (await service.total()) === 16n, 'the others are done')
  const { rows } = await service.pool.query('SELECT aggregate, position::int FROM wallet.parked ORDER BY ordinal')
  expect(rows).toEqual([
    { aggregate: poisoned, position: 2 },
    { aggregate: poisoned, position: 3 },
  ])
  expect(service.alarms).toEqual(['parked: partition 0: unreadable command was given up'])
})

test('what is from none of us does not stop a partition', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const good = linked(add(account()), 1)
  const changed = (headers: Record<string, string>) => ({ ...good, headers: { ...good.headers, ...headers } })
  await service.publish(
    { ...good, headers: {} },
    changed({ ce_sequence: 'many' }),
    changed({ ce_source: `/filao/${'x'.repeat(40)}/0` }),
    changed({ ce_source: '/filao/order/99999999' }),
    { ...good, headers: { ce_id: 'no uuid', ce_source: '/filao/wallet/0', ce_type: good.headers['ce_type']! } },
    good,
  )
  await until(async () => (await service.total()) === 1n, 'the good one is done')
  expect(service.alarms).toEqual([])
})

test('a topic that was made anew goes on where it was: nothing is done twice, and nothing waits', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const id = account()
  await service.publish(...[1, 2, 3].map((sequence) => linked(add(id), sequence)))
  await until(async () => (await service.total()) === 3n, 'three are done')
  service.bus.deleteTopic('wallet.commands.v1')
  await service.makeTopics()
  // The sender publishes again what it is not sure of, then goes on.
  await service.publish(...[2, 3, 4, 5].map((sequence) => linked(add(id), sequence)))
  await until(async () => (await service.total()) === 5n, 'five are done')
  await service.stop(one)
  const two = await service.instance()
  await ownsAll(two)
  await service.publish(linked(add(id), 6))
  await until(async () => (await service.total()) === 6n, 'six are done')
  expect(service.alarms).toEqual([])
})

test('a reader that was set back takes nothing twice, one that was set forward goes back for what it missed', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const id = account()
  await service.publish(...[1, 2, 3].map((sequence) => linked(add(id), sequence)))
  await until(async () => (await service.total()) === 3n, 'three are done')
  await service.stop(one)
  for (const [offset, sequence] of [
    [-1, 4],
    [100, 6],
  ] as const) {
    await service.pool.query('UPDATE wallet.link_in SET kafka_offset = $1', [offset])
    await service.publish(linked(add(id), sequence), linked(add(id), sequence + 1))
    const next = await service.instance()
    await until(async () => (await service.total()) === BigInt(sequence + 1), `${sequence + 1} are done`)
    await service.stop(next)
  }
  expect(service.alarms).toEqual([])
})

/** Has an instance read on behind the record that comes next, as a wrong offset would. */
async function setForward(one: CounterEngine, table: 'link_in' | 'source_position'): Promise<void> {
  await service.pool.query(`UPDATE wallet.${table} SET kafka_offset = kafka_offset + 1`)
  await service.cut(one, 'ownership')
  await until(() => one.owned.length === 0, 'it has lost its partitions')
  await ownsAll(one)
}

test('a link that misses a command goes back for it, each time anew; what is not there alarms', async () => {
  const one = await service.instance()
  await ownsAll(one)
  const id = account()
  await service.publish(linked(add(id), 1))
  await until(async () => (await service.total()) === 1n, 'the first is done')
  for (const sequence of [2, 4]) {
    await setForward(one, 'link_in')
    await service.publish(linked(add(id), sequence), linked(add(id), sequence + 1))
    await until(async () => (await service.total()) === BigInt(sequence + 1), `${sequence + 1} are done`)
  }
  expect(service.alarms).toEqual([])
  await service.publish(linked(add(id), 99))
  await until(() => service.alarms.length > 0, 'somebody is told')
  expect(service.alarms[0]).toBe('gap: link order/0 to 0: 99 came where 6 was due')
  expect(await service.total()).toBe(5n)
})

test('while Kafka is out, requests on owned partitions are done, and everything is published afterwards', async () => {
  const one = await service.instance()
  await ownsAll(one)
  service.faults.fails = () => 'before'
  for (let asked = 0; asked < 20; asked += 1)
    expect(await ask(one, add(account(asked % 2)))).toMatchObject({ kind: 'done' })
  expect(await service.unpublished()).toBe(20)
  delete service.faults.fails
  await until(async () => (await service.unpublished()) === 0, 'the relay has caught up')
  const admin = await service.bus.admin()
  for (const { partition, position, hash } of await one.heads()) {
    const last = await admin.lastRecord('wallet.events.v1', partition)
    expect([String(last?.headers.get('ce_sequence')), String(last?.headers.get('ce_hash'))]).toEqual([
      String(position),
      hash,
    ])
  }
})

describe('a database that was restored to an earlier point', () => {
  test('is not started on: going on would use positions again that the world knows', async () => {
    const one = await service.instance()
    await ownsAll(one)
    for (let asked = 0; asked < 3; asked += 1) await ask(one, add(account()))
    await until(async () => (await service.unpublished()) === 0, 'all is published')
    await service.stop(one)
    await service.pool.query('ALTER TABLE wallet.event_log DISABLE TRIGGER ALL')
    await service.pool.query('DELETE FROM wallet.event_log WHERE position > 1')
    await expect(service.instance()).rejects.toThrow(
      'wallet.events.v1/0 holds position 3, which the log does not have: the database was restored. ' +
        'Re-append the missing positions from the topic or the audit copy before starting.',
    )
  })
})

describe('a projection', () => {
  const rates = marketEvents.of('FxRateChanged')
  /** Takes note of rates; throws at the one that it does not like. */
  const noting = (consumer: string, seen: bigint[], refuses?: bigint): Projection => ({
    consumer,
    source: 'market',
    events: contractSet([rates]),
    apply: async (_, applied) => {
      for (const { event } of applied) {
        const { rate } = event as MarketEvent & { type: 'FxRateChanged' }
        if (rate === refuses) throw new TypeError('a defect of this projection')
        seen.push(rate)
      }
    },
  })
  const noted = (position: number, value?: string): OutRecord => ({
    topic: 'market.events.v1',
    partition: 0,
    key: 'k',
    value: value ?? rates.encode({ ...RATE, rate: BigInt(position) }),
    headers: {
      ce_sequence: String(position),
      ce_type: rates.ceType,
      ce_time: '2026-01-01T00:00:00.000Z',
      ce_hash: String(position).padStart(64, '0'),
    },
  })
  const RATE = { type: 'FxRateChanged', pairId: account(), base: 'USD', quote: 'MUR', source: 'bank', asOf: 1 } as const

  test('applies each event once, whatever is delivered again, and goes back for what it missed, each time anew', async () => {
    const seen: bigint[] = []
    const one = await service.instance({}, [noting('notes', seen)])
    await ownsAll(one)
    await service.publish(noted(1), noted(1), noted(2), noted(1), noted(2))
    await until(() => seen.length === 2, 'two are applied')
    for (const position of [3, 5]) {
      await setForward(one, 'source_position')
      await service.publish(noted(position), noted(position + 1))
      await until(() => seen.length === position + 1, `${position + 1} are applied`)
    }
    expect(seen).toEqual([1n, 2n, 3n, 4n, 5n, 6n])
    expect(service.alarms).toEqual([])
  })

  test('that cannot read an event, or throws on it, stands still and alarms; others and the engine go on', async () => {
    const [strict, lax]: [bigint[], bigint[]] = [[], []]
    const one = await service.instance({}, [noting('strict', strict, 2n), noting('lax', lax)])
    await ownsAll(one)
    await service.publish(noted(1))
    await until(() => lax.length === 1, 'the first is applied')
    await service.publish(noted(2))
    await until(() => lax.length === 2, 'the other goes on')
    await service.publish(noted(3, 'not json'), noted(4))
    await until(() => service.alarms.length === 2, 'somebody is told of both')
    expect(strict).toEqual([1n])
    expect(lax).toEqual([1n, 2n])
    expect(service.alarms).toEqual([
      'poison: projection strict/0 stands still',
      'poison: projection lax/0 stands still',
    ])
    expect(await ask(one, add(account()))).toMatchObject({ kind: 'done' })
  })

  test('that meets another event at the position where it stands has seen a forked log', async () => {
    const seen: bigint[] = []
    const one = await service.instance({}, [noting('notes', seen)])
    await ownsAll(one)
    await service.publish(noted(1))
    await until(() => seen.length === 1, 'the first is applied')
    const other = noted(1)
    await service.publish({ ...other, headers: { ...other.headers, ce_hash: 'f'.repeat(64) } })
    await until(() => service.alarms.length === 1, 'somebody is told')
    expect(service.alarms).toEqual(['forked: projection notes/0 stands still'])
  })
})
