import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { isRefusal, makeId, type Id, type Instant, type Reaction } from '@filao/kernel'
import { complianceRules } from './compliance.decider'
import { isSubject } from './compliance.state'
import { unknownSubject, type Subject } from './subject.state'

export const at = Date.UTC(2026, 10, 26, 6)
export const idOf = (unique: number, partition = 1): Id => makeId({ partition, at, unique: BigInt(unique) })

/** What came of a command: events, or a refusal's code. */
export type Outcome = readonly ComplianceEvent[] | string

/** A client's history, told by commands: each is decided, and what it decides is applied. */
export class Scenario {
  state: Subject
  now: Instant = at
  position = 1
  /** Every command that the reactions have sent, in order. */
  readonly sent: Reaction[] = []
  readonly events: ComplianceEvent[] = []

  constructor(readonly userId: Id = idOf(1)) {
    this.state = unknownSubject(userId)
  }

  when(command: ComplianceCommand): Outcome {
    const moment = { now: this.now, position: this.position }
    const decision = complianceRules.decider.decide(command, this.state, moment)
    const events = isRefusal(decision) ? (decision.recorded ?? []) : decision
    for (const event of events) {
      this.sent.push(...complianceRules.reactions(event, { now: this.now, position: this.position }))
      const evolved = complianceRules.decider.evolve(this.state, event, { now: this.now, position: this.position })
      if (!isSubject(evolved)) throw new Error('a scenario is told of a client')
      this.state = evolved
      this.events.push(event)
      this.position += 1
    }
    return isRefusal(decision) ? decision.refused : decision
  }

  /** The refusal of a command, with what it says; undefined when it is not refused. Nothing is applied. */
  refusal(command: ComplianceCommand): unknown {
    const moment = { now: this.now, position: this.position }
    const decision = complianceRules.decider.decide(command, this.state, moment)
    return isRefusal(decision) ? decision : undefined
  }

  /** Applies what must succeed. */
  given(...commands: readonly ComplianceCommand[]): this {
    for (const command of commands) {
      const outcome = this.when(command)
      if (typeof outcome === 'string') throw new Error(`${command.type} was refused: ${outcome}`)
    }
    return this
  }

  /** Names of the events that a command gives, or its refusal. */
  names(command: ComplianceCommand): string | readonly string[] {
    const outcome = this.when(command)
    return typeof outcome === 'string' ? outcome : outcome.map(({ type }) => type)
  }

  registered(): this {
    return this.given({
      type: 'RegisterSubject',
      userId: this.userId,
      firstName: 'Ada',
      lastName: 'Lovelace',
      dateOfBirth: '1990-12-10',
      nationality: 'MUS',
      residence: 'MUS',
    })
  }
}
