import { within } from '../deadline'
import { Delivery } from '../delivery'
import type { Reading, Schedule } from '../reading'
import { Readings } from '../readings'
import {
  TopicsNotReady,
  type BusLog,
  type ConsumerHealth,
  type ConsumerOptions,
  type ConsumerState,
  type EventConsumer,
  type NextOffset,
  type OnChunk,
} from '../seam'
import type { MemoryLog } from './memory-log'

const CHUNK_RECORDS = 500

/** What a consumer in memory asks of its bus. */
export interface MemoryWorld {
  logsOf(topic: string): readonly MemoryLog[] | undefined
  readonly now: () => number
  readonly schedule: Schedule
  readonly log: BusLog
}

/** Reads from the logs in memory, each partition by a loop that runs while there is something to deliver. */
export class MemoryConsumer implements EventConsumer {
  private state: ConsumerState = 'idle'
  private topics: readonly string[] = []
  private delivery: Delivery | undefined
  private fetchedAt = 0
  private readonly loops = new Map<Reading, Promise<void>>()
  private readonly readings = new Readings({
    seek: (reading: Reading) => this.wake(reading),
    pause: () => undefined,
    resume: (reading: Reading) => this.wake(reading),
  })

  constructor(
    private readonly world: MemoryWorld,
    private readonly options: ConsumerOptions,
  ) {}

  async start(topics: readonly string[], onChunk: OnChunk): Promise<void> {
    if (this.state !== 'idle') throw new Error(`a consumer starts once, and this one is ${this.state}`)
    const missing = topics.filter((topic) => !this.world.logsOf(topic))
    if (missing.length > 0) throw new TopicsNotReady(missing.map((topic) => `${topic} does not exist`))
    this.delivery = new Delivery(this.readings.wire, onChunk, this.world.schedule, this.world.log)
    this.topics = topics
    this.state = 'running'
    this.refresh()
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
    this.state = 'stopped'
    await within(deadlineMs, 'draining', this.readings.quiet()).catch(() => undefined)
    this.readings.abandon()
  }

  health(): ConsumerHealth {
    return { state: this.state, fetchedAt: this.fetchedAt, ...this.readings.standstills() }
  }

  /** Takes note of new partitions. */
  refresh(): void {
    if (this.state !== 'running') return
    for (const topic of this.topics) this.readings.assign(topic, this.world.logsOf(topic)?.length ?? 0)
  }

  /** Takes note of a new record. */
  notice(topic: string, partition: number): void {
    const reading = this.readings.find(topic, partition)
    if (reading) this.wake(reading)
  }

  /** True while something is being delivered or waits for a back-off. */
  get busy(): boolean {
    return this.state === 'running' && (this.loops.size > 0 || [...this.readings].some(({ cooling }) => cooling))
  }

  /** Settled when the loops that run now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.loops.values())
  }

  private wake(reading: Reading): void {
    if (!reading.active || this.state !== 'running' || this.loops.has(reading)) return
    const loop = this.deliverAll(reading).finally(() => {
      this.loops.delete(reading)
      // What woke the reading between its loop's last look and here must not be lost.
      if (this.hasMore(reading)) this.wake(reading)
    })
    this.loops.set(reading, loop)
  }

  private async deliverAll(reading: Reading): Promise<void> {
    // The publisher's promise settles before the first record arrives.
    await Promise.resolve()
    while (reading.active && this.state === 'running') {
      const log = this.world.logsOf(reading.topic)?.[reading.partition]
      if (!log) return
      const { records, delayed } = log.read(reading.next, this.options.chunkRecordsMax ?? CHUNK_RECORDS)
      this.fetchedAt = this.world.now()
      if (delayed) await Promise.resolve()
      else if (records.length === 0) return
      else await this.delivery!.handOver(reading, records, log.end)
    }
  }

  private hasMore(reading: Reading): boolean {
    const log = this.world.logsOf(reading.topic)?.[reading.partition]
    return reading.active && log !== undefined && log.has(reading.next)
  }
}
