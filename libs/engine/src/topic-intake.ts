import type { Chunk, ChunkResult, EventConsumer, GroupOffset } from '@filao/bus'
import { topicOf, type Message } from '@filao/contracts'
import type { Clock, Refusal } from '@filao/kernel'
import type { LinkGap } from './batch-links'
import { readCommands } from './command-intake'
import type { Companion } from './companion'
import type { EngineReporter } from './engine-reporter'
import { Gaps } from './gaps'
import { QUEUE_LENGTH_MAX, type PartitionEngine } from './partition-engine'
import { isPermanent } from './permanent'
import type { ProjectionRunner } from './projection'
import type { Projections } from './projections'
import type { ServiceDefinition } from './service-definition'

/** From where it stands, then from the earliest record; what is missing still is not there. */
const REWINDS_MAX = 2

interface Parts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly consumer: Pick<EventConsumer, 'own' | 'pause' | 'resume' | 'rewind'>
  readonly projections: Projections
  readonly companion: Companion | undefined
  /** The engines of the owned partitions. */
  readonly engines: ReadonlyMap<number, PartitionEngine<C, E, S, R>>
  readonly clock: Clock
  readonly reporter: EngineReporter
}

/**
 * What comes from Kafka: commands into the queues of the owned partitions, events of others into the projections. It says
 * from where each topic is read, lets it wait while a queue is full, and goes back where something is missing.
 */
export class TopicIntake<C extends Message, E extends Message, S, R extends Refusal> {
  private readonly commandsTopic: string
  private readonly offsets = new Map<string, bigint | undefined>()
  private readonly paused = new Set<number>()
  private readonly linkGaps = new Gaps()
  /** Where a link or a projection missed something last. Missing the same again is a gap that reading again does not fill. */
  private readonly missed = new Map<string, { readonly after: number; readonly rewinds: number }>()

  constructor(private readonly parts: Parts<C, E, S, R>) {
    this.commandsTopic = topicOf(parts.definition.service, 'commands')
  }

  /** Everything that the service reads. */
  get topics(): readonly string[] {
    const { projections, companion } = this.parts
    return [...new Set([this.commandsTopic, ...projections.topics, ...(companion?.topics ?? [])])]
  }

  /** Links in which a command is missing that reading again has not brought. */
  get gaps(): number {
    return this.linkGaps.count(this.parts.clock.now()) + (this.parts.companion?.gaps ?? 0)
  }

  /** Finds where to read the topics of a gained partition: behind what the log and the projections have taken. */
  async own(partition: number, engine: PartitionEngine<C, E, S, R>): Promise<void> {
    this.offsets.set(`${this.commandsTopic}/${partition}`, engine.nextOffset)
    const found = new Map<string, bigint | undefined>()
    for (const runner of this.parts.projections.foreign) {
      const key = `${topicOf(runner.source, 'events')}/${partition}`
      const next = await runner.own(partition)
      const known = found.get(key)
      // Several projections of one topic read from where the slowest stands; the others skip what they have.
      const slowest = found.has(key) && (known === undefined || next === undefined || known < next) ? known : next
      found.set(key, slowest)
    }
    for (const [key, offset] of found) this.offsets.set(key, offset)
    await this.parts.companion?.open(partition)
  }

  disown(partition: number): void {
    this.parts.companion?.close(partition)
  }

  /** Tells the consumer which partitions to read. */
  readOwned(): void {
    const { consumer, engines } = this.parts
    consumer.own(new Set(engines.keys()), (topic, partition) => this.startOffset(topic, partition))
  }

  /** Of those who read a topic, where the slowest stands; the others skip what they have. */
  private startOffset(topic: string, partition: number): bigint | undefined {
    const key = `${topic}/${partition}`
    const { companion } = this.parts
    if (!companion?.topics.includes(topic)) return this.offsets.get(key)
    const other = companion.startOffset(topic, partition)
    if (!this.offsets.has(key)) return other
    const own = this.offsets.get(key)
    return own === undefined || other === undefined ? undefined : own < other ? own : other
  }

  /** Takes a chunk whole: what cannot be taken is parked or alarms. Throws what passes: the chunk then comes again. */
  async take(chunk: Chunk): Promise<ChunkResult> {
    if (chunk.topic === this.commandsTopic) await this.takeCommands(chunk)
    else {
      const { foreign } = this.parts.projections
      for (const runner of foreign.filter(({ source }) => topicOf(source, 'events') === chunk.topic))
        await this.project(runner, chunk)
    }
    return this.takeAlong(chunk)
  }

  /** Goes on with what waited for a queue. */
  tick(): void {
    for (const [partition, engine] of this.parts.engines) {
      if (!this.paused.has(partition) || engine.queueLength >= QUEUE_LENGTH_MAX / 2) continue
      this.paused.delete(partition)
      this.parts.consumer.resume(this.commandsTopic, partition)
    }
  }

  /** A command of a link is missing: its topic is read again. */
  linkGap(partition: number, { expected, found, source, sourcePartition }: LinkGap): void {
    const { reporter, engines, clock, consumer } = this.parts
    const name = `link ${source}/${sourcePartition} to ${partition}`
    const reached = (): number => engines.get(partition)?.linkedSequence(source, sourcePartition) ?? expected
    this.linkGaps.note(name, { expected, reached }, clock.now())
    const message = `${name}: ${found} came where ${expected} was due`
    const rewinds = this.rewindsFor(name, expected - 1)
    if (rewinds > REWINDS_MAX) return reporter.alarm('gap', message)
    reporter.warn(`${message}; reading again`, new Error('gap'))
    // The second time from the earliest record: in a topic that was made anew the stored offset means nothing.
    const offset = rewinds === 1 ? engines.get(partition)?.nextOffset : undefined
    consumer.rewind(this.commandsTopic, partition, offset)
  }

  /** How far the topics are read in the owned partitions: of several projections of one topic, where the slowest stands. */
  *reached(): Generator<GroupOffset> {
    const { companion } = this.parts
    if (companion) yield* companion.reached()
    for (const [partition, engine] of this.parts.engines) {
      const commands = companion?.topics.includes(this.commandsTopic) ? undefined : engine.nextOffset
      if (commands !== undefined) yield { topic: this.commandsTopic, partition, offset: commands }
      for (const [source, runners] of Map.groupBy(this.parts.projections.foreign, (runner) => runner.source)) {
        const offsets = runners.flatMap((runner) => runner.nextOffset(partition) ?? [])
        const slowest = offsets.reduce((least, one) => (one < least ? one : least), offsets[0] ?? 0n)
        if (offsets.length > 0) yield { topic: topicOf(source, 'events'), partition, offset: slowest }
      }
    }
  }

  private async takeAlong(chunk: Chunk): Promise<ChunkResult> {
    const { companion, consumer } = this.parts
    if (!companion?.topics.includes(chunk.topic)) return { handled: chunk.records.length }
    const { rewind, ...result } = await companion.take(chunk)
    if (rewind) consumer.rewind(chunk.topic, chunk.partition, rewind.offset)
    return result
  }

  private async takeCommands(chunk: Chunk): Promise<void> {
    const { engines, definition, reporter, consumer } = this.parts
    const engine = engines.get(chunk.partition)
    if (!engine) return
    for (const incoming of await readCommands(definition, chunk)) {
      try {
        engine.submit(incoming)
      } catch (error) {
        // A forwarded request that finds the queue full stays unknown to whoever forwarded it, and is asked again.
        if (incoming.origin.kind === 'link')
          return reporter.warn('a linked command came while stopping', error as Error)
      }
    }
    if (engine.queueLength > QUEUE_LENGTH_MAX && !this.paused.has(chunk.partition)) {
      this.paused.add(chunk.partition)
      consumer.pause(chunk.topic, chunk.partition)
    }
  }

  private async project(runner: ProjectionRunner, chunk: Chunk): Promise<void> {
    const { projections } = this.parts
    if (projections.standsStill(runner, chunk.partition)) return
    const result = await runner.applyChunk(chunk).catch((error: Error) => error)
    if (result === 'gap') await this.projectionGap(runner, chunk)
    else if (result instanceof Error) {
      if (!isPermanent(result)) throw result
      projections.stop(runner, chunk.partition, result)
    }
  }

  private async projectionGap(runner: ProjectionRunner, { topic, partition }: Chunk): Promise<void> {
    const offset = await runner.own(partition)
    const rewinds = this.rewindsFor(`projection ${runner.consumer}/${partition}`, runner.positionOf(partition))
    if (rewinds > REWINDS_MAX) this.parts.projections.stopAtGap(runner, partition)
    else this.parts.consumer.rewind(topic, partition, rewinds === 1 ? offset : undefined)
  }

  /** How often what follows `after` has been missed in a row, this time included. */
  private rewindsFor(name: string, after: number): number {
    const last = this.missed.get(name)
    const rewinds = last?.after === after ? last.rewinds + 1 : 1
    this.missed.set(name, { after, rewinds })
    return rewinds
  }
}
