import fc from 'fast-check'
import { busContract } from '../contract/bus-contract.fixture'
import { Inbox, record } from '../contract/tested-bus.fixture'
import type { OutRecord } from '../seam'
import type { Faults } from './faults'
import { MemoryBus, type MemoryBusOptions } from './memory-bus'
import { InjectedFault } from './memory-publisher'
import { randomFaults } from './random-faults.fixture'

busContract('in memory', async () => {
  // Back-offs as in production, only twenty times shorter.
  const bus = new MemoryBus({
    schedule: (delayMs, run) => {
      const timer = setTimeout(run, delayMs / 20)
      return () => clearTimeout(timer)
    },
  })
  return {
    bus,
    deleteTopic: async (topic) => bus.deleteTopic(topic),
    deleteBefore: async (topic, partition, offset) => bus.deleteBefore(topic, partition, offset),
    groupOffset: async (group, topic, partition) =>
      bus.offsetsOf(group).find((one) => one.topic === topic && one.partition === partition)?.offset,
    momentMs: 20,
    close: async () => undefined,
  }
})

const topic = 'wallet.events.v1'
const everything = new Set([0, 1])

async function reading(options: MemoryBusOptions): Promise<{ bus: MemoryBus; inbox: Inbox }> {
  const bus = new MemoryBus(options)
  await (await bus.admin()).createTopics([{ topic, partitions: 2, replicationFactor: 1, config: {} }])
  const inbox = new Inbox()
  const consumer = bus.consumer({ group: 'g', onFatal: () => undefined })
  await consumer.start([topic], inbox.take)
  consumer.own(everything, () => undefined)
  return { bus, inbox }
}

/** Sends until all is acknowledged, as a relay does: from the start of what is not, by a new publisher each time. */
async function relay(bus: MemoryBus, batches: readonly OutRecord[][]): Promise<void> {
  let publisher = await bus.publisher()
  for (const batch of batches) {
    for (let sent = false; !sent;) {
      try {
        await publisher.publish(batch)
        sent = true
      } catch {
        publisher = await bus.publisher()
      }
    }
  }
}

test('a duplicate is delivered twice in a row', async () => {
  const { bus, inbox } = await reading({ faults: { copies: ({ value }) => (value === 'b' ? 2 : 1) } })
  await relay(bus, [[record(topic, 0, 'a'), record(topic, 0, 'b'), record(topic, 0, 'c')]])
  await bus.idle()
  expect(inbox.values()).toEqual(['a', 'b', 'b', 'c'])
})

test('a delayed record holds back its own partition and no other', async () => {
  const { bus, inbox } = await reading({ faults: { delay: ({ value }) => (value === 'slow' ? 5 : 0) } })
  await relay(bus, [[record(topic, 0, 'slow'), record(topic, 0, 'behind'), record(topic, 1, 'other')]])
  await bus.idle()
  expect(inbox.values()).toEqual(['other', 'slow', 'behind'])
})

test.each([
  ['before', []],
  ['after', ['a', 'b']],
  [1, ['a']],
] as const)('a send that fails %s leaves what it says', async (fails, left) => {
  const faults: Faults = { fails: () => fails }
  const { bus, inbox } = await reading({ faults })
  const publisher = await bus.publisher()
  await expect(publisher.publish([record(topic, 0, 'a'), record(topic, 0, 'b')])).rejects.toThrow(InjectedFault)
  await bus.idle()
  expect(inbox.values()).toEqual(left)
})

test('a partition that comes to exist later is read when its number is owned', async () => {
  const { bus, inbox } = await reading({})
  const grown = bus.consumer({ group: 'h', onFatal: () => undefined })
  await grown.start([topic], inbox.take)
  grown.own(new Set([2]), () => 1n)
  await (await bus.admin()).createTopics([{ topic, partitions: 3, replicationFactor: 1, config: {} }])
  await relay(bus, [[record(topic, 2, 'a'), record(topic, 2, 'b')]])
  await bus.idle()
  expect(inbox.values()).toEqual(['b'])
})

test('a simulation may do without time: a failed chunk is tried again at once', async () => {
  const bus = new MemoryBus({
    schedule: (_delayMs, run) => {
      queueMicrotask(run)
      return () => undefined
    },
  })
  await (await bus.admin()).createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }])
  const inbox = new Inbox()
  let failures = 0
  const consumer = bus.consumer({ group: 'g', onFatal: () => undefined })
  await consumer.start([topic], async (chunk) => {
    if (++failures <= 3) throw new TypeError('poison')
    return inbox.take(chunk)
  })
  consumer.own(new Set([0]), () => undefined)
  await relay(bus, [[record(topic, 0, 'a')]])
  await bus.idle()
  expect(inbox.values()).toEqual(['a'])
})

test('under any faults nothing is lost, what is new keeps its order, and a seed repeats the run', async () => {
  const rates = { duplicate: 0.2, delay: 0.2, crashAfterSend: 0.2, crashBeforeSend: 0.2 }
  const run = async (seed: number): Promise<string[]> => {
    const { bus, inbox } = await reading({ faults: randomFaults(numbersFrom(seed), rates) })
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 5 }, (_, index) => record(topic, index % 2, String(batch * 5 + index).padStart(2, '0'))),
    )
    await relay(bus, batches)
    await bus.idle()
    return inbox.received.map(({ partition, value }) => `${partition}:${value}`)
  }
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const received = await run(seed)
      expect(await run(seed)).toEqual(received)
      const news = [...new Set(received)]
      expect(news).toHaveLength(50)
      for (const partition of ['0:', '1:']) {
        const own = news.filter((one) => one.startsWith(partition))
        expect(own).toEqual([...own].sort())
      }
    }),
    { numRuns: 50 },
  )
})

/** Mulberry32: numbers in [0, 1) from a seed. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
