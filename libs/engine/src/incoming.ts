import type { Cause } from '@filao/contracts'
import type { Command, Event, Refusal } from '@filao/kernel'
import type { Recorded } from './state-store'

/** What the caller of a command is told. */
export type Answer<E extends Event = Event> =
  | {
      readonly kind: 'done'
      readonly partition: number
      /** Position of the last event of the command; of the log before it when the command changed nothing. */
      readonly position: number
      /** What the first command of this id was about: the id of the order, the reservation … */
      readonly subject: string
      /** True when the command had been decided before and this is its stored answer. */
      readonly replayed: boolean
      /** The command's events. Empty for a replay and for a command that changed nothing. */
      readonly events: readonly Recorded<E>[]
    }
  | { readonly kind: 'refused'; readonly partition: number; readonly refusal: Refusal; readonly replayed: boolean }
  /** The code threw. The outcome is stored, so that a repetition gets the same answer; an alarm has been raised. */
  | { readonly kind: 'failed'; readonly partition: number; readonly replayed: boolean }

/** An answer as the inbox keeps it: without its events, which the log has. */
export type StoredAnswer =
  | { readonly kind: 'done'; readonly subject: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed' }

/** The answer of a command that was decided before, at `position` of its partition. */
export function answerOf<E extends Event>(
  stored: StoredAnswer,
  place: { readonly partition: number; readonly position: number; readonly replayed: boolean },
): Answer<E> {
  const { partition, position, replayed } = place
  if (stored.kind === 'refused') return { kind: 'refused', partition, refusal: stored.refusal, replayed }
  if (stored.kind === 'failed') return { kind: 'failed', partition, replayed }
  return { kind: 'done', partition, position, subject: stored.subject, replayed, events: [] }
}

/** The answer to a command whose id came before with another body: the stored answer is not the caller's. */
export const mismatch = (partition: number): Answer<never> => ({
  kind: 'refused',
  partition,
  refusal: { refused: 'idempotency_mismatch', transient: false },
  replayed: false,
})

/** From HTTP: deduplicated by its id, answered when decided. Forwarded ones come through Kafka and nobody listens. */
export interface RequestOrigin {
  readonly kind: 'request'
  readonly commandId: string
  readonly bodyHash: Buffer
  readonly answer: (answer: Answer) => void
  readonly fail: (error: Error) => void
}
/** From another service's reaction: deduplicated by the sequence of its link. */
export interface LinkOrigin {
  readonly kind: 'link'
  readonly source: string
  readonly sourcePartition: number
  readonly sequence: number
  readonly kafkaOffset: bigint
}
/** From the service itself. A timer's row is removed with its effect. */
export interface TimerOrigin {
  readonly kind: 'timer'
  readonly timerId: string
}
/** What a state says is due, or the rest of a large work. Nothing to deduplicate: the state no longer says so. */
export interface StateOrigin {
  readonly kind: 'state'
}
/** A parked input that is tried again, in the order in which it came. */
export interface ParkedOrigin {
  readonly kind: 'parked'
  /** The aggregate that it was parked with. */
  readonly aggregate: string
  readonly ordinal: number
}
export type Origin = RequestOrigin | LinkOrigin | TimerOrigin | StateOrigin | ParkedOrigin

/** The message as it came, kept when it has to be parked. */
export interface RawMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer
}

/** A command in a partition's queue. `command` is undefined when it could not be read. */
export interface Incoming<C extends Command = Command> {
  readonly command: C | undefined
  /** What the command is about; of one that cannot be read, the aggregate as its record's key names it. */
  readonly subject: string
  readonly cause: Cause
  readonly origin: Origin
  readonly raw?: RawMessage
  /** Why the command could not be read. */
  readonly unreadable?: Error
}

/** The queue is full, or too much is in flight. Nothing has been done; try again after `retryAfterSeconds`. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly retryAfterSeconds = 1
}
/** The command may or may not have been done. The same id asked again tells. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}
/** The aggregate waits for an operator, so nothing about it is decided now. */
export class AggregateParked extends Error {
  override readonly name = 'AggregateParked'
}
