import { never, type Moment, type Rules } from '@filao/kernel'
import { requestCheck } from './check.decider'
import type { ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { reactions } from './compliance.reactions'
import type { ComplianceDecision, ComplianceRefusal } from './compliance.refusals'
import { evolve } from './compliance.state'
import { registerAccount, registerSubject, setCdd, verifyCdd } from './subject.decider'
import { unknownSubject, type Subject } from './subject.state'

/** An empty list means: done before, or ignored; the first answer stands. */
export function decide(command: ComplianceCommand, subject: Subject, { now }: Moment): ComplianceDecision {
  switch (command.type) {
    case 'RegisterSubject':
      return registerSubject(command, subject)
    case 'RegisterAccount':
      return registerAccount(command, subject)
    case 'SetCdd':
      return setCdd(command, subject, now)
    case 'VerifyCdd':
      return verifyCdd(command, subject, now)
    case 'RequestCheck':
      return requestCheck(command, subject)
    default:
      return never(command)
  }
}

/** The rules of compliance: one aggregate for all that concerns a client, so that one decision sees all of it. */
export const complianceRules: Rules<ComplianceCommand, ComplianceEvent, Subject, ComplianceRefusal> = {
  decider: { initial: unknownSubject, decide, evolve },
  aggregateOf: (command) => ('ownerId' in command ? command.ownerId : command.userId),
  reactions,
}
