import type { BatchMeasure } from '@filao/engine'
import { SpanKind, type Attributes } from '@opentelemetry/api'
import { Links } from '../telemetry/links'
import { openSpan } from '../telemetry/span'
import { isSampled, parseTraceparent } from '../telemetry/traceparent'

/** Commands of a batch that get a span of their own; a batch holds 500, of which few are sampled. */
const COMMANDS_MAX = 128

/**
 * Shows a batch that went on with sampled traces, after it was written: one root span for the batch, linked to them, and
 * in each of these traces a span for its command, linked to the batch. So who looks at a request sees what became of it
 * in every service, and who looks at a batch sees what it was for.
 */
export function traceBatch(service: string, partition: number, { inputs, events, milliseconds }: BatchMeasure): void {
  const sampled = inputs.filter(({ cause }) => isSampled(cause.traceparent)).slice(0, COMMANDS_MAX)
  if (sampled.length === 0) return
  const endTime = Date.now()
  const startTime = endTime - milliseconds
  const links = new Links()
  for (const { cause, command } of sampled) links.add(cause.traceparent, () => commandAttributes(command?.type))
  const batch = openSpan(`batch ${service}`, {
    startTime,
    links: links.all,
    attributes: { 'filao.partition': partition, 'filao.batch.commands': inputs.length, 'filao.batch.events': events },
  })
  const batchLink = { context: batch.spanContext() }
  for (const { cause, command, origin } of sampled) {
    const parent = parseTraceparent(cause.traceparent)
    if (parent === undefined) continue
    openSpan(`decide ${command?.type ?? 'unreadable command'}`, {
      parent,
      startTime,
      kind: origin.kind === 'link' ? SpanKind.CONSUMER : SpanKind.INTERNAL,
      links: [batchLink],
      attributes: { ...commandAttributes(command?.type), 'filao.partition': partition },
    }).end(endTime)
  }
  batch.end(endTime)
}

const commandAttributes = (type: string | undefined): Attributes => ({ 'filao.command': type ?? 'unreadable' })
