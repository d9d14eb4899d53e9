import { busContract } from '../contract/bus-contract.fixture'
import { Inbox, record, uniqueName, until } from '../contract/tested-bus.fixture'
import { PublisherDead, type EventConsumer } from '../seam'
import { MESSAGE_BYTES_MAX } from '../topics'
import { LossyProxy } from './lossy-proxy.fixture'
import { codecInUse, FAST_MODULES } from './record-codec'
import type { KafkaOptions } from './settings'

// The test runner ignores what is put into node's own registry of modules; its own way has the same effect.
for (const [path, module] of Object.entries(FAST_MODULES)) jest.doMock(path, () => module)
const { KafkaBus } = require('./kafka-bus') as typeof import('./kafka-bus')
const { openClient } = require('./client') as typeof import('./client')

jest.setTimeout(120_000)

const address = process.env['FILAO_TEST_KAFKA']
if (!address) throw new Error('FILAO_TEST_KAFKA is to hold host:port of a Kafka 4 broker')

const options: KafkaOptions = { brokers: address.split(','), clientId: 'bus-int-spec' }
const bus = new KafkaBus(options)
const admin = openClient(options, { retries: 5 }).admin()
beforeAll(() => admin.connect())
afterAll(() => admin.disconnect())

test('the fast codec is what is tested here', () => {
  expect(codecInUse()).toBe('fast')
})

busContract('on Kafka', async () => ({
  bus,
  deleteTopic: async (topic) => {
    await admin.deleteTopics({ topics: [topic] })
    while ((await admin.listTopics()).includes(topic)) await new Promise((resolve) => setTimeout(resolve, 50))
  },
  deleteBefore: async (topic, partition, offset) => {
    // The client deletes only from topics that it has asked about.
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] })
  },
  groupOffset: async (group, topic, partition) => {
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    const offset = found?.partitions.find((one) => one.partition === partition)?.offset
    return offset === undefined ? undefined : BigInt(offset)
  },
  momentMs: 400,
  close: async () => undefined,
}))

describe('only on Kafka', () => {
  const running: EventConsumer[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop(2_000)))
  })

  const makeTopic = async (): Promise<string> => {
    const topic = uniqueName('int')
    const clusterAdmin = await bus.admin()
    const config = { 'max.message.bytes': String(MESSAGE_BYTES_MAX) }
    await clusterAdmin.createTopics([{ topic, partitions: 1, replicationFactor: 1, config }])
    await clusterAdmin.close()
    return topic
  }
  const readAll = async (topic: string): Promise<Inbox> => {
    const inbox = new Inbox()
    const consumer = bus.consumer({ group: uniqueName('group'), onFatal: (error) => console.error(error) })
    running.push(consumer)
    await consumer.start([topic], inbox.take)
    consumer.own(new Set([0]), () => undefined)
    return inbox
  }

  test.each(['swallow', 'swallow and hang up'] as const)(
    'a lost reply (%s) kills the publisher; sending again duplicates and loses nothing',
    async (loss) => {
      const topic = await makeTopic()
      const proxy = await LossyProxy.open(options.brokers[0]!)
      const publisher = await new KafkaBus({ ...options, brokers: [proxy.address] }).publisher()
      await publisher.publish([record(topic, 0, 'a')])
      proxy.loseNext(loss)
      const lost = publisher.publish([record(topic, 0, 'b'), record(topic, 0, 'c')])
      const behind = publisher.publish([record(topic, 0, 'd')])
      await expect(lost).rejects.toThrow()
      await expect(behind).rejects.toBeInstanceOf(PublisherDead)
      await publisher.close()
      expect(proxy.lost).toBe(1)
      const next = await bus.publisher()
      await next.publish([record(topic, 0, 'b'), record(topic, 0, 'c')])
      await next.publish([record(topic, 0, 'd')])
      await next.close()
      await proxy.close()
      const inbox = await readAll(topic)
      await inbox.has('d')
      expect(inbox.values()).toEqual(['a', 'b', 'c', 'b', 'c', 'd'])
    },
  )

  test('a record of almost 1 MiB arrives whole, and one that is larger is refused', async () => {
    const topic = await makeTopic()
    const large = Buffer.alloc(MESSAGE_BYTES_MAX - 256, 'x')
    const publisher = await bus.publisher()
    await publisher.publish([record(topic, 0, large)])
    await publisher.publish([record(topic, 0, 'after')])
    await expect(publisher.publish([record(topic, 0, Buffer.alloc(MESSAGE_BYTES_MAX))])).rejects.toThrow()
    await publisher.close()
    const inbox = await readAll(topic)
    await inbox.has('after')
    expect(inbox.received[0]!.record.value!.equals(large)).toBe(true)
    expect(inbox.received).toHaveLength(2)
  })

  test.each(['gzip', 'zstd'] as const)('batches compressed by %s are read', async (compression) => {
    const topic = await makeTopic()
    const publisher = await new KafkaBus({ ...options, compression }).publisher()
    await publisher.publish([record(topic, 0, 'x'.repeat(5_000)), record(topic, 0, 'y')])
    await publisher.close()
    const inbox = await readAll(topic)
    await inbox.has('y')
    expect(inbox.values()).toEqual(['x'.repeat(5_000), 'y'])
  })

  test('a partition changes hands under load without loss and without a long silence', async () => {
    const topic = await makeTopic()
    const inboxes = [new Inbox(), new Inbox()]
    const consumers = await Promise.all(
      inboxes.map(async (inbox) => {
        const consumer = bus.consumer({ group: uniqueName('group'), onFatal: (error) => console.error(error) })
        running.push(consumer)
        await consumer.start([topic], inbox.take)
        return consumer
      }),
    )
    const publisher = await bus.publisher()
    const rounds = 10
    const gaps: number[] = []
    let next = 0n
    for (let round = 0; round < rounds; round++) {
      const [owner, other] = round % 2 === 0 ? [0, 1] : [1, 0]
      consumers[other]!.own(new Set(), () => undefined)
      next = BigInt(
        Math.max(-1, ...inboxes.flatMap((inbox) => inbox.received.map((one) => Number(one.record.offset)))) + 1,
      )
      const taken = Date.now()
      consumers[owner]!.own(new Set([0]), () => next)
      await publisher.publish(Array.from({ length: 20 }, (_, index) => record(topic, 0, `${round}-${index}`)))
      await inboxes[owner]!.has(`${round}-19`)
      gaps.push(Date.now() - taken)
    }
    await publisher.close()
    const offsets = inboxes
      .flatMap((inbox) => inbox.received.map((one) => Number(one.record.offset)))
      .sort((a, b) => a - b)
    expect(offsets).toEqual(Array.from({ length: rounds * 20 }, (_, index) => index))
    // A group that waits for a member that is gone is silent for half a minute.
    expect(Math.max(...gaps)).toBeLessThan(20_000)
  })

  test('a publisher cannot be had while no broker answers, and says so in time', async () => {
    const started = Date.now()
    await expect(new KafkaBus({ ...options, brokers: ['127.0.0.1:1'] }).publisher()).rejects.toThrow()
    expect(Date.now() - started).toBeLessThan(40_000)
  })

  test('an expelled member reads on', async () => {
    const topic = await makeTopic()
    const group = uniqueName('group')
    const inbox = new Inbox()
    const consumer = bus.consumer({ group, onFatal: (error) => console.error(error) })
    running.push(consumer)
    await consumer.start([topic], inbox.take)
    consumer.own(new Set([0]), () => undefined)
    const publisher = await bus.publisher()
    await publisher.publish([record(topic, 0, 'a')])
    await inbox.has('a')
    // A stranger in the group makes it join anew, and takes the only partition or leaves it.
    const stranger = bus.consumer({ group, onFatal: () => undefined })
    await stranger.start([topic], new Inbox().take)
    await stranger.stop(2_000)
    await publisher.publish([record(topic, 0, 'b')])
    await publisher.close()
    await inbox.has('b')
    await until(() => consumer.health().state === 'running', 'the consumer runs')
    expect(inbox.values()).toEqual(['a', 'b'])
  })
})
