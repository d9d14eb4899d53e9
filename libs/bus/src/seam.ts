/** A record to publish. The partition is always explicit: a client that chooses it chooses anew on every retry. */
export interface OutRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer | string
  readonly value: Buffer | string
  /** No member may be undefined. */
  readonly headers: Readonly<Record<string, string>>
}

/** A record as it was read. Buffers are views of a whole network response: copy what is kept for long. */
export interface InRecord {
  readonly offset: bigint
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** First value of each header. A header without a value is absent. */
  readonly headers: ReadonlyMap<string, Buffer>
  /** Names of the headers that stand more than once. */
  readonly repeatedHeaders?: readonly string[] | undefined
  /** Milliseconds since 1970, as the sender's clock had it. */
  readonly timestamp: bigint
}

/** Consecutive records of one partition, never empty. */
export interface Chunk {
  readonly topic: string
  readonly partition: number
  /** The offset that the next published record will get: caught up when the last record is just below it. */
  readonly highWatermark: bigint
  readonly records: readonly InRecord[]
}

/** Why a partition of a topic is no longer read, until it is rewound or gained again. */
export type StopReason = 'gap' | 'settlement'

/** `handled` counts from the start of the chunk; what was not handled is delivered again. */
export interface ChunkResult {
  readonly handled: number
  readonly stop?: { readonly reason: StopReason }
}

/**
 * Handles a chunk. Throwing anything means: transient, deliver the chunk again after a back-off; what is permanent is
 * parked by the handler. The signal aborts when the partition is lost, rewound, or the deadline of a stop has passed.
 * One chunk at a time per partition of a topic, different ones side by side. To be done within a second.
 */
export type OnChunk = (chunk: Chunk, signal: AbortSignal) => Promise<ChunkResult>

/** Sends records. One send is in flight at a time; further calls wait their turn. */
export interface EventPublisher {
  /**
   * All or throw. Resolves when every replica in sync has every record. A throw means that some, all or none are
   * written, and that this publisher is dead: close it, take a new one, read again from the checkpoint.
   * Broker limit: 1 MiB for all records of one partition together.
   */
  publish(batch: readonly OutRecord[]): Promise<void>
  close(): Promise<void>
}

/** Where the consumer should read next; undefined for the earliest record that there is. */
export type NextOffset = (topic: string, partition: number) => bigint | undefined

/**
 * Reads the partitions that this instance owns, of all topics. It is alone in its group, so it is given every
 * partition and pauses those that it does not own. Delivery is at least once.
 */
export interface EventConsumer {
  /** Resolves when joined. Nothing is delivered before partitions are owned. Throws when a topic does not exist. */
  start(topics: readonly string[], onChunk: OnChunk): Promise<void>
  /**
   * Owns exactly these partitions of every topic. `offsets` is asked for each partition that is gained, also for one
   * that only comes to exist later. Losing a partition aborts its chunk; what that chunk answers is ignored.
   */
  own(partitions: ReadonlySet<number>, offsets: NextOffset): void
  /** Back-pressure: no further chunk until `resume`. Forgotten when the partition is lost. */
  pause(topic: string, partition: number): void
  resume(topic: string, partition: number): void
  /** Reads an owned partition again from this offset (undefined: from the earliest), also after a stop. */
  rewind(topic: string, partition: number, offset: bigint | undefined): void
  /** Lets running chunks end, aborts them at the deadline, leaves the group. */
  stop(deadlineMs: number): Promise<void>
  health(): ConsumerHealth
}

/** `failed` is for ever: the process should end. */
export type ConsumerState = 'idle' | 'joining' | 'running' | 'stopped' | 'failed'

/** A partition that does not move, and why. */
export interface Standstill {
  readonly topic: string
  readonly partition: number
}

export interface ConsumerHealth {
  readonly state: ConsumerState
  /** Milliseconds since 1970 when the consumer last came round to fetch; what stands still hangs. */
  readonly fetchedAt: number
  readonly stopped: readonly (Standstill & { readonly reason: StopReason })[]
  /** Partitions whose handler threw, until it succeeds. */
  readonly failing: readonly (Standstill & { readonly attempts: number; readonly error: string })[]
}

export interface ConsumerOptions {
  /** `<service>-<instance>-<boot>`: nobody else may use it. A connection that is made anew reads under a name behind it. */
  readonly group: string
  /** Called once when the consumer has stopped for ever. Readiness off, end the process. */
  readonly onFatal: (error: Error) => void
  /** Records in a chunk at most. Default 500. */
  readonly chunkRecordsMax?: number
  /** Partitions handled side by side. Default 4. */
  readonly concurrency?: number
  /**
   * Least time between two answers of the broker that bring something, in milliseconds: what is published meanwhile comes
   * together. What comes after silence comes at once. Default 0.
   */
  readonly gatheringMs?: number
}

/** A topic as it should be. */
export interface TopicSpec {
  readonly topic: string
  readonly partitions: number
  readonly replicationFactor: number
  readonly config: Readonly<Record<string, string>>
}

/** A place in a topic. */
export interface GroupOffset {
  readonly topic: string
  readonly partition: number
  /** The offset to read next. */
  readonly offset: bigint
}

/** What is asked of the cluster itself. */
export interface ClusterAdmin {
  /** Creates what is missing and adds missing partitions. Throws when a topic has more partitions than asked for. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>
  /** Throws {@link TopicsNotReady} unless every topic exists with exactly so many partitions. */
  verifyTopics(topics: readonly Pick<TopicSpec, 'topic' | 'partitions'>[]): Promise<void>
  /** The newest record; undefined when the partition holds none. */
  lastRecord(topic: string, partition: number): Promise<InRecord | undefined>
  /** Sets offsets of a group without members, for those who watch the lag. */
  setGroupOffsets(group: string, offsets: readonly GroupOffset[]): Promise<void>
  close(): Promise<void>
}

/** Where all of these come from. */
export interface Bus {
  /** Connects. Throws when no broker answers. */
  publisher(): Promise<EventPublisher>
  consumer(options: ConsumerOptions): EventConsumer
  /** Connects. Throws when no broker answers. */
  admin(): Promise<ClusterAdmin>
}

/** Thrown by every `publish` after the first that failed. */
export class PublisherDead extends Error {
  override readonly name = 'PublisherDead'
  constructor(cause: unknown) {
    super('this publisher is dead: a send before this one failed', { cause })
  }
}

/** The topics are not as the code expects them. */
export class TopicsNotReady extends Error {
  override readonly name = 'TopicsNotReady'
  constructor(readonly problems: readonly string[]) {
    super(`topics are not ready: ${problems.join('; ')}`)
  }
}

/** Where the bus tells what happens. */
export type BusLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  details: Readonly<Record<string, unknown>>,
) => void
