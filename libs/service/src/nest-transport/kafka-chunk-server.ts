import type { Chunk, ChunkResult, EventConsumer } from '@filao/bus'
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices'
import { isObservable, lastValueFrom } from 'rxjs'
import { FILAO_KAFKA, KafkaChunkContext } from './kafka-chunk'

/** Below `terminationGracePeriodSeconds`, with time left for the relay and the pool. */
const STOP_DEADLINE_MS = 15_000

export interface KafkaChunkServerOptions {
  readonly consumer: Pick<EventConsumer, 'start' | 'stop'>
  /** Called when these topics are read, before the application is told so: what hands out partitions waits for it. */
  readonly reading?: (topics: readonly string[]) => Promise<void>
  readonly stopDeadlineMs?: number
}

/**
 * Nest's place at the topics: handlers marked with `@KafkaChunk` get whole chunks, in order, one at a time for each
 * partition, and answer how far they came. Nest's own Kafka transport hands out single messages, parses what looks like
 * JSON, hides errors and loops on them for ever.
 */
export class KafkaChunkServer extends Server implements CustomTransportStrategy {
  override readonly transportId = FILAO_KAFKA
  override readonly propagatesEventHandlerErrors = true

  constructor(private readonly options: KafkaChunkServerOptions) {
    super()
  }

  /** Topics that have a handler. */
  get topics(): string[] {
    return [...this.getHandlers().keys()]
  }

  listen(callback: (error?: unknown) => void): void {
    this.read().then(
      () => callback(),
      (error: unknown) => callback(error),
    )
  }

  /** Lets the running chunks end. */
  close(): Promise<void> {
    return this.options.consumer.stop(this.options.stopDeadlineMs ?? STOP_DEADLINE_MS)
  }

  on(): never {
    throw new TypeError('this transport has no events; ask the consumer for its health')
  }

  unwrap<T>(): T {
    return this.options.consumer as T
  }

  private async read(): Promise<void> {
    const { topics } = this
    const { consumer, reading } = this.options
    if (topics.length > 0) await consumer.start(topics, (chunk, signal) => this.handle(chunk, signal))
    await reading?.(topics)
  }

  private async handle(chunk: Chunk, signal: AbortSignal): Promise<ChunkResult> {
    const handler = this.getHandlers().get(chunk.topic)
    if (handler === undefined) throw new TypeError(`nobody handles ${chunk.topic}`)
    const context = new KafkaChunkContext([chunk.topic, chunk.partition, chunk.highWatermark, signal])
    return run(handler, chunk, context)
  }
}

async function run(handler: MessageHandler, chunk: Chunk, context: KafkaChunkContext): Promise<ChunkResult> {
  const result: unknown = await handler(chunk, context)
  const answer: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result
  if (typeof (answer as ChunkResult | undefined)?.handled !== 'number') {
    throw new TypeError(`the handler of ${chunk.topic} did not say how many records it handled`)
  }
  return answer as ChunkResult
}
