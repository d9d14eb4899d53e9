import type { Schedule } from '../reading'
import type { Bus, BusLog, ClusterAdmin, ConsumerOptions, EventConsumer, EventPublisher, GroupOffset } from '../seam'
import { TopicsNotReady, type OutRecord } from '../seam'
import type { Faults } from './faults'
import { MemoryAdmin } from './memory-admin'
import { MemoryConsumer, type MemoryWorld } from './memory-consumer'
import { MemoryLog } from './memory-log'
import { MemoryPublisher } from './memory-publisher'

export interface MemoryBusOptions {
  readonly faults?: Faults
  /** Milliseconds since 1970, for the records' timestamps. */
  readonly now?: () => number
  /** How a consumer waits before it tries a failed chunk again. A simulation passes its own, which needs no time. */
  readonly schedule?: Schedule
  readonly log?: BusLog
}

const schedule: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/**
 * The bus in one process. Deterministic: no timer but the back-off after a handler's error, no randomness but what the
 * faults bring in; delivery runs on microtasks, in the order of publishing.
 */
export class MemoryBus implements Bus {
  private readonly topics = new Map<string, MemoryLog[]>()
  private readonly groups = new Map<string, GroupOffset[]>()
  private readonly consumers = new Set<MemoryConsumer>()
  private readonly faults: Faults
  private readonly world: MemoryWorld

  constructor(options: MemoryBusOptions = {}) {
    this.faults = options.faults ?? {}
    this.world = {
      logsOf: (topic) => this.topics.get(topic),
      now: options.now ?? Date.now,
      schedule: options.schedule ?? schedule,
      log: options.log ?? (() => undefined),
    }
  }

  async publisher(): Promise<EventPublisher> {
    return new MemoryPublisher((records) => this.append(records), this.faults)
  }

  consumer(options: ConsumerOptions): EventConsumer {
    const consumer = new MemoryConsumer(this.world, options)
    this.consumers.add(consumer)
    return consumer
  }

  async admin(): Promise<ClusterAdmin> {
    return new MemoryAdmin(
      this.topics,
      this.groups,
      () => this.refresh(),
      () => new MemoryLog(),
    )
  }

  /** Settles when everything published has been delivered to whoever owns it and reads. */
  async idle(): Promise<void> {
    const busy = (): MemoryConsumer[] => [...this.consumers].filter((consumer) => consumer.busy)
    for (let rest = busy(); rest.length > 0; rest = busy()) {
      await Promise.all(rest.map((consumer) => consumer.settled()))
      // Lets a back-off's timer run.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Offsets that were last set for a group. */
  offsetsOf(group: string): readonly GroupOffset[] {
    return this.groups.get(group) ?? []
  }

  /** Deletes a topic with all that it holds. */
  deleteTopic(topic: string): void {
    this.topics.delete(topic)
  }

  /** Drops the oldest records of a partition, as retention does. */
  deleteBefore(topic: string, partition: number, offset: bigint): void {
    this.topics.get(topic)?.[partition]?.deleteBefore(offset)
  }

  private append(records: readonly OutRecord[]): void {
    for (const { topic, partition } of records) {
      if (!this.topics.get(topic)?.[partition]) throw new TopicsNotReady([`${topic} has no partition ${partition}`])
    }
    const now = this.world.now()
    for (const record of records) {
      const log = this.topics.get(record.topic)![record.partition]!
      const copies = this.faults.copies?.(record) ?? 1
      for (let copy = 0; copy < copies; copy++) log.append(record, now, this.faults.delay?.(record) ?? 0)
      for (const consumer of this.consumers) consumer.notice(record.topic, record.partition)
    }
  }

  private refresh(): void {
    for (const consumer of this.consumers) consumer.refresh()
  }
}
