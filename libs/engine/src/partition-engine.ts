import type { Message } from '@filao/contracts'
import type { Clock, Instant, Refusal } from '@filao/kernel'
import { AsyncLocalStorage } from 'node:async_hooks'
import { BATCH_COMMANDS_MAX, systemCause } from './batch'
import { BatchRunner } from './batch-runner'
import { linkName } from './cursor'
import { OutcomeUnknown, Overloaded, type Incoming } from './incoming'
import { Oversight } from './oversight/oversight'
import type { PartitionListener } from './partition-listener'
import type { PartitionStorage } from './partition-storage'
import type { ServiceDefinition } from './service-definition'
import { readParked, readTimer } from './stored-command'

/** Requests beyond this length of the queue are refused; linked commands beyond it pause their topic. */
export const QUEUE_LENGTH_MAX = 4000
/** How long commands that nobody waits for may be alone in the queue. */
const PATIENCE_MS = 50

interface Parts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly partition: number
  /** How many partitions every service has. */
  readonly partitions: number
  readonly storage: PartitionStorage<C, E, S>
  readonly clock: Clock
  readonly listener: PartitionListener<C, E>
}

/**
 * The loop that turns the queued commands of one partition into committed batches. At most one batch is in flight; what
 * arrives meanwhile is the next one, so batches are small when idle and large when busy. Only what nobody waits for is
 * held back for a moment when it is alone: most of it rides along with the next command.
 */
export class PartitionEngine<C extends Message, E extends Message, S, R extends Refusal> {
  private queue: Incoming<C>[] = []
  /** True when something in the queue is not to wait for others. */
  private hurries = false
  private patience: NodeJS.Timeout | undefined
  private readonly batches: BatchRunner<C, E, S, R>
  private running: Promise<void> | undefined
  private state: 'closed' | 'open' | 'stopping' = 'closed'
  private readonly timersInQueue = new Set<string>()
  /** The loop outlives what wakes it, and works for others too: it must not run in the trace of one request. */
  private readonly outsideOfRequests = AsyncLocalStorage.snapshot()

  constructor(private readonly parts: Parts<C, E, S, R>) {
    this.batches = new BatchRunner(parts)
  }

  get partition(): number {
    return this.parts.partition
  }

  /** Position of the last committed event. */
  get position(): number {
    return this.batches.cursor.position
  }

  /** Hash of the last committed event. */
  get hash(): Buffer {
    return this.batches.cursor.hash
  }

  get queueLength(): number {
    return this.queue.length
  }

  /** Kafka offset of the commands topic from which this partition has not taken anything yet. */
  get nextOffset(): bigint | undefined {
    return this.batches.cursor.nextOffset()
  }

  /** Sequence of the last linked command that was taken from a partition of another service. */
  linkedSequence(source: string, partition: number): number {
    return this.batches.cursor.incoming.get(linkName(source, partition))?.sequence ?? 0
  }

  /** State of an aggregate as it is in memory now; undefined when it is not resident. For reads, never to be changed. */
  peek(aggregate: string): S | undefined {
    return this.batches.memory.get(aggregate)
  }

  /** The states in memory of the service's own aggregates. For reads, never to be changed. */
  get resident(): ReadonlyMap<string, S> {
    return new Map([...this.batches.memory].filter(([, state]) => !(state instanceof Oversight)))
  }

  /** Takes the partition over: marks the owner in the fence, loads where the log stands and what is always resident. */
  async open(): Promise<void> {
    await this.batches.open()
    this.state = 'open'
    this.wake()
  }

  /** Queues a command. Requests are refused by {@link Overloaded} when the queue is full or too much is in flight. */
  submit(incoming: Incoming<C>): void {
    if (this.state !== 'open') throw new Overloaded('the partition is moving to another instance')
    if (incoming.origin.kind === 'request') {
      const { admits } = this.parts.definition
      if (this.queue.length >= QUEUE_LENGTH_MAX || (admits && !admits(this.batches.memory.values())))
        throw new Overloaded('too much is in flight')
    }
    this.queue.push(incoming)
    if (!this.isPatient(incoming) || this.queue.length >= BATCH_COMMANDS_MAX) this.wake()
    else if (!this.running) this.wait()
  }

  /** Queues what is due: timers, and what the states in memory say by themselves. */
  async tick(): Promise<void> {
    if (this.state !== 'open') return
    const now = this.parts.clock.now()
    if (this.batches.timersDueAt <= now) await this.queueTimers(now)
    this.queueOverdue(now)
    this.wake()
  }

  /** Queues the parked inputs of an aggregate, in order. Gives how many there are. */
  async redrive(aggregate: string): Promise<number> {
    const { storage, definition } = this.parts
    const rows = await storage.parkedOf(aggregate, BATCH_COMMANDS_MAX)
    this.batches.redrive(aggregate)
    for (const row of rows) this.queue.push(readParked(row, definition))
    this.wake()
    return rows.length
  }

  /** Stops after the running batch. Gives back what was not decided. */
  async stop(): Promise<readonly Incoming<C>[]> {
    this.state = 'stopping'
    clearTimeout(this.patience)
    this.batches.stop()
    await this.running
    const rest = this.queue
    this.queue = []
    this.state = 'closed'
    await this.parts.storage.close()
    return rest
  }

  /** Asks for the timers that are due, and when the next one is: until then there is nothing to ask for. */
  private async queueTimers(now: Instant): Promise<void> {
    const { batches } = this
    const { definition, storage } = this.parts
    // A batch that sets a timer meanwhile lowers it.
    batches.timersDueAt = Infinity
    try {
      const due = await storage.dueTimers(now, BATCH_COMMANDS_MAX)
      for (const timer of due) {
        if (this.timersInQueue.has(timer.id)) continue
        this.timersInQueue.add(timer.id)
        this.queue.push(readTimer(timer, definition))
      }
      const next = due.length < BATCH_COMMANDS_MAX ? await storage.nextTimer(now) : now
      batches.timersDueAt = Math.min(batches.timersDueAt, next ?? Infinity)
    } catch (error) {
      batches.timersDueAt = -Infinity
      throw error
    }
  }

  private queueOverdue(now: Instant): void {
    const { rules, service } = this.parts.definition
    if (!rules.overdue) return
    for (const [aggregate, state] of this.batches.memory) {
      for (const command of rules.overdue(state, now)) {
        this.queue.push({ command, subject: aggregate, cause: systemCause(service), origin: { kind: 'state' } })
      }
    }
  }

  private isPatient({ command, origin }: Incoming<C>): boolean {
    return origin.kind === 'link' && command !== undefined && this.parts.definition.isPatient?.(command) === true
  }

  private wait(): void {
    if (this.state !== 'open') return
    this.patience ??= setTimeout(() => {
      this.patience = undefined
      this.wake()
    }, PATIENCE_MS)
  }

  private wake(): void {
    this.hurries = true
    if (this.running || this.state !== 'open') return
    clearTimeout(this.patience)
    this.patience = undefined
    // The turn of the event loop that brought this command may bring more: they share its batch.
    this.running = this.outsideOfRequests(() =>
      new Promise<void>((resolve) => setImmediate(resolve))
        .then(() => this.loop())
        .finally(() => {
          this.running = undefined
          if (this.hasWork()) this.wake()
          else if (this.queue.length > 0) this.wait()
        }),
    )
  }

  private hasWork(): boolean {
    return (this.hurries && this.queue.length > 0) || this.batches.unfinished.length > 0
  }

  private async loop(): Promise<void> {
    while (this.state === 'open' && this.hasWork()) {
      const items = this.queue.length <= BATCH_COMMANDS_MAX ? this.queue : this.queue.slice(0, BATCH_COMMANDS_MAX)
      this.queue = items === this.queue ? [] : this.queue.slice(items.length)
      this.hurries = this.queue.length > 0
      const outcome = await this.batches.run(items)
      if (outcome === 'disowned') return this.stepDown(items)
      const { taken, failed } = outcome
      this.forgetTimers(items.slice(0, taken), failed)
      if (taken === items.length) continue
      this.queue = items.slice(taken).concat(this.queue)
      this.hurries = true
    }
  }

  /** A timer that failed is not queued again before the next start, which brings the mended code. */
  private forgetTimers(taken: readonly Incoming<C>[], failed: ReadonlySet<Incoming>): void {
    for (const incoming of taken) {
      if (incoming.origin.kind !== 'timer' || failed.has(incoming)) continue
      this.timersInQueue.delete(incoming.origin.timerId)
      // One whose aggregate is parked is still there.
      this.batches.timersDueAt = -Infinity
    }
  }

  private stepDown(items: readonly Incoming<C>[]): void {
    this.state = 'stopping'
    const rest = [...items, ...this.queue]
    this.queue = []
    this.batches.drop()
    this.parts.listener.fenceLost(this.partition, 'disowned')
    this.parts.listener.disowned(this.partition, rest)
  }
}

/** Ends a queue that nobody will decide here: the callers ask again with the same id. */
export function failRequests(queue: readonly Incoming[]): void {
  for (const { origin } of queue)
    if (origin.kind === 'request') origin.fail(new OutcomeUnknown('the service is stopping'))
}
