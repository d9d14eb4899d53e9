/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Where the time comes from. Rules never ask: the engine stamps each batch once. */
export interface Clock {
  now(): Instant
}

let last: { readonly instant: Instant; readonly text: string } = { instant: 0, text: '1970-01-01T00:00:00.000Z' }

/** RFC 3339 in UTC with milliseconds, the only form of time on the wire. */
export function toTimestamp(instant: Instant): string {
  // All rows of a batch carry the same time, in several columns each: it is written once.
  if (instant !== last.instant) last = { instant, text: new Date(instant).toISOString() }
  return last.text
}

/** Reads an RFC 3339 timestamp. Throws a RangeError when it is none. */
export function fromTimestamp(text: string): Instant {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) throw new RangeError(`not a timestamp: ${text}`)
  return instant
}
