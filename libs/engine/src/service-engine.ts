import type { Bus, Chunk, ChunkResult, EventConsumer, GroupOffset } from '@filao/bus'
import { topicOf, type Cause, type Message } from '@filao/contracts'
import type { Clock, Refusal } from '@filao/kernel'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { LinkGap } from './batch'
import { partitionOfCommand, readCommands } from './command-intake'
import { linkName } from './cursor'
import { Forwarder, type CommandRequest } from './forwarder'
import { Gaps } from './gaps'
import { GroupOffsets } from './group-offsets'
import { failRequests, PartitionEngine, QUEUE_LENGTH_MAX, type BatchMeasure } from './partition-engine'
import type { Answer, Incoming } from './incoming'
import { LogFollower } from './log-follower'
import { Ownership } from './ownership'
import type { LogRow } from './partition-storage'
import { readPartitionFigures, type PartitionFigures } from './postgres/partition-figures'
import { ForkedLog, isPermanent } from './permanent'
import { PostgresOwnership } from './postgres/postgres-ownership'
import { PostgresPartitionStorage } from './postgres/postgres-partition-storage'
import { PostgresRelayLog } from './postgres/postgres-relay-log'
import { schemaName } from './postgres/schema-name'
import { assertFollowed, ProjectionRunner, type Projection } from './projection'
import { Relay, type LogHole } from './relay'
import type { ServiceDefinition } from './service-definition'
import type { Recorded, StateStore } from './state-store'
import { compareTail } from './tail'

const TICK_INTERVAL_MS = 1000
const STOP_DEADLINE_MS = 5000
/** From where it stands, then from the earliest record; what is missing still is not there. */
const REWINDS_MAX = 2

/** What somebody has to look at. */
export const ALARM_KINDS = ['parked', 'poison', 'gap', 'hole', 'forked', 'fatal'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** What the engine reports; the service library turns it into logs and metrics. */
export interface EngineReporter {
  warn(message: string, error: Error): void
  /** Somebody has to look: a parked input, a gap, a hole, a forked log. `cause`: who asked for what failed. */
  alarm(kind: AlarmKind, message: string, error?: Error, cause?: Cause): void
  /** A batch found that the log had moved, or that the partition is another's. */
  fenceLost(partition: number, outcome: 'moved' | 'disowned'): void
  batch(partition: number, measure: BatchMeasure): void
}

export interface ServiceEngineParts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly store: StateStore<C, E, S>
  readonly projections: readonly Projection[]
  readonly bus: Bus
  /** Connection of the service's role. */
  readonly database: pg.ClientConfig
  readonly pool: pg.Pool
  readonly partitions: number
  readonly clock: Clock
  readonly reporter: EngineReporter
  /** The instance reads no more and never will: it has to end, so that another is started in its stead. */
  readonly onFatal: (error: Error) => void
}

type CommitListener<E extends Message> = (partition: number, events: readonly Recorded<E>[]) => void

/** One instance of a service: owns partitions, runs their engines, relay and consumers, and takes commands. */
export class ServiceEngine<C extends Message, E extends Message, S, R extends Refusal> {
  readonly instance = randomUUID()
  private readonly engines = new Map<number, PartitionEngine<C, E, S, R>>()
  private readonly listeners = new Set<CommitListener<E>>()
  private readonly ownership: Ownership
  private readonly relay: Relay
  private readonly relayLog: PostgresRelayLog
  private readonly projections: readonly ProjectionRunner[]
  private readonly runners: readonly ProjectionRunner[]
  private readonly followers: readonly LogFollower[]
  private consumer: EventConsumer | undefined
  private readonly forwarder: Forwarder<C, E, S, R>
  private readonly groupOffsets: GroupOffsets
  private readonly offsets = new Map<string, bigint | undefined>()
  private ticker: NodeJS.Timeout | undefined
  private readonly paused = new Set<number>()
  private readonly linkGaps = new Gaps()
  /** Projections that stand still for ever, by name and partition. */
  private readonly stuck = new Set<string>()
  /** Where a link or a projection missed something last. Missing the same again is a gap that reading again does not fill. */
  private readonly missed = new Map<string, { readonly after: number; rewinds: number }>()

  constructor(private readonly parts: ServiceEngineParts<C, E, S, R>) {
    const { definition, bus, clock, reporter, pool, partitions } = parts
    const { service } = definition
    this.relayLog = new PostgresRelayLog(pool, schemaName(service))
    this.forwarder = new Forwarder(parts)
    this.groupOffsets = new GroupOffsets({
      service,
      bus,
      failed: (error) => reporter.warn('the offsets for watchers of the lag could not be set', error),
    })
    this.relay = new Relay({
      service,
      log: this.relayLog,
      connect: () => bus.publisher(),
      clock,
      failed: (error) => reporter.warn('relay: send failed, reading again from the checkpoint', error),
      halted: (partition, error: LogHole) => reporter.alarm('hole', `relay of partition ${partition} halted`, error),
    })
    parts.projections.forEach((projection) => assertFollowed(service, projection))
    this.projections = parts.projections.map(
      (projection) => new ProjectionRunner(pool, schemaName(service), projection),
    )
    this.runners = this.projections.filter(({ source }) => source !== service)
    this.followers = this.projections
      .filter(({ source }) => source === service)
      .map(
        (runner) =>
          new LogFollower(runner, this.relayLog, {
            failed: (error) => reporter.warn(`follower ${runner.consumer}`, error),
            stopped: (partition, error) => this.projectionStopped(`${runner.consumer}/${partition}`, error),
          }),
      )
    this.ownership = new Ownership({
      partitions,
      locks: new PostgresOwnership(service, () => this.connect('ownership')),
      listener: {
        gain: (partition) => this.gain(partition),
        lose: (partition) => this.lose(partition),
        failed: (error) => reporter.warn('ownership', error),
      },
    })
  }

  /** Compares every topic's tail with its log, then takes its share of the partitions. */
  async start(): Promise<void> {
    const { definition, bus, partitions, pool } = this.parts
    await compareTail({ service: definition.service, partitions, bus, db: pool })
    this.consumer = bus.consumer({
      group: `${definition.service}-${this.instance}`,
      onFatal: (error) => {
        this.parts.reporter.alarm('fatal', 'the consumer has stopped for ever', error)
        this.parts.onFatal(error)
      },
    })
    const topics = [
      topicOf(definition.service, 'commands'),
      ...new Set(this.runners.map(({ source }) => topicOf(source, 'events'))),
    ]
    await this.consumer.start(topics, (chunk) => this.take(chunk))
    this.relay.start()
    await this.ownership.start()
    this.ticker = setInterval(() => this.tick(), TICK_INTERVAL_MS)
  }

  /** Stops intake, drains the batches and the relay, gives the partitions to others. */
  async stop(): Promise<void> {
    clearInterval(this.ticker)
    await this.consumer?.stop(STOP_DEADLINE_MS)
    for (const engine of this.engines.values()) failRequests(await engine.stop())
    await this.relay.stop(STOP_DEADLINE_MS)
    for (const follower of this.followers) follower.stop()
    await this.ownership.stop()
    await Promise.all([this.forwarder.close(), this.groupOffsets.close()])
  }

  /** Partitions that this instance runs now. */
  get owned(): readonly number[] {
    return [...this.engines.keys()]
  }

  /** Position and hash of each owned log, for whoever checks completeness. */
  async heads(): Promise<readonly { partition: number; position: number; hash: string }[]> {
    const { rows } = await this.parts.pool.query<{ partition: number; position: string; hash: string }>(
      `SELECT partition, position, encode(hash, 'hex') AS hash FROM ${schemaName(this.parts.definition.service)}.log_head ORDER BY partition`,
    )
    return rows.map(({ partition, position, hash }) => ({ partition, position: Number(position), hash }))
  }

  /** The engine of an owned partition, for reads of resident states. */
  engineOf(partition: number): PartitionEngine<C, E, S, R> | undefined {
    return this.engines.get(partition)
  }

  /** What the database knows of every partition, owned or not. */
  figures(): Promise<readonly PartitionFigures[]> {
    return readPartitionFigures(this.parts.pool, schemaName(this.parts.definition.service))
  }

  /** Where each projection stands in the partitions that are owned. */
  *followed(): Generator<{ readonly consumer: string; readonly source: string; readonly position: number }> {
    for (const runner of this.projections) {
      for (const partition of this.engines.keys()) {
        const { consumer, source } = runner
        yield { consumer, source: linkName(source, partition), position: runner.positionOf(partition) }
      }
    }
  }

  /** How many sources of each consumer stand still because a position is missing or does not follow. */
  stopped(): ReadonlyMap<string, number> {
    const { definition, clock } = this.parts
    const counts = new Map<string, number>([[definition.service, this.linkGaps.count(clock.now())]])
    for (const { consumer } of this.projections) {
      counts.set(consumer, this.owned.filter((partition) => this.stuck.has(`${consumer}/${partition}`)).length)
    }
    return counts
  }

  /** Names of the projections that follow the own log, and so come behind it. */
  get ownConsumers(): readonly string[] {
    const { projections, definition } = this.parts
    return projections.filter(({ source }) => source === definition.service).map(({ consumer }) => consumer)
  }

  /** Called after each commit with its events, in order. */
  onCommitted(listener: CommitListener<E>): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Has a command decided, here or by the instance that owns its partition. Throws Overloaded (nothing done),
   * AggregateParked, or OutcomeUnknown (the same id asked again tells).
   */
  submit(request: CommandRequest<C>): Promise<Answer<E>> {
    const { definition } = this.parts
    const command = definition.prepare ? definition.prepare(request.command) : request.command
    const engine = this.engines.get(partitionOfCommand(definition, command))
    if (!engine) return this.forwarder.forward({ ...request, command })
    return new Promise<Answer<E>>((resolve, reject) => {
      const { commandId, bodyHash, cause } = request
      const answer = resolve as (answer: Answer) => void
      engine.submit({
        command,
        subject: definition.commands.of(command.type).subjectOf(command),
        cause,
        origin: { kind: 'request', commandId, bodyHash, answer, fail: reject },
      })
    })
  }

  /** Tries the parked inputs of an aggregate again, in order, with their original ids. */
  async redrive(partition: number, aggregate: string): Promise<number> {
    const engine = this.engines.get(partition)
    if (!engine) throw new Error(`partition ${partition} is not here`)
    return engine.redrive(aggregate)
  }

  private async connect(purpose: string): Promise<pg.Client> {
    const { database, definition } = this.parts
    const client = new pg.Client({
      ...database,
      application_name: `${definition.service}/${this.instance.slice(0, 8)}/${purpose}`,
      keepAlive: true,
      connectionTimeoutMillis: 3000,
      // A stuck neighbour makes a batch fail, and be tried again, instead of holding it.
      lock_timeout: 3000,
      idle_in_transaction_session_timeout: 3000,
    })
    // Before it connects: an error that nobody hears ends the process, and one may come before its user listens.
    client.on('error', (error: Error) => this.parts.reporter.warn(`connection for ${purpose} lost`, error))
    await client.connect()
    return client
  }

  private async gain(partition: number): Promise<void> {
    const { definition, store, partitions, clock, reporter } = this.parts
    const engine = new PartitionEngine<C, E, S, R>({
      definition,
      partition,
      partitions,
      clock,
      storage: new PostgresPartitionStorage<C, E, S>({
        schema: schemaName(definition.service),
        partition,
        instance: this.instance,
        store,
        connect: () => this.connect(`engine-${partition}`),
      }),
      listener: {
        committed: (from, rows, events) => this.committed(from, rows, events),
        gap: (from, gap) => this.linkGap(from, gap),
        disowned: (from, queue) => void this.disowned(from, queue),
        failed: (from, incoming, error) =>
          reporter.alarm(
            'parked',
            `partition ${from}: ${incoming.command?.type ?? 'unreadable command'} was given up`,
            error,
            incoming.cause,
          ),
        retried: (from, error) =>
          reporter.warn(`partition ${from}: a batch was not written, and is tried again`, error),
        fenceLost: (from, outcome) => reporter.fenceLost(from, outcome),
        measured: (from, measure) => reporter.batch(from, measure),
      },
    })
    await engine.open()
    await this.relay.own(partition, engine)
    for (const follower of this.followers) await follower.own(partition, engine)
    this.engines.set(partition, engine)
    await this.findOffsets(partition, engine)
    this.readOwned()
  }

  private async lose(partition: number): Promise<void> {
    const engine = this.engines.get(partition)
    this.engines.delete(partition)
    this.relay.disown(partition)
    for (const follower of this.followers) follower.disown(partition)
    for (const runner of this.runners) runner.disown(partition)
    this.readOwned()
    if (engine) await this.sendOn(await engine.stop().catch(() => []))
  }

  private async disowned(partition: number, queue: readonly Incoming<C>[]): Promise<void> {
    await this.ownership.disowned(partition)
    await this.sendOn(queue)
  }

  /** Hands requests of a lost partition to its new owner. Linked commands it reads itself. */
  private async sendOn(queue: readonly Incoming<C>[]): Promise<void> {
    for (const { command, cause, origin } of queue) {
      if (origin.kind !== 'request' || !command) continue
      const { commandId, bodyHash } = origin
      this.forwarder
        .forward({ command, commandId, bodyHash, cause })
        .then((answer) => origin.answer(answer), origin.fail)
    }
  }

  /** Finds where to read the topics of a gained partition: behind what the log and the projections have taken. */
  private async findOffsets(partition: number, engine: PartitionEngine<C, E, S, R>): Promise<void> {
    this.offsets.set(`${topicOf(this.parts.definition.service, 'commands')}/${partition}`, engine.nextOffset)
    const found = new Map<string, bigint | undefined>()
    for (const runner of this.runners) {
      const key = `${topicOf(runner.source, 'events')}/${partition}`
      const next = await runner.own(partition)
      const known = found.get(key)
      // Several projections of one topic read from where the slowest stands; the others skip what they have.
      const slowest = found.has(key) && (known === undefined || next === undefined || known < next) ? known : next
      found.set(key, slowest)
    }
    for (const [key, offset] of found) this.offsets.set(key, offset)
  }

  /** Tells the consumer which partitions to read. */
  private readOwned(): void {
    this.consumer?.own(new Set(this.engines.keys()), (topic, partition) => this.offsets.get(`${topic}/${partition}`))
  }

  private async take(chunk: Chunk): Promise<ChunkResult> {
    const handled = { handled: chunk.records.length }
    if (chunk.topic === topicOf(this.parts.definition.service, 'commands')) {
      await this.takeCommands(chunk)
      return handled
    }
    for (const runner of this.runners) {
      if (topicOf(runner.source, 'events') !== chunk.topic) continue
      const name = `${runner.consumer}/${chunk.partition}`
      if (this.stuck.has(name)) continue
      const result = await runner.applyChunk(chunk).catch((error: Error) => error)
      if (result === 'gap') await this.projectionGap(runner, chunk)
      else if (result instanceof Error) {
        if (!isPermanent(result)) throw result
        this.projectionStopped(name, result)
      }
    }
    return handled
  }

  /** It decides nothing, so it can wait: nothing is skipped, and a restart with mended code or data goes on there. */
  private projectionStopped(name: string, error: Error): void {
    this.stuck.add(name)
    const kind = error instanceof ForkedLog ? 'forked' : 'poison'
    this.parts.reporter.alarm(kind, `projection ${name} stands still`, error)
  }

  private async takeCommands(chunk: Chunk): Promise<void> {
    const engine = this.engines.get(chunk.partition)
    if (!engine) return
    for (const incoming of await readCommands(this.parts.definition, chunk)) {
      try {
        engine.submit(incoming)
      } catch (error) {
        // A forwarded request that finds the queue full stays unknown to whoever forwarded it, and is asked again.
        if (incoming.origin.kind === 'link')
          return this.parts.reporter.warn('a linked command came while stopping', error as Error)
      }
    }
    if (engine.queueLength > QUEUE_LENGTH_MAX && !this.paused.has(chunk.partition)) {
      this.paused.add(chunk.partition)
      this.consumer?.pause(chunk.topic, chunk.partition)
    }
  }

  private linkGap(partition: number, gap: LinkGap): void {
    const { reporter, definition } = this.parts
    const { expected, source, sourcePartition } = gap
    const name = `link ${source}/${sourcePartition} to ${partition}`
    const reached = (): number => this.engines.get(partition)?.linkedSequence(source, sourcePartition) ?? expected
    this.linkGaps.note(name, { expected, reached }, this.parts.clock.now())
    const message = `${name}: ${gap.found} came where ${expected} was due`
    const rewinds = this.rewindsFor(name, expected - 1)
    if (rewinds > REWINDS_MAX) return reporter.alarm('gap', message)
    reporter.warn(`${message}; reading again`, new Error('gap'))
    // The second time from the earliest record: in a topic that was made anew the stored offset means nothing.
    const offset = rewinds === 1 ? this.engines.get(partition)?.nextOffset : undefined
    this.consumer?.rewind(topicOf(definition.service, 'commands'), partition, offset)
  }

  /** How often what follows `after` has been missed in a row, this time included. */
  private rewindsFor(name: string, after: number): number {
    const last = this.missed.get(name)
    const rewinds = last?.after === after ? last.rewinds + 1 : 1
    this.missed.set(name, { after, rewinds })
    return rewinds
  }

  private async projectionGap(runner: ProjectionRunner, chunk: Chunk): Promise<void> {
    const name = `${runner.consumer}/${chunk.partition}`
    const offset = await runner.own(chunk.partition)
    const after = runner.positionOf(chunk.partition)
    const rewinds = this.rewindsFor(`projection ${name}`, after)
    if (rewinds > REWINDS_MAX) {
      this.stuck.add(name)
      this.parts.reporter.alarm('gap', `projection ${name} misses events after ${after}`)
    } else this.consumer?.rewind(chunk.topic, chunk.partition, rewinds === 1 ? offset : undefined)
  }

  private committed(partition: number, rows: readonly LogRow[], events: readonly Recorded<E>[]): void {
    this.relay.push(partition, rows)
    for (const follower of this.followers) follower.push(partition, rows)
    for (const listener of this.listeners) listener(partition, events)
  }

  private tick(): void {
    const { definition, reporter } = this.parts
    void this.groupOffsets.show([...this.reached()])
    for (const follower of this.followers) follower.wake()
    for (const [partition, engine] of this.engines) {
      engine.tick().catch((error: Error) => reporter.warn('timers', error))
      if (this.paused.has(partition) && engine.queueLength < QUEUE_LENGTH_MAX / 2) {
        this.paused.delete(partition)
        this.consumer?.resume(topicOf(definition.service, 'commands'), partition)
      }
    }
  }

  /** How far the topics are read in the owned partitions: of several projections of one topic, where the slowest stands. */
  private *reached(): Generator<GroupOffset> {
    for (const [partition, engine] of this.engines) {
      const commands = engine.nextOffset
      if (commands !== undefined)
        yield { topic: topicOf(this.parts.definition.service, 'commands'), partition, offset: commands }
      for (const [source, runners] of Map.groupBy(this.runners, (runner) => runner.source)) {
        const offsets = runners.flatMap((runner) => runner.nextOffset(partition) ?? [])
        const slowest = offsets.reduce((least, one) => (one < least ? one : least), offsets[0] ?? 0n)
        if (offsets.length > 0) yield { topic: topicOf(source, 'events'), partition, offset: slowest }
      }
    }
  }
}
