import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import type { Answer } from '@filao/engine'
import { commandIdOf, submitOwn } from '@filao/service'
import type { ComplianceEngine } from '../definition'

const COMPLIANCE = 'system:compliance'

/** Has a command of the service's own decided. The same key does it once, whatever was asked before a crash. */
export const submitOnce = (
  engine: Pick<ComplianceEngine, 'submit'>,
  command: ComplianceCommand,
  key: string,
): Promise<Answer<ComplianceEvent>> =>
  submitOwn(engine, command, {
    actor: COMPLIANCE,
    commandId: commandIdOf({ userId: COMPLIANCE, route: command.type, key }),
  })
