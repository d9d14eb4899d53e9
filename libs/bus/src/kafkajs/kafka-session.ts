import type { Consumer, EachBatchPayload } from 'kafkajs'
import { within } from '../deadline'
import type { Reading } from '../reading'
import { openClient } from './client'
import { CONSUMER, DISCONNECT_TIMEOUT_MS, RETRY_PATIENTLY, TIMEOUTS_IN_A_ROW_MAX, type KafkaOptions } from './settings'

/** What a session tells the consumer that it works for. */
export interface SessionEvents {
  onJoin(partitionsByTopic: Readonly<Record<string, number[]>>): void
  onFetched(): void
  onBatch(payload: EachBatchPayload): Promise<void>
  /** The broker does not answer, or has not for so long that the client gave up: take another session. */
  onUnresponsive(): void
  /** The client has stopped and will not start again. */
  onCrash(error: Error): void
}

/** One member of the group, from join to leave, with the client's life cycle kept to itself. */
export class KafkaSession {
  private readonly consumer: Consumer
  private joined = false
  private closed = false
  private gaveUp = false
  private timeoutsInARow = 0

  constructor(
    options: KafkaOptions,
    private readonly group: string,
    private readonly events: SessionEvents,
  ) {
    const client = openClient(options, RETRY_PATIENTLY)
    // The client would start again as a new member of the group, and wait half a minute for the one that it was.
    const restartOnFailure = (): Promise<boolean> => {
      this.gaveUp = true
      return Promise.resolve(false)
    }
    this.consumer = client.consumer({ ...CONSUMER, groupId: group, retry: { ...RETRY_PATIENTLY, restartOnFailure } })
    this.listen()
  }

  /** Resolves when the client runs; joining may still be tried again. */
  async run(topics: readonly string[], concurrency: number): Promise<void> {
    await this.consumer.connect()
    // The default, latest, would open a gap; where a stored offset is known it is sought anyway.
    await this.consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (payload) => (this.closed ? Promise.resolve() : this.events.onBatch(payload)),
    })
  }

  // The client forgets pauses and seeks with every join and refuses them between two: the consumer repeats them then.
  seek({ topic, partition, next }: Reading): void {
    // Below the earliest record the broker answers "out of range", and the client goes to the earliest.
    if (this.joined) this.consumer.seek({ topic, partition, offset: String(next ?? 0n) })
  }
  pause({ topic, partition }: Reading): void {
    if (this.joined) this.consumer.pause([{ topic, partitions: [partition] }])
  }
  resume({ topic, partition }: Reading): void {
    if (this.joined) this.consumer.resume([{ topic, partitions: [partition] }])
  }

  /** Ends fetching, waits for running batches, leaves. May hang: see {@link discard}. */
  async close(): Promise<void> {
    this.closed = true
    await this.consumer.disconnect()
  }

  /** Leaves if it can, and does not wait for it. */
  discard(): void {
    this.joined = false
    void within(DISCONNECT_TIMEOUT_MS, `leaving ${this.group}`, this.close()).catch(() => undefined)
  }

  private listen(): void {
    const { events } = this.consumer
    this.consumer.on(events.GROUP_JOIN, ({ payload }) => {
      if (this.closed) return
      this.joined = true
      this.events.onJoin(payload.memberAssignment)
    })
    this.consumer.on(events.STOP, () => {
      this.joined = false
    })
    this.consumer.on(events.FETCH, () => {
      this.timeoutsInARow = 0
      this.events.onFetched()
    })
    this.consumer.on(events.REQUEST_TIMEOUT, () => {
      if (!this.closed && ++this.timeoutsInARow === TIMEOUTS_IN_A_ROW_MAX) this.events.onUnresponsive()
    })
    this.consumer.on(events.CRASH, ({ payload }) => {
      if (this.closed) return
      if (this.gaveUp) this.events.onUnresponsive()
      else this.events.onCrash(payload.error)
    })
  }
}
