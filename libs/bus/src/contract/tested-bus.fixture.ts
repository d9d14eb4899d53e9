import type { Bus, Chunk, ChunkResult, ConsumerOptions, EventConsumer, InRecord, OnChunk, OutRecord } from '../seam'

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
export const CONFIG = { 'retention.ms': '-1' }
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

export const earliest = (): undefined => undefined
export const numbered = (topic: string, partition: number, count: number): OutRecord[] =>
  Array.from({ length: count }, (_, index) => record(topic, partition, String(index)))
export const sequence = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => String(from + i))

/** One world for all cases, opened and closed by the hooks of the suite in which it is made. */
export class TestedBus {
  private opened: BusWorld | undefined
  private readonly running: EventConsumer[] = []

  constructor(open: () => Promise<BusWorld>) {
    beforeAll(async () => {
      this.opened = await open()
    })
    afterEach(async () => {
      await Promise.all(this.running.splice(0).map((consumer) => consumer.stop(2_000)))
    })
    afterAll(() => this.world.close())
  }

  get world(): BusWorld {
    if (!this.opened) throw new Error('the bus is opened before the first case')
    return this.opened
  }

  readonly aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, this.world.momentMs))

  readonly makeTopic = async (partitions = 3): Promise<string> => {
    const topic = uniqueName('contract')
    const admin = await this.world.bus.admin()
    await admin.createTopics([{ topic, partitions, replicationFactor: 1, config: CONFIG }])
    await admin.close()
    return topic
  }

  readonly publish = async (...batch: OutRecord[]): Promise<void> => {
    const publisher = await this.world.bus.publisher()
    await publisher.publish(batch)
    await publisher.close()
  }

  readonly consume = async (
    topics: string | string[],
    onChunk: OnChunk,
    options: Partial<ConsumerOptions> = {},
  ): Promise<EventConsumer> => {
    const onFatal = (error: Error): void => console.error('the consumer has failed', error)
    const consumer = this.watch(this.world.bus.consumer({ group: uniqueName('group'), onFatal, ...options }))
    await consumer.start([topics].flat(), onChunk)
    return consumer
  }

  /** A consumer that is stopped after the case. */
  watch(consumer: EventConsumer): EventConsumer {
    this.running.push(consumer)
    return consumer
  }
}
