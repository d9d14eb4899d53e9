import type { CommandOf } from './compliance.commands'
import type { ComplianceDecision } from './compliance.refusals'
import type { Subject } from './subject.state'

/** The same check again is the same check. */
export function requestCheck(command: CommandOf<'RequestCheck'>, { checks }: Subject): ComplianceDecision {
  return checks.has(command.checkId) ? [] : [{ ...command, type: 'AmlCheckRequested' }]
}
