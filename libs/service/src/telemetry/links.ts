import { TraceFlags, type Attributes, type Link } from '@opentelemetry/api'
import { isSampled, parseTraceparent } from './traceparent'

/** More would not be kept: it is the limit of OpenTelemetry's SDKs. */
const LINKS_MAX = 128

/** Collects links to the sampled traces that a span goes on with. */
export class Links {
  readonly all: Link[] = []

  /** Adds a link, unless the trace is not sampled or there are enough. `attributes` is asked only then. */
  add(traceparent: string | undefined, attributes: () => Attributes): void {
    if (!isSampled(traceparent) || this.all.length >= LINKS_MAX) return
    const trace = parseTraceparent(traceparent)
    if (trace === undefined) return
    const { traceId, spanId } = trace
    this.all.push({
      context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true },
      attributes: attributes(),
    })
  }
}
