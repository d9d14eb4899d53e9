import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { within } from '../deadline'
import { Delivery } from '../delivery'
import { Readings } from '../readings'
import type { Reading, Schedule } from '../reading'
import type {
  BusLog,
  ConsumerHealth,
  ConsumerOptions,
  ConsumerState,
  EventConsumer,
  InRecord,
  NextOffset,
  OnChunk,
} from '../seam'
import { toInRecord } from './kafka-record'
import { KafkaSession } from './kafka-session'
import { CHUNK_RECORDS, CONCURRENCY, DISCONNECT_TIMEOUT_MS, type KafkaOptions } from './settings'

const REOPEN_DELAY_MS = 1_000

/** Jitter, or all partitions of a database that comes back ask it again in the same moment. */
const schedule: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs * (0.5 + Math.random() / 2))
  return () => clearTimeout(timer)
}

/** Reads from Kafka, alone in a group, what this instance owns. */
export class KafkaConsumer implements EventConsumer {
  private state: ConsumerState = 'idle'
  private fetchedAt = 0
  private session: KafkaSession | undefined
  private sessions = 0
  private delivery: Delivery | undefined
  private readonly joined = Promise.withResolvers<void>()
  private readonly log: BusLog
  private readonly readings = new Readings({
    seek: (reading: Reading) => this.session?.seek(reading),
    pause: (reading: Reading) => this.session?.pause(reading),
    resume: (reading: Reading) => this.session?.resume(reading),
  })

  constructor(
    private readonly kafka: KafkaOptions,
    private readonly options: ConsumerOptions,
  ) {
    this.log = kafka.log ?? (() => undefined)
    // It may be rejected while nobody waits for it.
    this.joined.promise.catch(() => undefined)
  }

  async start(topics: readonly string[], onChunk: OnChunk): Promise<void> {
    if (this.state !== 'idle') throw new Error(`a consumer starts once, and this one is ${this.state}`)
    this.state = 'joining'
    this.delivery = new Delivery(this.readings.wire, onChunk, schedule, this.log)
    try {
      await this.open(topics)
      await this.joined.promise
    } catch (error) {
      this.session?.discard()
      if (this.state === 'joining') this.state = 'idle'
      throw error
    }
  }

  own(partitions: ReadonlySet<number>, offsets: NextOffset): void {
    this.readings.own(partitions, offsets)
  }
  pause(topic: string, partition: number): void {
    this.readings.pause(topic, partition)
  }
  resume(topic: string, partition: number): void {
    this.readings.resume(topic, partition)
  }
  rewind(topic: string, partition: number, offset: bigint | undefined): void {
    this.readings.rewind(topic, partition, offset)
  }

  async stop(deadlineMs: number): Promise<void> {
    if (this.state !== 'failed') this.state = 'stopped'
    this.joined.reject(new Error('stopped while joining'))
    const left = this.session?.close().catch(() => undefined)
    const drained = Promise.all([left, this.readings.quiet()])
    await within(deadlineMs, 'draining', drained).catch(() => {
      this.readings.abandon()
      return within(DISCONNECT_TIMEOUT_MS, 'leaving', drained).catch(() => undefined)
    })
    this.readings.abandon()
  }

  health(): ConsumerHealth {
    return { state: this.state, fetchedAt: this.fetchedAt, ...this.readings.standstills() }
  }

  private get ended(): boolean {
    return this.state === 'stopped' || this.state === 'failed'
  }

  private async open(topics: readonly string[]): Promise<void> {
    // A group of its own for each session: in one that a session has left behind, the next waits until that one is missed.
    const group = this.sessions === 0 ? this.options.group : `${this.options.group}-${this.sessions}`
    this.sessions += 1
    const session = new KafkaSession(this.kafka, group, {
      onJoin: (partitionsByTopic) => this.join(partitionsByTopic),
      onFetched: () => (this.fetchedAt = Date.now()),
      onBatch: (payload) => this.deliver(payload),
      onUnresponsive: () => void this.reopen(topics, session),
      onCrash: (error) => this.fail(error),
    })
    this.session = session
    await session.run(topics, this.options.concurrency ?? CONCURRENCY)
  }

  private join(partitionsByTopic: Readonly<Record<string, number[]>>): void {
    this.fetchedAt = Date.now()
    for (const [topic, partitions] of Object.entries(partitionsByTopic)) {
      this.readings.assign(topic, Math.max(...partitions) + 1)
    }
    if (this.state === 'joining') this.state = 'running'
    this.joined.resolve()
  }

  /** Another client, because the one that timed out keeps its dead socket. Tried until it works or we are stopped. */
  private async reopen(topics: readonly string[], unresponsive: KafkaSession): Promise<void> {
    if (this.session !== unresponsive || this.ended) return
    this.log('warn', 'the broker does not answer, another connection is taken', { group: this.options.group })
    unresponsive.discard()
    while (!this.ended) {
      try {
        return await this.open(topics)
      } catch (error) {
        this.log('error', 'connecting again failed', { group: this.options.group, error })
        this.session?.discard()
        await new Promise((resolve) => setTimeout(resolve, REOPEN_DELAY_MS))
      }
    }
  }

  private fail(error: Error): void {
    const joining = this.state === 'joining'
    this.state = 'failed'
    this.readings.abandon()
    this.log('error', 'the consumer has stopped for ever', { group: this.options.group, error })
    if (joining) this.joined.reject(error)
    else this.options.onFatal(error)
  }

  private async deliver(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const { topic, partition, messages } = batch
    const reading = this.readings.find(topic, partition)
    // A batch that was fetched before the partition was lost, or before a seek.
    if (!reading?.active || payload.isStale()) return
    const { generation } = reading
    const highWatermark = BigInt(batch.highWatermark)
    const size = this.options.chunkRecordsMax ?? CHUNK_RECORDS
    for (let start = 0; start < messages.length && payload.isRunning(); start += size) {
      const records = chunkOf(messages, start, size)
      const all = await this.delivery!.handOver(reading, records, highWatermark)
      if (reading.generation !== generation || payload.isStale()) return
      if (reading.next !== undefined && reading.next > records[0]!.offset)
        payload.resolveOffset(String(reading.next - 1n))
      // Its error has to reach the client: it is how the client learns that it was expelled.
      await payload.heartbeat()
      if (!all) return
    }
    await this.gather()
  }

  /** The broker is asked again when every batch of its last answer is done with. */
  private async gather(): Promise<void> {
    const waitMs = this.fetchedAt + (this.options.gatheringMs ?? 0) - Date.now()
    if (waitMs > 0 && !this.ended) await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}

function chunkOf(messages: readonly KafkaMessage[], start: number, size: number): InRecord[] {
  const end = Math.min(messages.length, start + size)
  const records = new Array<InRecord>(end - start)
  for (let index = start; index < end; index++) records[index - start] = toInRecord(messages[index]!)
  return records
}
