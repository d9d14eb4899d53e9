import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import type { TraceContext } from './traceparent'

export interface SpanOptions {
  readonly attributes?: Attributes
  readonly kind?: SpanKind
  readonly links?: readonly Link[]
  /** Milliseconds since 1970, when it began earlier. */
  readonly startTime?: number
  /** The context of what caused it, where that is not the active span. Not sampled: no span. */
  readonly parent?: TraceContext | undefined
}

/** Names the library that opens a span; looked up late, because the provider may be set after this file is loaded. */
const tracer = (): Tracer => trace.getTracer('filao')

const remote = ({ traceId, spanId, sampled }: TraceContext): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  })

/** Opens a span below a remote one, or a root. Whether it is wanted has been decided; who opens it ends it. */
export const openSpan = (name: string, { parent, kind, attributes, links, startTime }: SpanOptions): Span =>
  tracer().startSpan(
    name,
    {
      kind: kind ?? SpanKind.INTERNAL,
      ...(attributes && { attributes }),
      ...(links && { links: [...links] }),
      ...(startTime !== undefined && { startTime }),
    },
    parent ? remote(parent) : ROOT_CONTEXT,
  )

/** Runs `work` with the span active, so that spans opened in it are its children. */
export const runInSpan = <T>(span: Span, work: () => T): T => context.with(trace.setSpan(ROOT_CONTEXT, span), work)

/** Marks a span as failed, by the name of the error: messages may hold values of clients. */
export function failSpan(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.name : 'unknown'
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR, message: type })
}

/** Where a span stands, to be sent along with what it causes. */
export function contextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }
}
