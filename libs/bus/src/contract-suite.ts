import type { Bus, Chunk, ChunkResult, ConsumerOptions, EventConsumer, InRecord, OnChunk, OutRecord } from './seam'
import { PublisherDead, TopicsNotReady } from './seam'

/** A bus under test, with what its seam does not offer. */
export interface BusWorld {
  readonly bus: Bus
  deleteTopic(topic: string): Promise<void>
  deleteBefore(topic: string, partition: number, offset: bigint): Promise<void>
  groupOffset(group: string, topic: string, partition: number): Promise<bigint | undefined>
  /** After so long, what should not happen would have happened. */
  readonly momentMs: number
  close(): Promise<void>
}

/** Only what hangs meets it: the machine may be busy. */
const WAIT_MS_MAX = 45_000
const CONFIG = { 'retention.ms': '-1' }
let serial = 0

/** Waits until something holds that the bus does in its own time. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + WAIT_MS_MAX
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export const uniqueName = (kind: string): string => `${kind}-${process.pid}-${Date.now()}-${++serial}`

export const record = (topic: string, partition: number, value: string | Buffer, key = 'key'): OutRecord => ({
  topic,
  partition,
  key,
  value,
  headers: { ce_id: `test/${partition}/1`, ce_größe: 'ü', empty: '' },
})

/** A handler that takes all and remembers it. */
export class Inbox {
  readonly received: { topic: string; partition: number; record: InRecord; value: string }[] = []
  readonly chunks: Chunk[] = []

  readonly take = async (chunk: Chunk): Promise<ChunkResult> => {
    this.note(chunk, chunk.records.length)
    return { handled: chunk.records.length }
  }

  note({ topic, partition, records, highWatermark }: Chunk, handled: number): void {
    this.chunks.push({ topic, partition, records, highWatermark })
    for (const record of records.slice(0, handled)) {
      this.received.push({ topic, partition, record, value: String(record.value) })
    }
  }

  values(partition?: number, topic?: string): string[] {
    return this.received
      .filter((one) => (partition ?? one.partition) === one.partition && (topic ?? one.topic) === one.topic)
      .map(({ value }) => value)
  }

  async has(...values: string[]): Promise<void> {
    await until(() => values.every((value) => this.values().includes(value)), `${values} arrived: ${this.values()}`)
  }
}

/** What both implementations of the bus promise. */
export function busContract(name: string, open: () => Promise<BusWorld>): void {
  describe(name, () => {
    let world: BusWorld
    const running: EventConsumer[] = []
    beforeAll(async () => {
      world = await open()
    })
    afterEach(async () => {
      await Promise.all(running.splice(0).map((consumer) => consumer.stop(2_000)))
    })
    afterAll(() => world.close())

    const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, world.momentMs))
    const makeTopic = async (partitions = 3): Promise<string> => {
      const topic = uniqueName('contract')
      const admin = await world.bus.admin()
      await admin.createTopics([{ topic, partitions, replicationFactor: 1, config: CONFIG }])
      await admin.close()
      return topic
    }
    const publish = async (...batch: OutRecord[]): Promise<void> => {
      const publisher = await world.bus.publisher()
      await publisher.publish(batch)
      await publisher.close()
    }
    const consume = async (
      topics: string | string[],
      onChunk: OnChunk,
      options: Partial<ConsumerOptions> = {},
    ): Promise<EventConsumer> => {
      const onFatal = (error: Error): void => console.error('the consumer has failed', error)
      const consumer = world.bus.consumer({ group: uniqueName('group'), onFatal, ...options })
      running.push(consumer)
      await consumer.start([topics].flat(), onChunk)
      return consumer
    }
    const earliest = (): undefined => undefined
    const numbered = (topic: string, partition: number, count: number): OutRecord[] =>
      Array.from({ length: count }, (_, index) => record(topic, partition, String(index)))
    const sequence = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, i) => String(from + i))

    test('records arrive in the order of publishing, in their partition, with key, value and headers', async () => {
      const topic = await makeTopic()
      const publisher = await world.bus.publisher()
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take)
      consumer.own(new Set([0, 1, 2]), earliest)
      await publisher.publish([record(topic, 0, 'a'), record(topic, 2, 'x', 'other'), record(topic, 0, 'b')])
      await publisher.publish([record(topic, 0, 'c'), record(topic, 2, Buffer.from([0xff, 0]))])
      await publisher.close()
      await until(() => inbox.received.length === 5, 'all five have arrived')
      expect(inbox.values(0)).toEqual(['a', 'b', 'c'])
      expect(inbox.received.filter(({ partition }) => partition === 0).map(({ record }) => record.offset)).toEqual([
        0n,
        1n,
        2n,
      ])
      const [first, second] = inbox.received.filter(({ partition }) => partition === 2).map(({ record }) => record)
      expect(String(first!.key)).toBe('other')
      expect(second!.value!.equals(Buffer.from([0xff, 0]))).toBe(true)
      expect(Array.from(first!.headers, ([key, value]) => [key, String(value)])).toEqual([
        ['ce_id', 'test/2/1'],
        ['ce_größe', 'ü'],
        ['empty', ''],
      ])
      expect(Math.abs(Number(first!.timestamp) - Date.now())).toBeLessThan(60_000)
      expect(inbox.chunks.at(-1)!.highWatermark).toBeGreaterThan(0n)
    })

    test('concurrent publishes keep the order in which they were asked for', async () => {
      const topic = await makeTopic(1)
      const publisher = await world.bus.publisher()
      await Promise.all(sequence(0, 50).map((value) => publisher.publish([record(topic, 0, value)])))
      await publisher.publish([])
      await publisher.close()
      const inbox = new Inbox()
      ;(await consume(topic, inbox.take)).own(new Set([0]), earliest)
      await inbox.has('49')
      expect(inbox.values()).toEqual(sequence(0, 50))
    })

    test('a publisher is dead after a failed send', async () => {
      const topic = await makeTopic(1)
      const publisher = await world.bus.publisher()
      const failed = publisher.publish([record(uniqueName('missing'), 0, 'a')])
      const behind = publisher.publish([record(topic, 0, 'b')])
      await expect(failed).rejects.toThrow()
      await expect(behind).rejects.toBeInstanceOf(PublisherDead)
      await publisher.close()
      const admin = await world.bus.admin()
      expect(await admin.lastRecord(topic, 0)).toBeUndefined()
      await admin.close()
    })

    test('only what is owned is delivered', async () => {
      const topic = await makeTopic()
      await publish(record(topic, 0, 'a'), record(topic, 1, 'b'), record(topic, 2, 'c'))
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take)
      await aMoment()
      expect(inbox.received).toEqual([])
      consumer.own(new Set([1]), earliest)
      await inbox.has('b')
      await aMoment()
      expect(inbox.values()).toEqual(['b'])
      expect(consumer.health()).toMatchObject({ state: 'running', stopped: [], failing: [] })
    })

    test('ownership that was settled before the start counts', async () => {
      const topic = await makeTopic()
      await publish(record(topic, 2, 'c'))
      const inbox = new Inbox()
      const consumer = world.bus.consumer({ group: uniqueName('group'), onFatal: () => undefined })
      running.push(consumer)
      consumer.own(new Set([2]), earliest)
      await consumer.start([topic], inbox.take)
      await inbox.has('c')
    })

    test('a gained partition is read from the offset handed over, of each topic', async () => {
      const [events, commands] = [await makeTopic(), await makeTopic()]
      await publish(...numbered(events, 1, 10), ...numbered(commands, 1, 10), ...numbered(events, 0, 1))
      const inbox = new Inbox()
      const consumer = await consume([events, commands], inbox.take)
      consumer.own(new Set([1]), (topic) => (topic === events ? 7n : undefined))
      await until(() => inbox.received.length === 13, 'three and ten have arrived')
      expect(inbox.values(1, events)).toEqual(['7', '8', '9'])
      expect(inbox.values(1, commands)).toEqual(sequence(0, 10))
    })

    test('a lost partition is read no more, and when regained from where its new offset says', async () => {
      const topic = await makeTopic()
      const publisher = await world.bus.publisher()
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take)
      consumer.own(new Set([0, 1]), earliest)
      await publisher.publish([record(topic, 0, 'a'), record(topic, 1, 'b')])
      await inbox.has('a', 'b')
      consumer.own(new Set([1]), earliest)
      await publisher.publish([record(topic, 0, 'c'), record(topic, 1, 'd')])
      await inbox.has('d')
      await aMoment()
      expect(inbox.values()).not.toContain('c')
      consumer.own(new Set([0, 1]), (_, partition) => (partition === 0 ? 1n : 0n))
      await inbox.has('c')
      await publisher.close()
      expect(inbox.values(0)).toEqual(['a', 'c'])
      expect(inbox.values(1)).toEqual(['b', 'd'])
    })

    test('losing a partition aborts its chunk, whose answer is then ignored', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 3))
      const inbox = new Inbox()
      let aborted = false
      let blocked = true
      const consumer = await consume(topic, async (chunk, signal) => {
        if (!blocked) return inbox.take(chunk)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        aborted = true
        return { handled: chunk.records.length }
      })
      consumer.own(new Set([0]), earliest)
      await aMoment()
      blocked = false
      consumer.own(new Set(), earliest)
      consumer.own(new Set([0]), earliest)
      await inbox.has('2')
      expect(aborted).toBe(true)
      expect(inbox.values()).toEqual(['0', '1', '2'])
    })

    test.each([
      ['TypeError', new TypeError('poison')],
      ['RangeError', new RangeError('poison')],
      ['ReferenceError', new ReferenceError('poison')],
      ['SyntaxError', new SyntaxError('poison')],
      ['Error', new Error('connection lost')],
      ['nothing that is an error', 'poison'],
    ])('a handler that throws %s is asked again, and no other partition waits for it', async (_name, thrown) => {
      const topic = await makeTopic()
      const inbox = new Inbox()
      let failures = 0
      let healed = false
      const consumer = await consume(topic, async (chunk) => {
        if (chunk.partition === 0 && !healed) {
          failures++
          throw thrown
        }
        return inbox.take(chunk)
      })
      consumer.own(new Set([0, 1]), earliest)
      const publisher = await world.bus.publisher()
      await publisher.publish([record(topic, 0, 'poison'), record(topic, 1, 'a')])
      await until(() => failures >= 2, 'the chunk has failed twice')
      await publisher.publish([record(topic, 1, 'b')])
      await inbox.has('a', 'b')
      expect(consumer.health()).toMatchObject({ state: 'running', failing: [{ topic, partition: 0 }] })
      healed = true
      await inbox.has('poison')
      await publisher.publish([record(topic, 0, 'after')])
      await inbox.has('after')
      await publisher.close()
      expect(inbox.values(0)).toEqual(['poison', 'after'])
      expect(consumer.health().failing).toEqual([])
    })

    test('a handler that answers nonsense is asked again', async () => {
      const topic = await makeTopic(1)
      const answers: unknown[] = [undefined, { handled: 2 }, { handled: -1 }, { handled: 0.5 }]
      const inbox = new Inbox()
      const consumer = await consume(topic, async (chunk) =>
        answers.length > 0 ? (answers.shift() as ChunkResult) : inbox.take(chunk),
      )
      consumer.own(new Set([0]), earliest)
      await publish(record(topic, 0, 'a'))
      await inbox.has('a')
      expect(inbox.values()).toEqual(['a'])
    })

    test('what was not handled is delivered again', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 20))
      const inbox = new Inbox()
      const consumer = await consume(topic, async (chunk) => {
        const handled = inbox.chunks.length === 1 ? 0 : Math.min(7, chunk.records.length)
        inbox.note(chunk, handled)
        return { handled }
      })
      consumer.own(new Set([0]), earliest)
      await inbox.has('19')
      expect(inbox.values()).toEqual(sequence(0, 20))
    })

    test('a chunk holds no more records than asked for', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 25))
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take, { chunkRecordsMax: 10 })
      consumer.own(new Set([0]), earliest)
      await inbox.has('24')
      expect(inbox.values()).toEqual(sequence(0, 25))
      expect(inbox.chunks.map(({ records }) => records.length)).toEqual([10, 10, 5])
    })

    test('a stopped partition waits for a rewind while all others go on', async () => {
      const [events, commands] = [await makeTopic(), await makeTopic()]
      const inbox = new Inbox()
      let gap = true
      const consumer = await consume([events, commands], async (chunk) => {
        if (!gap || chunk.topic !== events || chunk.partition !== 0) return inbox.take(chunk)
        inbox.note(chunk, 1)
        return { handled: 1, stop: { reason: 'gap' } }
      })
      consumer.own(new Set([0, 1]), earliest)
      await publish(...numbered(events, 0, 3), record(events, 1, 'b'), record(commands, 0, 'c'))
      await inbox.has('0', 'b', 'c')
      await aMoment()
      expect(inbox.values(0, events)).toEqual(['0'])
      expect(consumer.health().stopped).toEqual([{ topic: events, partition: 0, reason: 'gap' }])
      gap = false
      consumer.rewind(events, 0, 1n)
      await inbox.has('2')
      expect(inbox.values(0, events)).toEqual(['0', '1', '2'])
      expect(consumer.health().stopped).toEqual([])
    })

    test('a rewind delivers again, from an offset or from the earliest', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 4))
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take)
      consumer.own(new Set([0]), () => 3n)
      await inbox.has('3')
      consumer.rewind(topic, 0, 2n)
      await inbox.has('2')
      consumer.rewind(topic, 0, undefined)
      await inbox.has('0')
      await until(() => inbox.received.length === 7, 'all were delivered again')
      expect(inbox.values()).toEqual(['3', '2', '3', '0', '1', '2', '3'])
    })

    test('back-pressure holds one partition until it is resumed', async () => {
      const topic = await makeTopic()
      const inbox = new Inbox()
      const consumer = await consume(topic, async (chunk) => {
        if (chunk.partition === 0) consumer.pause(topic, 0)
        return inbox.take(chunk)
      })
      consumer.own(new Set([0, 1]), earliest)
      await publish(record(topic, 0, 'a'), record(topic, 1, 'b'))
      await inbox.has('a', 'b')
      await publish(record(topic, 0, 'c'), record(topic, 1, 'd'))
      await inbox.has('d')
      await aMoment()
      expect(inbox.values(0)).toEqual(['a'])
      consumer.resume(topic, 0)
      await inbox.has('c')
    })

    test('a full queue that takes part of a chunk gets the rest after it is resumed', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 10))
      const inbox = new Inbox()
      let full = true
      const consumer = await consume(topic, async (chunk) => {
        if (!full) return inbox.take(chunk)
        consumer.pause(topic, 0)
        inbox.note(chunk, 4)
        return { handled: 4 }
      })
      consumer.own(new Set([0]), earliest)
      await inbox.has('3')
      await aMoment()
      expect(inbox.values()).toEqual(sequence(0, 4))
      full = false
      consumer.resume(topic, 0)
      await inbox.has('9')
      expect(inbox.values()).toEqual(sequence(0, 10))
    })

    test('a stop lets the running chunk end and delivers nothing after it', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 20))
      const inbox = new Inbox()
      const ended: boolean[] = []
      const consumer = await consume(
        topic,
        async (chunk, signal) => {
          await new Promise((resolve) => setTimeout(resolve, 200))
          ended.push(signal.aborted)
          return inbox.take(chunk)
        },
        { chunkRecordsMax: 5 },
      )
      consumer.own(new Set([0]), earliest)
      await until(() => inbox.chunks.length === 1, 'the first chunk has ended')
      await aMoment()
      await consumer.stop(5_000)
      const { length } = inbox.chunks
      expect(ended).not.toContain(true)
      expect(consumer.health().state).toBe('stopped')
      await aMoment()
      expect(inbox.chunks).toHaveLength(length)
    })

    test('a stop aborts a chunk that is still running at the deadline', async () => {
      const topic = await makeTopic(1)
      await publish(record(topic, 0, 'a'))
      let running = false
      let aborted = false
      const consumer = await consume(topic, (_chunk, signal) => {
        running = true
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            aborted = true
            resolve({ handled: 0 })
          }),
        )
      })
      consumer.own(new Set([0]), earliest)
      await until(() => running, 'the chunk runs')
      const started = Date.now()
      await consumer.stop(300)
      expect(aborted).toBe(true)
      expect(Date.now() - started).toBeLessThan(15_000)
    })

    test('starting on a topic that does not exist fails', async () => {
      await expect(consume(uniqueName('missing'), new Inbox().take)).rejects.toThrow()
    })

    test('an offset that retention has passed is read from the earliest', async () => {
      const topic = await makeTopic(1)
      await publish(...numbered(topic, 0, 10))
      await world.deleteBefore(topic, 0, 6n)
      const inbox = new Inbox()
      const consumer = await consume(topic, inbox.take)
      consumer.own(new Set([0]), earliest)
      await inbox.has('9')
      consumer.rewind(topic, 0, 2n)
      await until(() => inbox.received.length === 8, 'all that is left was delivered twice')
      expect(inbox.values()).toEqual([...sequence(6, 4), ...sequence(6, 4)])
    })

    test('a topic that was deleted and made again is read from its start, also when its first chunk fails', async () => {
      const topic = await makeTopic(1)
      const inbox = new Inbox()
      let failures = 0
      let healed = true
      const consumer = await consume(topic, async (chunk) => {
        if (healed) return inbox.take(chunk)
        failures++
        throw new Error('connection lost')
      })
      consumer.own(new Set([0]), earliest)
      await publish(...numbered(topic, 0, 5))
      await inbox.has('4')
      await world.deleteTopic(topic)
      const admin = await world.bus.admin()
      await admin.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: CONFIG }])
      await admin.close()
      healed = false
      const made = sequence(100, 9)
      await publish(record(topic, 0, made[0]!))
      await until(() => failures > 0, 'the first chunk of the new topic has failed')
      await publish(...made.slice(1).map((value) => record(topic, 0, value)))
      healed = true
      await inbox.has('108')
      expect(inbox.values().slice(5)).toEqual(made)
      expect(consumer.health().state).toBe('running')
    }, 30_000)

    test('topics are created once, may grow and never shrink', async () => {
      const topic = uniqueName('contract')
      const admin = await world.bus.admin()
      const spec = { topic, partitions: 2, replicationFactor: 1, config: CONFIG }
      await expect(admin.verifyTopics([spec])).rejects.toEqual(new TopicsNotReady([`${topic} does not exist`]))
      await admin.createTopics([spec])
      await admin.createTopics([spec])
      await admin.verifyTopics([spec])
      await admin.createTopics([{ ...spec, partitions: 3 }])
      const shrunk = new TopicsNotReady([`${topic} has 3 partitions, not 2`])
      await expect(admin.verifyTopics([spec])).rejects.toEqual(shrunk)
      await expect(admin.createTopics([spec])).rejects.toEqual(shrunk)
      await admin.close()
    })

    test('the newest record of a partition can be looked at', async () => {
      const topic = await makeTopic()
      const admin = await world.bus.admin()
      expect(await admin.lastRecord(topic, 1)).toBeUndefined()
      await publish(...numbered(topic, 1, 12))
      const last = await admin.lastRecord(topic, 1)
      expect(last).toMatchObject({ offset: 11n })
      expect(String(last!.value)).toBe('11')
      expect(String(last!.headers.get('ce_id'))).toBe('test/1/1')
      expect(await admin.lastRecord(topic, 0)).toBeUndefined()
      await admin.close()
    })

    test('offsets can be set on a group without members', async () => {
      const [topic, other] = [await makeTopic(), await makeTopic()]
      const group = uniqueName('lag')
      const admin = await world.bus.admin()
      for (const offset of [5n, 8n]) {
        await admin.setGroupOffsets(group, [
          { topic, partition: 0, offset },
          { topic, partition: 2, offset: offset + 1n },
          { topic: other, partition: 1, offset: offset + 2n },
        ])
      }
      await admin.close()
      expect(await world.groupOffset(group, topic, 0)).toBe(8n)
      expect(await world.groupOffset(group, topic, 2)).toBe(9n)
      expect(await world.groupOffset(group, other, 1)).toBe(10n)
    })
  })
}
