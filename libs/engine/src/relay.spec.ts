import { MemoryBus, topicSpecs, type Faults, type OutRecord } from '@filao/bus'
import { GENESIS } from './chain'
import type { LogRow } from './partition-storage'
import { Relay, type LogHole, type RelayLog } from './relay'

const row = (position: number): LogRow => ({
  position,
  type: 'filao.wallet.Added.v1',
  subject: 's',
  key: 'k',
  data: `{"position":${position}}`,
  headers: { ce_id: `wallet/0/${position}`, ce_sequence: String(position), ce_time: '2026-01-01T00:00:00.000Z' },
  commands: [],
  commandsText: undefined,
  commandsHash: undefined,
  hash: GENESIS,
})

/** A log of one partition in memory, with its checkpoint. */
class MemoryRelayLog implements RelayLog {
  readonly rows: LogRow[] = []
  at = 0

  get position(): number {
    return this.rows.at(-1)?.position ?? 0
  }
  append(...positions: number[]): readonly LogRow[] {
    const rows = positions.map(row)
    this.rows.push(...rows)
    return rows
  }
  async checkpoint(): Promise<number> {
    return this.at
  }
  async read(_: number, after: number, limit: number): Promise<readonly LogRow[]> {
    return this.rows.filter(({ position }) => position > after).slice(0, limit)
  }
  async advance([move]: readonly { from: number; to: number }[]): Promise<boolean> {
    if (this.at !== move!.from) return false
    this.at = move!.to
    return true
  }
}

let relay: Relay | undefined
afterEach(async () => {
  await relay?.stop(100)
})

async function start(faults: Faults = {}) {
  const sent: number[] = []
  const bus = new MemoryBus({
    faults: { ...faults, copies: (record: OutRecord) => (sent.push(Number(record.headers['ce_sequence'])), 1) },
  })
  await (await bus.admin()).createTopics(topicSpecs({ partitions: 1, replicationFactor: 1, minInsyncReplicas: 1 }))
  const log = new MemoryRelayLog()
  const failures: string[] = []
  const holes: LogHole[] = []
  relay = new Relay({
    service: 'wallet',
    log,
    connect: () => bus.publisher(),
    clock: { now: () => Date.now() },
    failed: (error) => failures.push(error.message),
    halted: (_, hole) => holes.push(hole),
  })
  relay.start()
  return { relay, log, sent, failures, holes }
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; !holds() && waited < 45_000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect(holds()).toBe(true)
}

test('what is committed is published in order, and the checkpoint follows', async () => {
  const { relay, log, sent } = await start()
  await relay.own(0, log)
  relay.push(0, log.append(1, 2))
  relay.push(0, log.append(3))
  await until(() => log.at === 3)
  expect(sent).toEqual([1, 2, 3])
})

test('what was committed while the partition was gained is published', async () => {
  const { relay, log, sent } = await start()
  const gained = relay.own(0, log)
  relay.push(0, log.append(1, 2))
  await gained
  await until(() => log.at === 2)
  expect(sent).toEqual([1, 2])
})

test('what a batch committed whose answer was lost is published, though nobody has told of it', async () => {
  const { relay, log, sent } = await start()
  await relay.own(0, log)
  log.append(1, 2)
  await until(() => log.at === 2)
  expect(sent).toEqual([1, 2])
})

test('a send that fails is repeated from the checkpoint: again perhaps, but never with a hole', async () => {
  const outcomes = ['after', undefined, 'before', undefined] as const
  let sends = 0
  const { relay, log, sent, failures } = await start({ fails: () => outcomes[sends++] })
  await relay.own(0, log)
  relay.push(0, log.append(1, 2))
  await until(() => log.at === 2)
  relay.push(0, log.append(3))
  await until(() => log.at === 3)
  expect(sent).toEqual([1, 2, 1, 2, 3])
  expect(failures).toHaveLength(2)
})

test('during a long outage everything waits, and all of it is published afterwards', async () => {
  let isDown = true
  const { relay, log, sent, failures } = await start({ fails: () => (isDown ? 'before' : undefined) })
  await relay.own(0, log)
  for (let position = 1; position <= 30; position += 1) relay.push(0, log.append(position))
  await until(() => failures.length >= 3)
  expect([sent, log.at]).toEqual([[], 0])
  isDown = false
  await until(() => log.at === 30)
  expect(sent).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
})

test('a checkpoint that another relay has moved is taken over, not fought over', async () => {
  const { relay, log, sent } = await start()
  await relay.own(0, log)
  log.append(1, 2, 3)
  log.at = 2
  await until(() => log.at === 3)
  expect(sent.at(-1)).toBe(3)
})

test('no send waits for the checkpoint to be stored, and a stop stores what was sent', async () => {
  const { relay, log, sent } = await start()
  let store = (): void => undefined
  const stored = new Promise<void>((resolve) => (store = resolve))
  const advance = log.advance.bind(log)
  log.advance = async (moves) => (await stored, advance(moves))
  await relay.own(0, log)
  relay.push(0, log.append(1))
  await until(() => sent.length === 1)
  relay.push(0, log.append(2))
  await until(() => sent.length === 2)
  expect(log.at).toBe(0)
  const stopped = relay.stop(1000)
  store()
  await stopped
  expect([log.at, sent]).toEqual([2, [1, 2]])
})

test('a hole in the log stops its partition and is told', async () => {
  const { relay, log, sent, holes } = await start()
  await relay.own(0, log)
  relay.push(0, log.append(1))
  await until(() => log.at === 1)
  log.append(3)
  await until(() => holes.length === 1)
  expect(holes[0]!.message).toBe('wallet/0 has 3 after 1')
  expect(sent).toEqual([1])
})
