import { makeId } from '@filao/kernel'
import { randomUUID } from 'node:crypto'
import type { LinkGap } from './batch-links'
import { chainHash, GENESIS } from './chain'
import {
  BOUND,
  counterCommands,
  counterDefinition,
  counterRules,
  defect,
  type Counter,
  type CounterCommand,
  type CounterEvent,
  type CounterRefusal,
} from './counter.fixture'
import { AggregateParked, type Answer, type Incoming } from './incoming'
import { MemoryPartitionStorage, MemoryTables } from './memory-partition-storage'
import { PartitionEngine } from './partition-engine'

const accountId = makeId({ partition: 0, at: 1, unique: 1n })
const other = makeId({ partition: 0, at: 1, unique: 2n })
const add = (amount: bigint, to = accountId): CounterCommand => ({ type: 'Add', accountId: to, amount })

type Storage = MemoryPartitionStorage<CounterCommand, CounterEvent, Counter, CounterRefusal>

async function start(
  storage: Storage = new MemoryPartitionStorage(counterRules, new MemoryTables()),
  definition = counterDefinition,
) {
  const batches: (string | undefined)[][] = []
  const gaps: LinkGap[] = []
  const failures: string[] = []
  const retries: string[] = []
  const disowned: Incoming[][] = []
  const engine = new PartitionEngine({
    definition,
    partition: 0,
    partitions: 3,
    storage,
    clock: { now: () => 1_767_225_600_000 },
    listener: {
      committed: () => undefined,
      gap: (_, gap) => gaps.push(gap),
      disowned: (_, queue) => disowned.push([...queue]),
      failed: (_, __, error) => failures.push(error.message),
      retried: (_, error) => retries.push(error.message),
      fenceLost: () => undefined,
      measured: (_, { inputs }) => batches.push(inputs.map(({ command }) => command?.type)),
    },
  })
  await engine.open()
  const request = (command: CounterCommand, commandId: string = randomUUID(), body = 'body'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      engine.submit({
        command,
        subject: command.accountId,
        cause: { actor: 'client:1', correlationId: commandId, causationId: commandId },
        origin: { kind: 'request', commandId, bodyHash: Buffer.from(body), answer: resolve, fail: reject },
      })
    })
  const link = (command: CounterCommand, sequence: number): void => {
    const raw = {
      headers: { ce_id: `order/1/wallet/0/${sequence}`, ce_type: `filao.wallet.${command.type}.v1` },
      value: Buffer.from(counterCommands.of(command.type).encode(command)),
    }
    engine.submit({
      command,
      subject: command.accountId,
      cause: { actor: 'client:1', correlationId: 'c', causationId: 'c' },
      origin: { kind: 'link', source: 'order', sourcePartition: 1, sequence, kafkaOffset: BigInt(100 + sequence) },
      raw,
    })
  }
  const settled = async (): Promise<void> => {
    await request(add(0n, other))
  }
  return { engine, storage, request, link, settled, gaps, failures, retries, disowned, batches }
}

const total = ({ engine }: { engine: { peek(id: string): Counter | undefined } }): bigint =>
  engine.peek(accountId)?.total ?? 0n

beforeEach(() => {
  Object.assign(defect, { present: true, inClaims: false, inContinuation: false })
})

test('a command is decided once, however often it is asked', async () => {
  const service = await start()
  const id = randomUUID()
  const first = await service.request(add(5n), id)
  const again = await service.request(add(5n), id)
  expect(first).toMatchObject({ kind: 'done', position: 1, replayed: false })
  expect(again).toMatchObject({ kind: 'done', position: 1, replayed: true })
  expect(total(service)).toBe(5n)
})
test('duplicates inside one batch collapse', async () => {
  const service = await start()
  const id = randomUUID()
  const answers = await Promise.all([service.request(add(5n), id), service.request(add(5n), id)])
  expect(answers.map(({ kind }) => kind)).toEqual(['done', 'done'])
  expect(total(service)).toBe(5n)
})
test('the same id with another body is refused', async () => {
  const service = await start()
  const id = randomUUID()
  await service.request(add(5n), id, 'one body')
  expect(await service.request(add(6n), id, 'another')).toMatchObject({ refusal: { refused: 'idempotency_mismatch' } })
})
test('a refusal is stored and stands', async () => {
  const service = await start()
  const id = randomUUID()
  await service.request(add(999n))
  expect(await service.request(add(2n), id)).toMatchObject({ kind: 'refused', refusal: { refused: 'too_much' } })
  expect(await service.request(add(2n), id)).toMatchObject({ kind: 'refused', replayed: true })
  expect(service.storage.rows).toHaveLength(1)
})
test('positions have no gap and every hash follows from the one before', async () => {
  const service = await start()
  await Promise.all(Array.from({ length: 20 }, (_, index) => service.request(add(BigInt(index)))))
  let previous = GENESIS
  service.storage.rows.forEach((row, index) => {
    expect(row.position).toBe(index + 1)
    const { hash } = chainHash({ previous, headers: row.headers, data: row.data, commands: row.commandsText })
    expect(row.hash.equals(hash)).toBe(true)
    previous = hash
  })
})
test('commands of reactions are numbered on their link without a gap', async () => {
  const service = await start()
  for (let index = 0; index < 5; index += 1) await service.request(add(1n))
  expect(service.storage.rows.flatMap((row) => row.commands.map(({ sequence }) => sequence))).toEqual([1, 2, 3, 4, 5])
})
test('a reaction for every partition is sent to each, on its own link', async () => {
  const service = await start()
  await service.request(add(1n))
  await service.request(add(BOUND, other))
  const sent = service.storage.rows.flatMap((row) =>
    row.commands.map(({ partition, sequence }) => [partition, sequence]),
  )
  expect(sent).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
    [2, 1],
  ])
})
test('a command for the whole partition is decided on every aggregate that it concerns', async () => {
  const service = await start()
  await service.request(add(1n))
  await service.request(add(2n, other))
  service.link({ type: 'AddToAll', accountId, amount: 10n }, 1)
  await service.settled()
  expect([total(service), service.engine.peek(other)?.total]).toEqual([11n, 12n])
})
test('it waits where an aggregate is parked, and is done there alone when that is mended', async () => {
  const service = await start()
  await service.request(add(0n))
  await service.request(add(2n, other))
  service.link({ type: 'Break', accountId }, 1)
  service.link({ type: 'AddToAll', accountId: other, amount: 10n }, 2)
  await service.settled()
  expect(service.engine.peek(other)?.total).toBe(12n)
  expect(service.storage.parked.map(({ aggregate }) => aggregate)).toEqual([accountId, accountId])
  defect.present = false
  await service.engine.redrive(accountId)
  await service.settled()
  expect(service.storage.parked).toHaveLength(0)
  expect([total(service), service.engine.peek(other)?.total]).toEqual([10n, 12n])
})
test('a linked command delivered twice takes effect once', async () => {
  const service = await start()
  for (const sequence of [1, 1, 2, 1, 2]) service.link(add(3n), sequence)
  await service.settled()
  expect(total(service)).toBe(6n)
})
test('a missing linked command stops its link until the reader has gone back', async () => {
  const service = await start()
  for (const sequence of [1, 3, 4]) service.link(add(1n), sequence)
  await service.settled()
  expect(total(service)).toBe(1n)
  expect(service.gaps).toEqual([{ source: 'order', sourcePartition: 1, expected: 2, found: 3 }])
  for (const sequence of [2, 3, 4]) service.link(add(1n), sequence)
  await service.settled()
  expect(total(service)).toBe(4n)
})
test('a request that throws is answered as failed, and the same id again alike', async () => {
  const service = await start()
  const id = randomUUID()
  expect(await service.request({ type: 'Break', accountId }, id)).toMatchObject({ kind: 'failed', replayed: false })
  expect(await service.request({ type: 'Break', accountId }, id)).toMatchObject({ kind: 'failed', replayed: true })
  expect(service.failures).toEqual(['a defect'])
})
test('a linked command that throws parks its aggregate; others flow', async () => {
  const service = await start()
  service.link(add(1n), 1)
  service.link({ type: 'Break', accountId }, 2)
  service.link(add(1n), 3)
  service.link(add(7n, other), 4)
  await service.settled()
  expect(total(service)).toBe(1n)
  expect(service.engine.peek(other)?.total).toBe(7n)
  expect(service.storage.parked.map(({ position }) => position)).toEqual([2, 3])
  await expect(service.request(add(1n))).rejects.toThrow(AggregateParked)
})
test('a linked command that cannot be read parks its aggregate, with an alarm', async () => {
  const service = await start()
  service.engine.submit({
    command: undefined,
    unreadable: new Error('no such command'),
    subject: accountId,
    cause: { actor: 'client:1', correlationId: 'c', causationId: 'c' },
    origin: { kind: 'link', source: 'order', sourcePartition: 1, sequence: 1, kafkaOffset: 101n },
    raw: { headers: {}, value: Buffer.from('{}') },
  })
  await service.settled()
  expect(service.storage.parked).toMatchObject([{ aggregate: accountId, position: 1, error: 'no such command' }])
  expect(service.failures).toEqual(['no such command'])
})
test('what was parked is done in order once the defect is mended', async () => {
  const service = await start()
  service.link({ type: 'Break', accountId }, 1)
  await service.settled()
  expect(service.storage.parked).toHaveLength(1)
  defect.present = false
  await service.engine.redrive(accountId)
  await service.settled()
  expect(service.storage.parked).toHaveLength(0)
  expect(await service.request(add(1n))).toMatchObject({ kind: 'done' })
})
describe('a linked command that nobody waits for', () => {
  const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))
  const patient = async () => {
    const service = await start(undefined, { ...counterDefinition, isPatient: ({ type }) => type === 'AddMuch' })
    await moment()
    return service
  }
  const addMuch: CounterCommand = { type: 'AddMuch', accountId, amount: 1n }

  test('rides along with the next one, in its order', async () => {
    const service = await patient()
    service.link(addMuch, 1)
    await moment()
    expect(service.batches).toEqual([])
    service.link(add(2n), 2)
    await service.settled()
    expect(service.batches.flat()).toEqual(['AddMuch', 'Add', 'Add'])
    expect(service.batches[0]!.slice(0, 2)).toEqual(['AddMuch', 'Add'])
  })

  test('is decided soon when none comes, also after others', async () => {
    const service = await patient()
    for (const sequence of [1, 2]) {
      service.link(addMuch, sequence)
      while (service.batches.length < sequence) await moment()
    }
    expect(service.batches).toEqual([['AddMuch'], ['AddMuch']])
    expect(total(service)).toBe(2n)
  })

  test('that comes while a batch is written waits behind it, and is given back by a stop', async () => {
    const service = await patient()
    const first = service.request(add(1n))
    await new Promise((resolve) => setImmediate(resolve))
    service.link(addMuch, 1)
    await first
    await moment()
    expect(service.batches).toEqual([['Add']])
    expect(await service.engine.stop()).toMatchObject([{ command: addMuch }])
  })
})

describe('a timer', () => {
  const timer = (command: CounterCommand, id = 'due') => {
    const contract = counterCommands.of(command.type)
    const stored = { type: contract.ceType, data: contract.encode(command), correlationId: 'c', causationId: 'c' }
    return { id, dueAt: 0, command: JSON.stringify(stored) }
  }

  test('is done once and is gone with its effect', async () => {
    const service = await start()
    service.storage.timers.set('due', timer(add(5n)))
    for (let tick = 0; tick < 2; tick += 1) {
      await service.engine.tick()
      await service.settled()
    }
    expect(total(service)).toBe(5n)
    expect(service.storage.timers.size).toBe(0)
  })
  test('of a parked aggregate waits until it is redriven', async () => {
    const service = await start()
    service.link({ type: 'Break', accountId }, 1)
    await service.settled()
    service.storage.timers.set('due', timer(add(5n)))
    await service.engine.tick()
    await service.settled()
    expect(total(service)).toBe(0n)
    defect.present = false
    await service.engine.redrive(accountId)
    await service.settled()
    await service.engine.tick()
    await service.settled()
    expect(total(service)).toBe(5n)
  })
  test('that throws alarms once, and waits for the next start', async () => {
    const service = await start()
    service.storage.timers.set('due', timer({ type: 'Break', accountId }))
    for (let tick = 0; tick < 3; tick += 1) {
      await service.engine.tick()
      await service.settled()
    }
    expect(service.failures).toEqual(['a defect'])
    expect(service.storage.timers.size).toBe(1)
    defect.present = false
    const next = await start(service.storage)
    await next.engine.tick()
    await next.settled()
    expect(service.storage.timers.size).toBe(0)
  })
})
test.each(['lost', 'unknown'] as const)('a connection that breaks (%s) neither loses nor doubles', async (failure) => {
  const service = await start()
  await service.request(add(1n))
  service.storage.nextFailure = failure
  expect(await service.request(add(2n))).toMatchObject({ kind: 'done' })
  expect(total(service)).toBe(3n)
  expect(service.storage.rows).toHaveLength(2)
})
test('an instance that was taken over steps down and hands its requests on', async () => {
  const service = await start()
  service.storage.takeOver()
  void service.request(add(1n)).catch(() => undefined)
  while (service.disowned.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(service.disowned.flat()).toHaveLength(1)
  expect(service.storage.rows).toHaveLength(0)
})

test('a batch that is not written is tried again, and somebody is told', async () => {
  const service = await start()
  service.storage.nextFailure = 'lost'
  expect(await service.request(add(2n))).toMatchObject({ kind: 'done' })
  expect(service.retries).toEqual(['connection lost before the write'])
})
test('a command whose claims throw fails alone', async () => {
  const service = await start()
  defect.inClaims = true
  expect(await service.request(add(2n))).toMatchObject({ kind: 'failed' })
  defect.inClaims = false
  expect(await service.request(add(2n))).toMatchObject({ kind: 'done' })
  expect(service.failures).toEqual(['a defect in the claims'])
})
test('a large work that throws when it is gone on with holds its aggregate until it is mended; others flow', async () => {
  const storage: Storage = new MemoryPartitionStorage(counterRules, new MemoryTables())
  const begun = { type: 'MuchBegun', accountId, amount: 3n } as const
  // Begun by somebody who died before it was done.
  const cause = { actor: 'client:1', correlationId: 'c', causationId: 'c' }
  storage.events.push({ event: begun, position: 1, at: 1, aggregate: accountId, cause })
  defect.inContinuation = true
  const service = await start(storage)
  await service.settled()
  expect(service.failures).toEqual(['a defect in a large work'])
  await expect(service.request(add(1n))).rejects.toThrow(AggregateParked)
  service.link(add(5n), 1)
  await service.settled()
  expect(storage.parked.map(({ position }) => position)).toEqual([1])
  defect.inContinuation = false
  await service.engine.redrive(accountId)
  await service.settled()
  expect(total(service)).toBe(8n)
  expect(storage.parked).toEqual([])
})
test('a parked input that fails again keeps those behind it waiting', async () => {
  const service = await start()
  service.link({ type: 'Break', accountId }, 1)
  service.link(add(1n), 2)
  await service.settled()
  await service.engine.redrive(accountId)
  await service.settled()
  expect(service.storage.parked.map(({ position }) => position)).toEqual([1, 2])
  expect(total(service)).toBe(0n)
  defect.present = false
  await service.engine.redrive(accountId)
  await service.settled()
  expect(service.storage.parked).toEqual([])
  expect(total(service)).toBe(1n)
})
test('a row that the schema refuses is the fault of its command alone', async () => {
  const service = await start()
  service.storage.refuses = (events) => events.some(({ event }) => event.amount === 666n)
  const answers = await Promise.all([1n, 666n, 3n].map((amount) => service.request(add(amount))))
  expect(answers.map(({ kind }) => kind)).toEqual(['done', 'failed', 'done'])
  expect(total(service)).toBe(4n)
})
test('what cannot even be given up is dropped with an alarm, and the partition goes on', async () => {
  const service = await start()
  service.storage.refuses = (_, inbox) => inbox.some(({ commandId }) => commandId === 'no id')
  await expect(service.request(add(1n), 'no id')).rejects.toThrow('the schema refuses it')
  expect(await service.request(add(2n))).toMatchObject({ kind: 'done' })
  expect(service.failures).toEqual(['the schema refuses it'])
  expect(total(service)).toBe(2n)
})
