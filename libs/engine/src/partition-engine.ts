import { type Clock, type Instant, type Refusal } from '@filao/kernel'
import type { Message } from '@filao/contracts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { BATCH_COMMANDS_MAX, CommandThrew, decideBatch, systemCause, type DecidedBatch, type LinkGap } from './batch'
import { Cursor, linkName } from './cursor'
import { AggregateParked, OutcomeUnknown, Overloaded, type Incoming } from './incoming'
import { WriteFailure, type LogRow, type PartitionStorage } from './partition-storage'
import { isPermanent } from './permanent'
import type { ServiceDefinition } from './service-definition'
import { isOversightCommand, Oversight } from './oversight/oversight'
import type { Recorded } from './state-store'
import { readParked, readTimer } from './stored-command'

/** Requests beyond this length of the queue are refused; linked commands beyond it pause their topic. */
export const QUEUE_LENGTH_MAX = 4000
/** Pause before a batch is tried again when the database does not answer. */
const RETRY_DELAY_MS_MIN = 50
const RETRY_DELAY_MS_MAX = 2000

/** What a partition tells the instance that runs it. */
export interface PartitionListener<C extends Message, E extends Message> {
  /** After each commit that appended events: the relay and whoever waits for a fact are woken. */
  committed(partition: number, rows: readonly LogRow[], events: readonly Recorded<E>[]): void
  /** A linked command is missing: the reader goes back to the offset that the partition stands at. */
  gap(partition: number, gap: LinkGap): void
  /** Another instance owns the partition. `queue` holds the commands that were not decided. */
  disowned(partition: number, queue: readonly Incoming<C>[]): void
  /** An input was given up for an operator to look at. Alarms. */
  failed(partition: number, incoming: Incoming<C>, error: Error): void
  /** A batch was not written, for a reason that may pass, and is tried again. */
  retried(partition: number, error: Error): void
  /** The log had moved: the batch is run again. Or another instance owns the partition: it is given up. */
  fenceLost(partition: number, outcome: 'moved' | 'disowned'): void
  /** For metrics and traces. */
  measured(partition: number, batch: BatchMeasure): void
}

export interface BatchMeasure {
  /** What was decided, in order. */
  readonly inputs: readonly Incoming[]
  readonly events: number
  readonly duplicates: number
  readonly milliseconds: number
  readonly refusals: readonly { readonly command: string; readonly code: string }[]
}

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
 * arrives meanwhile is the next one, so batches are small when idle and large when busy, with no timer to tune.
 */
export class PartitionEngine<C extends Message, E extends Message, S, R extends Refusal> {
  private queue: Incoming<C>[] = []
  private readonly memory = new Map<string, S>()
  private cursor = new Cursor()
  private unfinished: readonly string[] = []
  private running: Promise<void> | undefined
  private state: 'closed' | 'open' | 'stopping' = 'closed'
  private readonly timersInQueue = new Set<string>()
  /** The loop outlives what wakes it, and works for others too: it must not run in the trace of one request. */
  private readonly outsideOfRequests = AsyncLocalStorage.snapshot()
  private readonly stuck = new Set<string>()
  private readonly failedRedrives = new Set<string>()

  constructor(private readonly parts: Parts<C, E, S, R>) {}

  get partition(): number {
    return this.parts.partition
  }

  /** Position of the last committed event. */
  get position(): number {
    return this.cursor.position
  }

  /** Hash of the last committed event. */
  get hash(): Buffer {
    return this.cursor.hash
  }

  get queueLength(): number {
    return this.queue.length
  }

  /** Kafka offset of the commands topic from which this partition has not taken anything yet. */
  get nextOffset(): bigint | undefined {
    return this.cursor.nextOffset()
  }

  /** Sequence of the last linked command that was taken from a partition of another service. */
  linkedSequence(source: string, partition: number): number {
    return this.cursor.incoming.get(linkName(source, partition))?.sequence ?? 0
  }

  /** State of an aggregate as it is in memory now; undefined when it is not resident. For reads, never to be changed. */
  peek(aggregate: string): S | undefined {
    return this.memory.get(aggregate)
  }

  /** The states in memory of the service's own aggregates. For reads, never to be changed. */
  get resident(): ReadonlyMap<string, S> {
    return new Map([...this.memory].filter(([, state]) => !(state instanceof Oversight)))
  }

  /** Takes the partition over: marks the owner in the fence, loads where the log stands and what is always resident. */
  async open(): Promise<void> {
    this.cursor = Cursor.at(await this.parts.storage.open(this.memory))
    this.state = 'open'
    this.unfinished = [...this.memory.keys()]
    this.wake()
  }

  /** Queues a command. Requests are refused by {@link Overloaded} when the queue is full or too much is in flight. */
  submit(incoming: Incoming<C>): void {
    if (this.state !== 'open') throw new Overloaded('the partition is moving to another instance')
    if (incoming.origin.kind === 'request') {
      const { admits } = this.parts.definition
      if (this.queue.length >= QUEUE_LENGTH_MAX || (admits && !admits(this.memory.values())))
        throw new Overloaded('too much is in flight')
    }
    this.queue.push(incoming)
    this.wake()
  }

  /** Queues what is due: timers, and what the states in memory say by themselves. */
  async tick(): Promise<void> {
    if (this.state !== 'open') return
    const { definition, storage, clock } = this.parts
    const now = clock.now()
    for (const timer of await storage.dueTimers(now, BATCH_COMMANDS_MAX)) {
      if (this.timersInQueue.has(timer.id)) continue
      this.timersInQueue.add(timer.id)
      this.queue.push(readTimer(timer, definition))
    }
    this.queueOverdue(now)
    this.wake()
  }

  /** Queues the parked inputs of an aggregate, in order. Gives how many there are. */
  async redrive(aggregate: string): Promise<number> {
    const { storage, definition } = this.parts
    const rows = await storage.parkedOf(aggregate, BATCH_COMMANDS_MAX)
    this.failedRedrives.delete(aggregate)
    if (this.stuck.delete(aggregate)) this.unfinished = [...this.unfinished, aggregate]
    for (const row of rows) this.queue.push(readParked(row, definition))
    this.wake()
    return rows.length
  }

  /** Stops after the running batch. Gives back what was not decided. */
  async stop(): Promise<readonly Incoming<C>[]> {
    this.state = 'stopping'
    await this.running
    const rest = this.queue
    this.queue = []
    this.state = 'closed'
    await this.parts.storage.close()
    return rest
  }

  private queueOverdue(now: Instant): void {
    const { rules, service } = this.parts.definition
    if (!rules.overdue) return
    for (const [aggregate, state] of this.memory) {
      for (const command of rules.overdue(state, now)) {
        this.queue.push({ command, subject: aggregate, cause: systemCause(service), origin: { kind: 'state' } })
      }
    }
  }

  private wake(): void {
    if (this.running || this.state !== 'open') return
    // The turn of the event loop that brought this command may bring more: they share its batch.
    this.running = this.outsideOfRequests(() =>
      new Promise<void>((resolve) => setImmediate(resolve))
        .then(() => this.loop())
        .finally(() => {
          this.running = undefined
          if (this.queue.length > 0 || this.unfinished.length > 0) this.wake()
        }),
    )
  }

  private async loop(): Promise<void> {
    while (this.state === 'open' && (this.queue.length > 0 || this.unfinished.length > 0)) {
      const items = this.queue.length <= BATCH_COMMANDS_MAX ? this.queue : this.queue.slice(0, BATCH_COMMANDS_MAX)
      this.queue = items === this.queue ? [] : this.queue.slice(items.length)
      const taken = await this.run(items)
      if (taken < items.length) this.queue = items.slice(taken).concat(this.queue)
    }
  }

  /** Decides and writes one batch, however often it takes. Gives how many of the commands are done with. */
  private async run(items: readonly Incoming<C>[]): Promise<number> {
    const throws = new Map<Incoming<C> | string, number>()
    const condemned = new Map<Incoming<C>, Error>()
    let limit = items.length
    for (let attempt = 0; ; attempt += 1) {
      const batch = limit === items.length ? items : items.slice(0, limit)
      try {
        const outcome = await this.attempt(batch, condemned)
        if (outcome !== 'moved') return outcome
        this.parts.listener.fenceLost(this.partition, 'moved')
        if (!(await this.reload())) return this.stepDown(items)
      } catch (error) {
        const again = await this.recover(error, { throws, condemned, items: batch, attempt })
        if (again === 'disowned') return this.stepDown(items)
        if (again === 'dropped') return 1
        if (again === 'one') limit = 1
      }
    }
  }

  private async attempt(
    items: readonly Incoming<C>[],
    condemned: ReadonlyMap<Incoming<C>, Error>,
  ): Promise<number | 'moved'> {
    const started = performance.now()
    const { definition, partition, partitions, storage, clock } = this.parts
    const { outcomes, claims } = await this.lookUp(items, condemned)
    const commands = items.flatMap((incoming) =>
      incoming.command && !condemned.has(incoming) ? [incoming.command] : [],
    )
    await storage.load(commands, this.memory)
    const batch = decideBatch({
      definition,
      partition,
      partitions,
      cursor: this.cursor,
      memory: this.memory,
      outcomes,
      claims,
      items,
      unfinished: this.unfinished,
      condemned,
      stuck: this.stuck,
      failedRedrives: this.failedRedrives,
      now: clock.now(),
    })
    const result = await storage.write(batch.write, this.memory)
    if (result === 'disowned') throw new Disowned()
    if (result === 'moved') return 'moved'
    this.commit(batch)
    for (const { incoming, error } of batch.failed)
      this.parts.listener.failed(partition, incoming as Incoming<C>, error)
    this.parts.listener.measured(partition, {
      inputs: batch.taken === items.length ? items : items.slice(0, batch.taken),
      events: batch.write.events.length,
      duplicates: batch.duplicates,
      milliseconds: performance.now() - started,
      refusals: batch.refusals,
    })
    // A timer that failed is not queued again before the next start, which brings the mended code.
    const failed = new Set<Incoming>(batch.failed.map(({ incoming }) => incoming))
    for (const incoming of items.slice(0, batch.taken)) {
      if (incoming.origin.kind === 'timer' && !failed.has(incoming)) this.timersInQueue.delete(incoming.origin.timerId)
    }
    return batch.taken
  }

  private async lookUp(
    items: readonly Incoming<C>[],
    condemned: ReadonlyMap<Incoming<C>, Error>,
  ): ReturnType<PartitionStorage<C, E, S>['lookUp']> {
    const { definition, storage } = this.parts
    const commandIds: string[] = []
    const claims: { scope: string; value: string }[] = []
    const persons = new Set<string>()
    for (const incoming of items) {
      const { command, origin } = incoming
      if (origin.kind === 'request') commandIds.push(origin.commandId)
      if (!command || condemned.has(incoming)) continue
      claims.push(...this.claimsOf(incoming, command))
      // What governs the service is about nobody.
      if (definition.sealer && !isOversightCommand(command))
        persons.add(definition.commands.of(command.type).keyOf(command))
    }
    if (definition.sealer && persons.size > 0) await definition.sealer.ready([...persons])
    if (commandIds.length === 0 && claims.length === 0) return { outcomes: new Map(), claims: [] }
    return storage.lookUp({ commandIds, claims })
  }

  private claimsOf(incoming: Incoming<C>, command: C): readonly { scope: string; value: string }[] {
    try {
      return this.parts.definition.rules.claims?.(command) ?? []
    } catch (error) {
      throw new CommandThrew(incoming, error)
    }
  }

  private commit(batch: DecidedBatch<E>): void {
    const { write } = batch
    this.cursor.position = write.head.position
    this.cursor.hash = write.head.hash
    this.cursor.lastTime = write.head.lastTime
    for (const link of write.incomingLinks) this.cursor.incoming.set(`${link.service}/${link.partition}`, link)
    for (const link of write.outgoingLinks) this.cursor.outgoing.set(`${link.service}/${link.partition}`, link)
    for (const { aggregate } of write.parked)
      this.cursor.parked.set(aggregate, (this.cursor.parked.get(aggregate) ?? 0) + 1)
    for (const { aggregate } of write.unparked) this.unpark(aggregate)
    this.unfinished = batch.unfinished
    for (const aggregate of batch.failedRedrives) this.failedRedrives.add(aggregate)
    const { listener, partition, storage } = this.parts
    if (write.rows.length > 0) listener.committed(partition, write.rows, write.events)
    for (const { origin, answer } of batch.answers) origin.answer(answer)
    for (const origin of batch.refusedAsParked) origin.fail(new AggregateParked('this waits for an operator'))
    for (const gap of batch.gaps) listener.gap(partition, gap)
    storage.forget(this.memory, write.events)
  }

  private unpark(aggregate: string): void {
    const left = (this.cursor.parked.get(aggregate) ?? 1) - 1
    if (left === 0) this.cursor.parked.delete(aggregate)
    else this.cursor.parked.set(aggregate, left)
  }

  /**
   * What to do after a failed attempt. The memory is gone in any case: a rule may have changed a mutable state half, and
   * a book is never undone. A command is blamed only when it throws, or breaks a constraint alone, on fresh memory.
   */
  private async recover(
    error: unknown,
    run: {
      throws: Map<Incoming<C> | string, number>
      condemned: Map<Incoming<C>, Error>
      items: readonly Incoming<C>[]
      attempt: number
    },
  ): Promise<'same' | 'one' | 'dropped' | 'disowned'> {
    if (error instanceof Disowned) return 'disowned'
    const cause = asError(error instanceof WriteFailure || error instanceof CommandThrew ? error.cause : error)
    let next: 'same' | 'one' | 'dropped' = 'same'
    if (error instanceof CommandThrew) this.blame(error.incoming as Incoming<C>, cause, run)
    else if (error instanceof WriteFailure ? error.reason === 'constraint' : isPermanent(error)) {
      next = this.judge(cause, run)
    } else if (error instanceof WriteFailure && error.reason === 'conflict') {
      // A taken id or claim is found by the next look-up.
      next = 'one'
    } else {
      this.parts.listener.retried(this.partition, cause)
      await delay(Math.min(RETRY_DELAY_MS_MIN * 2 ** run.attempt, RETRY_DELAY_MS_MAX))
    }
    for (;;) {
      try {
        return (await this.reload()) ? next : 'disowned'
      } catch (failure) {
        if (this.state !== 'open') return 'disowned'
        this.parts.listener.retried(this.partition, asError(failure))
        await delay(RETRY_DELAY_MS_MAX)
      }
    }
  }

  /** A rule threw. Twice, the second time on fresh memory, is the command's own fault, or that of the large work. */
  private blame(
    incoming: Incoming<C>,
    cause: Error,
    { throws, condemned }: { throws: Map<Incoming<C> | string, number>; condemned: Map<Incoming<C>, Error> },
  ): void {
    const isLargeWork = incoming.command === undefined && incoming.origin.kind === 'state'
    const name = isLargeWork ? incoming.subject : incoming
    const count = (throws.get(name) ?? 0) + 1
    throws.set(name, count)
    if (count === 1) return
    if (isLargeWork) this.stick(incoming.subject, cause)
    else condemned.set(incoming, cause)
  }

  /**
   * The data of a batch are wrong. Alone, a command is given up; what cannot even be given up is dropped, or nothing
   * would ever come after it. Where a large work goes on in the same batch, it may be that which is wrong.
   */
  private judge(
    cause: Error,
    { items, condemned }: { items: readonly Incoming<C>[]; condemned: Map<Incoming<C>, Error> },
  ): 'one' | 'dropped' {
    const only = items.length === 1 ? items[0] : undefined
    if (only && !condemned.has(only)) condemned.set(only, cause)
    else if (items.length <= 1) {
      const { rules } = this.parts.definition
      const atWork = this.unfinished.filter((aggregate) => {
        const state = this.memory.get(aggregate)
        return state !== undefined && rules.continuation?.(state) !== undefined
      })
      for (const aggregate of atWork) this.stick(aggregate, cause)
      if (only && atWork.length === 0) {
        this.parts.listener.failed(this.partition, only, cause)
        if (only.origin.kind === 'request') only.origin.fail(cause)
        return 'dropped'
      }
      if (!only && atWork.length === 0) this.unfinished = []
    }
    return 'one'
  }

  private stick(aggregate: string, cause: Error): void {
    this.stuck.add(aggregate)
    const origin = { kind: 'state' } as const
    const incoming = {
      command: undefined,
      subject: aggregate,
      cause: systemCause(this.parts.definition.service),
      origin,
    }
    this.parts.listener.failed(this.partition, incoming, cause)
  }

  private async reload(): Promise<boolean> {
    this.memory.clear()
    const head = await this.parts.storage.reopen(this.memory)
    if (!head) return false
    this.cursor = Cursor.at(head)
    this.unfinished = [...this.memory.keys()]
    return true
  }

  private stepDown(items: readonly Incoming<C>[]): number {
    this.state = 'stopping'
    const rest = [...items, ...this.queue]
    this.queue = []
    this.unfinished = []
    this.memory.clear()
    this.parts.listener.fenceLost(this.partition, 'disowned')
    this.parts.listener.disowned(this.parts.partition, rest)
    return items.length
  }
}

/** Ends a queue that nobody will decide here: the callers ask again with the same id. */
export function failRequests(queue: readonly Incoming[]): void {
  for (const { origin } of queue)
    if (origin.kind === 'request') origin.fail(new OutcomeUnknown('the service is stopping'))
}

class Disowned extends Error {}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
const delay = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
