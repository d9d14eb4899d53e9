import type { Instant } from './instant'

export interface Command {
  readonly type: string
}

export interface Event {
  readonly type: string
}

/**
 * A decision not to act: a value of a closed set, never an exception.
 * `transient`: a later attempt with a new key may succeed. `detail` is shown to the caller, so it holds nothing secret.
 * `recorded`: facts that stand although the command is refused (a refused order, a failed log-in).
 */
export interface Refusal<Code extends string = string, Recorded extends Event = Event> {
  readonly refused: Code
  readonly transient: boolean
  readonly detail?: Readonly<Record<string, string>>
  readonly recorded?: readonly Recorded[]
}

/** Events to append; an empty list means: done before, or ignored, and the first answer stands. */
export type Decision<E extends Event, R extends Refusal> = readonly E[] | R

/**
 * When and where a decision takes effect. `now` is stamped by the engine once per batch and is never earlier than the
 * last event. `position` is the one that the first event of the decision will take, so that rules can order by it
 * and derive ids from it without a clock or randomness.
 */
export interface Moment {
  readonly now: Instant
  readonly position: number
}

/**
 * The rules of one kind of aggregate.
 * `decide` is pure: no await, clock, random, I/O, and no throw but for broken code.
 * `evolve` is total: every event in every state. It may change `state` in place and return it: a rollback drops memory.
 */
export interface Decider<C extends Command, E extends Event, S, R extends Refusal> {
  initial(aggregateId: string): S
  decide(command: C, state: S, at: Moment): Decision<E, R>
  evolve(state: S, event: E, at: Moment): S
}

export const isRefusal = <E extends Event, R extends Refusal>(decision: Decision<E, R>): decision is R =>
  !Array.isArray(decision)
