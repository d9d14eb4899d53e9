import { topicOf, type ServiceName } from '@filao/contracts'
import type pg from 'pg'
import { linkName } from './cursor'
import type { EngineReporter } from './engine-reporter'
import { LogFollower } from './log-follower'
import type { LogRow } from './partition-storage'
import { ForkedLog } from './permanent'
import { schemaName } from './postgres/schema-name'
import { assertFollowed, ProjectionRunner, type Projection } from './projection'
import type { GrowingLog, RelayLog } from './relay'

interface Parts {
  readonly service: ServiceName
  readonly projections: readonly Projection[]
  readonly pool: pg.Pool
  readonly log: Pick<RelayLog, 'read'>
  readonly reporter: EngineReporter
}

/**
 * The projections of a service: those of its own log, which follow it from memory or table, and those of the topics of
 * others, which the intake feeds. One that meets what it cannot take stands still until a restart, and nothing is skipped:
 * it decides nothing, so it can wait.
 */
export class Projections {
  /** Of other services' events. */
  readonly foreign: readonly ProjectionRunner[]
  private readonly all: readonly ProjectionRunner[]
  private readonly followers: readonly LogFollower[]
  /** Projections that stand still for ever, by name and partition. */
  private readonly still = new Set<string>()

  constructor(private readonly parts: Parts) {
    const { service, projections, pool, log, reporter } = parts
    projections.forEach((projection) => assertFollowed(service, projection))
    this.all = projections.map((projection) => {
      const runner: ProjectionRunner = new ProjectionRunner(pool, schemaName(service), projection, {
        failed: (error) => reporter.warn(`projection ${projection.consumer}`, error),
        stopped: (partition, error) => this.stop(runner, partition, error),
      })
      return runner
    })
    this.foreign = this.all.filter(({ source }) => source !== service)
    this.followers = this.all
      .filter(({ source }) => source === service)
      .map(
        (runner) =>
          new LogFollower(runner, log, {
            failed: (error) => reporter.warn(`follower ${runner.consumer}`, error),
            stopped: (partition, error) => this.stop(runner, partition, error),
          }),
      )
  }

  /** Topics of the services that are followed. */
  get topics(): readonly string[] {
    return [...new Set(this.foreign.map(({ source }) => topicOf(source, 'events')))]
  }

  /** Names of those that follow the own log, and so come behind it. */
  get ownConsumers(): readonly string[] {
    const { service } = this.parts
    return this.all.filter(({ source }) => source === service).map(({ consumer }) => consumer)
  }

  async own(partition: number, log: GrowingLog): Promise<void> {
    for (const follower of this.followers) await follower.own(partition, log)
  }

  disown(partition: number): void {
    for (const follower of this.followers) follower.disown(partition)
    for (const runner of this.foreign) runner.disown(partition)
  }

  push(partition: number, rows: readonly LogRow[]): void {
    for (const follower of this.followers) follower.push(partition, rows)
  }

  wake(): void {
    for (const follower of this.followers) follower.wake()
  }

  /** Stores how far the topics of others are read, with what has gathered. */
  async store(): Promise<void> {
    await Promise.all(
      this.foreign.map((runner) =>
        runner.store().catch((error: Error) => this.parts.reporter.warn(`projection ${runner.consumer}`, error)),
      ),
    )
  }

  async close(): Promise<void> {
    for (const follower of this.followers) follower.stop()
    await this.store()
  }

  standsStill({ consumer }: ProjectionRunner, partition: number): boolean {
    return this.still.has(linkName(consumer, partition))
  }

  /** What it has met will never be taken. */
  stop({ consumer }: ProjectionRunner, partition: number, error: Error): void {
    this.still.add(linkName(consumer, partition))
    const kind = error instanceof ForkedLog ? 'forked' : 'poison'
    this.parts.reporter.alarm(kind, `projection ${consumer}/${partition} stands still`, error)
  }

  /** Events are missing, and reading again has not brought them. */
  stopAtGap(runner: ProjectionRunner, partition: number): void {
    const { consumer } = runner
    this.still.add(linkName(consumer, partition))
    const after = runner.positionOf(partition)
    this.parts.reporter.alarm('gap', `projection ${consumer}/${partition} misses events after ${after}`)
  }

  /** Where each stands in these partitions. */
  *positions(
    partitions: readonly number[],
  ): Generator<{ readonly consumer: string; readonly source: string; readonly position: number }> {
    for (const runner of this.all) {
      const { consumer, source } = runner
      for (const partition of partitions) {
        yield { consumer, source: linkName(source, partition), position: runner.positionOf(partition) }
      }
    }
  }

  /** How many of these partitions each stands still in. */
  stopped(partitions: readonly number[]): ReadonlyMap<string, number> {
    const count = (runner: ProjectionRunner): number =>
      partitions.filter((partition) => this.standsStill(runner, partition)).length
    return new Map(this.all.map((runner) => [runner.consumer, count(runner)]))
  }
}
