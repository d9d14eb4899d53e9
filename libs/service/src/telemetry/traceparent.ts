import { randomUUID } from 'node:crypto'

/** Where in which trace something happens (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** 16 lower-case hex digits. */
  readonly spanId: string
  readonly sampled: boolean
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** Reads a `traceparent` header. Anything but a valid one of version 00 is as good as none. */
export function parseTraceparent(text: unknown): TraceContext | undefined {
  if (typeof text !== 'string') return undefined
  const match = TRACEPARENT.exec(text)
  if (match === null) return undefined
  return { traceId: match[1]!, spanId: match[2]!, sampled: (parseInt(match[3]!, 16) & 1) === 1 }
}

/**
 * Whether a `traceparent` is sampled, which few are: told by its last digit, so that the others cost nothing. Its form is
 * not looked at.
 */
export const isSampled = (text: string | undefined): text is string =>
  text !== undefined && (parseInt(text.slice(-1), 16) & 1) === 1

/** Writes a `traceparent` header. */
export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/** A new trace. Node draws the randomness of UUIDs in advance, which makes them the cheapest random hex there is. */
export function newTrace(sampled: boolean): TraceContext {
  const one = randomUUID()
  const other = randomUUID()
  return { traceId: one.replaceAll('-', ''), spanId: other.slice(0, 8) + other.slice(24, 32), sampled }
}
