import type { Bus, Chunk, ChunkResult, EventConsumer } from '@filao/bus'
import { TOPICS } from '@filao/contracts'
import { Ownership, PostgresOwnership } from '@filao/engine'
import type { Log } from '@filao/service'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { AuditIntake } from './intake.consumer'

const STOP_DEADLINE_MS = 5000

/**
 * Reads every topic into the audit: the instance that owns a partition records that partition of all topics. The
 * positions decide what is recorded; ownership only keeps two instances from doing the same work.
 */
export class AuditRunner {
  private readonly ownership: Ownership
  private consumer: EventConsumer | undefined

  constructor(
    private readonly parts: {
      readonly intake: AuditIntake
      readonly bus: Bus
      readonly partitions: number
      readonly connectionString: string
      readonly log: Log
      /** Nothing is read any more, and never will be: the process has to end. */
      readonly onFatal: (error: Error) => void
    },
  ) {
    const { log, partitions, connectionString } = parts
    this.ownership = new Ownership({
      partitions,
      locks: new PostgresOwnership('audit', async () => {
        const client = new pg.Client({ connectionString, application_name: 'audit/ownership', keepAlive: true })
        // Before it connects: an error that nobody hears ends the process.
        client.on('error', (error) => log.warn({ error }, 'connection for ownership lost'))
        await client.connect()
        return client
      }),
      listener: {
        gain: async (partition) => {
          await parts.intake.open(partition)
          this.readOwned(partition)
        },
        lose: (partition) => {
          this.readOwned()
          parts.intake.close(partition)
          return Promise.resolve()
        },
        failed: (error) => log.warn({ error }, 'ownership'),
      },
    })
  }

  /** Partitions that this instance records now. */
  get owned(): readonly number[] {
    return [...this.ownership.partitions]
  }

  async start(): Promise<void> {
    const { bus, onFatal } = this.parts
    this.consumer = bus.consumer({
      group: `audit-${randomUUID()}`,
      onFatal,
      concurrency: TOPICS.length,
    })
    await this.consumer.start(
      TOPICS.map(({ topic }) => topic),
      (chunk) => this.take(chunk),
    )
    await this.ownership.start()
  }

  async stop(): Promise<void> {
    await this.consumer?.stop(STOP_DEADLINE_MS)
    await this.ownership.stop()
  }

  private readOwned(gained?: number): void {
    const owned = new Set(this.ownership.partitions)
    if (gained !== undefined) owned.add(gained)
    this.consumer?.own(owned, (topic, partition) => this.parts.intake.startOffset(topic, partition))
  }

  private async take(chunk: Chunk): Promise<ChunkResult> {
    const { rewind, ...result } = await this.parts.intake.apply(chunk)
    if (rewind) this.consumer?.rewind(chunk.topic, chunk.partition, rewind.offset)
    return result
  }
}
