import type { Span } from '@opentelemetry/api'
import type { Caller } from '../auth/caller'
import type { Problem } from '../problem/problem'

declare module 'fastify' {
  interface FastifyRequest {
    /** What goes into the headers of whatever this request causes; never empty. */
    traceparent: string
    /** The span of the request, where it is sampled. */
    span: Span | null
    /** Who asks; null on a public route. */
    caller: Caller | null
    /** The body as it came, for signatures. */
    rawBody: Buffer | null
    /** The problem it was answered with. */
    problem: Problem | null
    /** What went wrong behind a 500. Never shown. */
    failure: unknown
  }
}

export type { FastifyReply as Reply, FastifyRequest as Request } from 'fastify'
