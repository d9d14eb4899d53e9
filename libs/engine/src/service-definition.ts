import type { ContractSet, Message, Seal, ServiceName } from '@filao/contracts'
import type { Open } from '@filao/contracts'
import type { Refusal, Rules } from '@filao/kernel'

/** Seals and opens personal fields with the keys of the user that they belong to. */
export interface Sealer {
  /** Fetches or makes the keys of these users, so that `seal` and `open` need not wait. */
  ready(userIds: readonly string[]): Promise<void>
  seal(userId: string, ceType: string): Seal
  open(userId: string, ceType: string): Open
}

/** What the engine needs to know of a service. */
export interface ServiceDefinition<C extends Message, E extends Message, S, R extends Refusal> {
  readonly service: ServiceName
  readonly commands: ContractSet<C>
  readonly events: ContractSet<E>
  readonly rules: Rules<C, E, S, R>
  /** Commands of other services that the reactions return. */
  readonly outgoing: readonly ContractSet[]
  readonly sealer?: Sealer
  /** Attaches what a decision needs from outside the aggregate (an exchange rate), before the command is queued. */
  readonly prepare?: (command: C) => C
  /**
   * True for a linked command that nobody waits for: it may wait a moment for others to share its batch. Its order
   * among the others is kept.
   */
  readonly isPatient?: (command: C) => boolean
  /** False while too much is in flight to take more requests. */
  readonly admits?: (states: Iterable<S>) => boolean
}
