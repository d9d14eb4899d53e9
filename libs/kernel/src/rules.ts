import type { Command, Decider, Event, Moment, Refusal } from './decider'
import type { Instant } from './instant'

/** A command for another service, returned by a reaction. Stored with its event and published by the relay. */
export interface Reaction {
  readonly to: string
  /** The partition of the id that it is about; `every` sends each partition of the service a copy of its own. */
  readonly partition: number | 'every'
  readonly command: Command
}

/** A command that the service sends itself later. Setting an id again moves it. */
export type TimerChange<C extends Command> =
  { readonly set: string; readonly dueAt: Instant; readonly command: C } | { readonly clear: string }

/** A value that only one owner may hold in a whole service, whatever its partition (an e-mail, a client's order id). */
export interface Claim<R extends Refusal> {
  readonly scope: string
  readonly value: string
  readonly ownerId: string
  /** The answer when somebody else holds it. */
  readonly taken: R
}

/** All that a service decides, reacts and remembers: pure, so that a market day replays in one test. */
export interface Rules<C extends Command, E extends Event, S, R extends Refusal> {
  readonly decider: Decider<C, E, S, R>
  /** The aggregate whose state the command is decided on. */
  aggregateOf(command: C): string
  /** Event → commands for other services. Evaluated in the batch that appends the event. */
  reactions(event: E, at: Moment): readonly Reaction[]
  /**
   * The aggregates in memory that a command for a whole partition is decided on, each by itself; undefined for a command
   * on one aggregate. They share a batch, so that together their decisions must be small.
   */
  spread?(command: C, states: Iterable<readonly [aggregate: string, state: S]>): readonly string[] | undefined
  /** What the log says of a refusal besides what the refusal records itself. `actor` is `kind:id`. */
  refused?(command: C, refusal: R, actor: string): readonly E[]
  timers?(event: E, at: Moment): readonly TimerChange<C>[]
  claims?(command: C): readonly Claim<R>[]
  /** What is left of a large work (a sweep, a cascade): the next command on this aggregate, before any other. */
  continuation?(state: S): C | undefined
  /** Commands that are due by the state itself. Asked of resident aggregates every second. */
  overdue?(state: S, now: Instant): readonly C[]
  /** What must always hold; returns the violated sentence. Checked by tests and the simulation, never while serving. */
  violation?(state: S): string | undefined
}
