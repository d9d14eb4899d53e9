import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'

/** A row as JSON has it: names of columns, amounts and times as text, for JSON has neither a bigint nor a Date. */
export type JsonRow = Readonly<Record<string, unknown>>

/** A time as a row tells it. */
export const timestampOf = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : toTimestamp(instant)
/** A time that a row must have. */
export const instantOf = (value: unknown): Instant => fromTimestamp(value as string)
export const maybeInstant = (value: unknown): Instant | undefined => (value === null ? undefined : instantOf(value))
/** A value that a row may have; of what type, its caller knows. */
export const given = <T>(value: unknown): T | undefined => (value === null ? undefined : (value as T))
