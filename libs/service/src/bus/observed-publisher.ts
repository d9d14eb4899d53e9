import type { EventPublisher, OutRecord } from '@filao/bus'
import { SpanKind, type Span } from '@opentelemetry/api'
import { counter, histogram } from '../telemetry/instruments'
import { Links } from '../telemetry/links'
import { failSpan, openSpan } from '../telemetry/span'

interface Share {
  messages: number
  readonly links: Links
}

/**
 * A publisher with a span for each topic of a send that goes on with a sampled trace. The headers are left as they are:
 * they carry the context of the command that caused the row, whoever publishes it and however often.
 */
export class ObservedPublisher implements EventPublisher {
  private readonly duration = histogram('messaging_client_operation_duration_seconds')
  private readonly sent = counter('messaging_client_sent_messages_total')

  constructor(
    private readonly publisher: EventPublisher,
    private readonly parts: { readonly tracing: boolean },
  ) {}

  async publish(batch: readonly OutRecord[]): Promise<void> {
    const began = performance.now()
    const shares = this.share(batch)
    const spans = this.open(shares)
    const attributes: Record<string, string> = { 'messaging.operation.name': 'send' }
    try {
      await this.publisher.publish(batch)
      for (const [topic, { messages }] of shares) this.sent.add(messages, { 'messaging.destination.name': topic })
    } catch (error) {
      attributes['error.type'] = error instanceof Error ? error.name : 'unknown'
      for (const span of spans) failSpan(span, error)
      throw error
    } finally {
      for (const span of spans) span.end()
      this.duration.record((performance.now() - began) / 1_000, attributes)
    }
  }

  close(): Promise<void> {
    return this.publisher.close()
  }

  private share(batch: readonly OutRecord[]): ReadonlyMap<string, Share> {
    const shares = new Map<string, Share>()
    for (const { topic, headers } of batch) {
      let share = shares.get(topic)
      if (share === undefined) shares.set(topic, (share = { messages: 0, links: new Links() }))
      share.messages += 1
      if (!this.parts.tracing) continue
      share.links.add(headers['traceparent'], () => ({
        'messaging.message.id': headers['ce_id'] ?? '',
        'cloudevents.event_type': headers['ce_type'] ?? '',
      }))
    }
    return shares
  }

  private open(shares: ReadonlyMap<string, Share>): readonly Span[] {
    const spans: Span[] = []
    for (const [topic, { messages, links }] of shares) {
      if (links.all.length === 0) continue
      spans.push(
        openSpan(`send ${topic}`, {
          kind: SpanKind.PRODUCER,
          links: links.all,
          attributes: {
            'messaging.system': 'kafka',
            'messaging.operation.name': 'send',
            'messaging.operation.type': 'send',
            'messaging.destination.name': topic,
            'messaging.batch.message_count': messages,
          },
        }),
      )
    }
    return spans
  }
}
