import type { Bus, Chunk, ChunkResult, EventConsumer } from '@filao/bus'
import type { Message } from '@filao/contracts'
import { assert, type Clock, type Refusal } from '@filao/kernel'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { partitionOfCommand } from './command-intake'
import type { Companion } from './companion'
import type { EngineReporter } from './engine-reporter'
import { Forwarder, type CommandRequest } from './forwarder'
import { GroupOffsets } from './group-offsets'
import { failRequests, PartitionEngine } from './partition-engine'
import type { Answer, Incoming } from './incoming'
import { Ownership } from './ownership'
import type { PartitionListener } from './partition-listener'
import type { LogRow } from './partition-storage'
import { readPartitionFigures, type PartitionFigures } from './postgres/partition-figures'
import { BatchDatabase } from './postgres/batch-database'
import { PostgresOwnership } from './postgres/postgres-ownership'
import { PostgresPartitionStorage } from './postgres/postgres-partition-storage'
import { PostgresRelayLog } from './postgres/postgres-relay-log'
import { schemaName } from './postgres/schema-name'
import type { Projection } from './projection'
import { Projections } from './projections'
import { Relay, type LogHole } from './relay'
import type { ServiceDefinition } from './service-definition'
import type { Recorded, StateStore } from './state-store'
import { compareTail } from './tail'
import { TopicIntake } from './topic-intake'

const TICK_INTERVAL_MS = 1000
const STOP_DEADLINE_MS = 5000

export interface ServiceEngineParts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly store: StateStore<C, E, S>
  readonly projections: readonly Projection[]
  readonly companion?: Companion | undefined
  /** Least time between two answers of the broker, in milliseconds. See ConsumerOptions. */
  readonly gatheringMs?: number | undefined
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

/** One instance of a service: owns partitions, runs their engines, relay and projections, and takes commands. */
export class ServiceEngine<C extends Message, E extends Message, S, R extends Refusal> {
  readonly instance = randomUUID()
  /** Reads what the instance owns, once it is started with {@link topics} and {@link take}. */
  readonly consumer: EventConsumer
  private readonly engines = new Map<number, PartitionEngine<C, E, S, R>>()
  private readonly listeners = new Set<CommitListener<E>>()
  private readonly ownership: Ownership
  private readonly batches: BatchDatabase
  private readonly relay: Relay
  private readonly projections: Projections
  private readonly intake: TopicIntake<C, E, S, R>
  private readonly forwarder: Forwarder<C, E, S, R>
  private readonly groupOffsets: GroupOffsets
  private ticker: NodeJS.Timeout | undefined

  constructor(private readonly parts: ServiceEngineParts<C, E, S, R>) {
    const { definition, bus, clock, reporter, pool, partitions, projections, companion } = parts
    const { service } = definition
    const log = new PostgresRelayLog(pool, schemaName(service))
    this.batches = new BatchDatabase(schemaName(service), () => this.connect('batches'))
    this.forwarder = new Forwarder(parts)
    this.groupOffsets = new GroupOffsets({
      service,
      bus,
      failed: (error) => reporter.warn('the offsets for watchers of the lag could not be set', error),
    })
    this.relay = new Relay({
      service,
      log,
      connect: () => bus.publisher(),
      clock,
      failed: (error) => reporter.warn('relay: send failed, reading again from the checkpoint', error),
      halted: (partition, error: LogHole) => reporter.alarm('hole', `relay of partition ${partition} halted`, error),
    })
    this.projections = new Projections({ service, projections, pool, log, reporter })
    this.consumer = bus.consumer({
      group: `${service}-${this.instance}`,
      ...(companion && { concurrency: companion.topics.length }),
      ...(parts.gatheringMs !== undefined && { gatheringMs: parts.gatheringMs }),
      onFatal: (error) => {
        reporter.alarm('fatal', 'the consumer has stopped for ever', error)
        parts.onFatal(error)
      },
    })
    const { consumer, engines } = this
    this.intake = new TopicIntake({
      ...{ definition, consumer, projections: this.projections, companion, engines, clock, reporter },
    })
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

  /** What the consumer is to read: the service's commands, and the events that its projections follow. */
  get topics(): readonly string[] {
    return this.intake.topics
  }

  /** Takes a chunk of one of the topics. Throws what passes: the chunk then comes again. */
  take(chunk: Chunk): Promise<ChunkResult> {
    return this.intake.take(chunk)
  }

  /** Once the topics are read: compares every topic's tail with its log, then takes its share of the partitions. */
  async start(): Promise<void> {
    const { definition, bus, partitions, pool } = this.parts
    assert(this.consumer.health().state === 'running', 'an engine that owns a partition reads it')
    await compareTail({ service: definition.service, partitions, bus, db: pool })
    this.relay.start()
    await this.ownership.start()
    this.ticker = setInterval(() => this.tick(), TICK_INTERVAL_MS)
  }

  /** Once the topics are no longer read: drains the batches and the relay, gives the partitions to others. */
  async stop(): Promise<void> {
    clearInterval(this.ticker)
    for (const engine of this.engines.values()) failRequests(await engine.stop())
    await this.relay.stop(STOP_DEADLINE_MS)
    await this.projections.close()
    await this.ownership.stop()
    await Promise.all([this.batches.close(), this.forwarder.close(), this.groupOffsets.close()])
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
    yield* this.projections.positions(this.owned)
    const consumer = this.parts.definition.service
    for (const place of this.parts.companion?.positions() ?? []) yield { consumer, ...place }
  }

  /** How many sources of each consumer stand still because a position is missing or does not follow. */
  stopped(): ReadonlyMap<string, number> {
    return new Map([[this.parts.definition.service, this.intake.gaps], ...this.projections.stopped(this.owned)])
  }

  /** Names of the projections that follow the own log, and so come behind it. */
  get ownConsumers(): readonly string[] {
    return this.projections.ownConsumers
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
      // Each statement is prepared once and has one way to be run: planning a large one anew costs more than running it.
      // All look for rows by their keys: a plan made while a table was small would read the whole of it when it has grown.
      options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
    })
    // Before it connects: an error that nobody hears ends the process, and one may come before its user listens.
    client.on('error', (error: Error) => this.parts.reporter.warn(`connection for ${purpose} lost`, error))
    await client.connect()
    return client
  }

  private async gain(partition: number): Promise<void> {
    const { definition, store, partitions, clock } = this.parts
    const schema = schemaName(definition.service)
    const connect = (): Promise<pg.Client> => this.connect(`engine-${partition}`)
    const storage = new PostgresPartitionStorage<C, E, S>({
      ...{ schema, partition, instance: this.instance, store, connect, database: this.batches },
    })
    const listener = this.listener()
    const engine = new PartitionEngine<C, E, S, R>({ definition, partition, partitions, clock, storage, listener })
    await engine.open()
    await this.relay.own(partition, engine)
    await this.projections.own(partition, engine)
    this.engines.set(partition, engine)
    await this.intake.own(partition, engine)
    this.intake.readOwned()
  }

  private listener(): PartitionListener<C, E> {
    const { reporter } = this.parts
    return {
      committed: (from, rows, events) => this.committed(from, rows, events),
      gap: (from, gap) => this.intake.linkGap(from, gap),
      disowned: (from, queue) => void this.disowned(from, queue),
      failed: (from, { command, cause }, error) => {
        const what = `partition ${from}: ${command?.type ?? 'unreadable command'} was given up`
        reporter.alarm('parked', what, error, cause)
      },
      retried: (from, error) => reporter.warn(`partition ${from}: a batch was not written, and is tried again`, error),
      fenceLost: (from, outcome) => reporter.fenceLost(from, outcome),
      measured: (from, measure) => reporter.batch(from, measure),
    }
  }

  private async lose(partition: number): Promise<void> {
    const engine = this.engines.get(partition)
    this.engines.delete(partition)
    this.relay.disown(partition)
    this.projections.disown(partition)
    this.intake.readOwned()
    this.intake.disown(partition)
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

  private committed(partition: number, rows: readonly LogRow[], events: readonly Recorded<E>[]): void {
    this.relay.push(partition, rows)
    this.projections.push(partition, rows)
    for (const listener of this.listeners) listener(partition, events)
  }

  private tick(): void {
    const { reporter } = this.parts
    void this.groupOffsets.show([...this.intake.reached()])
    this.projections.wake()
    void this.projections.store()
    for (const engine of this.engines.values()) {
      engine.tick().catch((error: Error) => reporter.warn('timers', error))
    }
    this.intake.tick()
  }
}
