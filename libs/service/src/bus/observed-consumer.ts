import type { Chunk, ChunkResult, ConsumerHealth, EventConsumer, NextOffset, OnChunk } from '@filao/bus'
import { SpanKind, type Attributes, type Span } from '@opentelemetry/api'
import { counter, gauges, histogram } from '../telemetry/instruments'
import { Links } from '../telemetry/links'
import { failSpan, openSpan, runInSpan } from '../telemetry/span'
import { ReadingLag } from './reading-lag'

/**
 * A consumer with one root span for each chunk that goes on with a sampled trace: a span for each record would cost more
 * than the record. Only links tell which traces those are.
 */
export class ObservedConsumer implements EventConsumer {
  private readonly duration = histogram('messaging_process_duration_seconds')
  private readonly consumed = counter('messaging_client_consumed_messages_total')
  private readonly lag = new ReadingLag()
  private readonly places = new Map<string, Attributes>()

  constructor(
    private readonly reader: EventConsumer,
    private readonly parts: { readonly consumer: string; readonly group: string; readonly tracing: boolean },
  ) {
    gauges(['filao_consumer_lag_seconds'], (observe) => {
      for (const [source, seconds] of this.lag.seconds(Date.now())) {
        observe('filao_consumer_lag_seconds', seconds, { consumer: parts.consumer, source })
      }
    })
  }

  start(topics: readonly string[], onChunk: OnChunk): Promise<void> {
    this.lag.topics = topics
    return this.reader.start(topics, (chunk, signal) => this.process(chunk, () => onChunk(chunk, signal)))
  }
  own(partitions: ReadonlySet<number>, offsets: NextOffset): void {
    this.lag.own(partitions)
    this.reader.own(partitions, offsets)
  }
  pause(topic: string, partition: number): void {
    this.reader.pause(topic, partition)
  }
  resume(topic: string, partition: number): void {
    this.reader.resume(topic, partition)
  }
  rewind(topic: string, partition: number, offset: bigint | undefined): void {
    this.reader.rewind(topic, partition, offset)
  }
  stop(deadlineMs: number): Promise<void> {
    return this.reader.stop(deadlineMs)
  }
  health(): ConsumerHealth {
    return this.reader.health()
  }

  private async process(chunk: Chunk, handle: () => Promise<ChunkResult>): Promise<ChunkResult> {
    const began = performance.now()
    const span = this.parts.tracing ? this.open(chunk) : undefined
    const attributes: Record<string, string> = { 'messaging.destination.name': chunk.topic }
    this.lag.arrived(chunk)
    try {
      const result = await (span === undefined ? handle() : runInSpan(span, handle))
      this.lag.handled(chunk, result.handled)
      this.consumed.add(result.handled, this.placeOf(chunk))
      return result
    } catch (error) {
      attributes['error.type'] = error instanceof Error ? error.name : 'unknown'
      if (span) failSpan(span, error)
      throw error
    } finally {
      span?.end()
      this.duration.record((performance.now() - began) / 1_000, attributes)
    }
  }

  private open({ topic, partition, records }: Chunk): Span | undefined {
    const links = new Links()
    for (const { headers } of records) {
      const traceparent = headers.get('traceparent')
      // The last byte says whether it is sampled; only then the header is made a string.
      if (traceparent === undefined || traceparent.at(-1) === ZERO) continue
      links.add(traceparent.toString('latin1'), () => ({
        'messaging.message.id': headers.get('ce_id')?.toString() ?? '',
        'cloudevents.event_type': headers.get('ce_type')?.toString() ?? '',
      }))
    }
    if (links.all.length === 0) return undefined
    return openSpan(`process ${topic}`, {
      kind: SpanKind.CONSUMER,
      links: links.all,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic,
        'messaging.destination.partition.id': String(partition),
        'messaging.consumer.group.name': this.parts.group,
        'messaging.kafka.offset': String(records[0]?.offset ?? ''),
        'messaging.batch.message_count': records.length,
      },
    })
  }

  /** Made once: their number is bounded by topics and partitions. */
  private placeOf({ topic, partition }: Chunk): Attributes {
    const key = `${topic}/${partition}`
    let place = this.places.get(key)
    if (place === undefined) {
      place = { 'messaging.destination.name': topic, 'messaging.destination.partition.id': String(partition) }
      this.places.set(key, place)
    }
    return place
  }
}

const ZERO = '0'.charCodeAt(0)
