import type { ComplianceRefusal, ComplianceState } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import type { Answer, ServiceEngine } from '@filao/engine'
import { commandIdOf } from '@filao/service'

export type ComplianceEngine = ServiceEngine<ComplianceCommand, ComplianceEvent, ComplianceState, ComplianceRefusal>

/** Nobody repeats these with another body, so that there is none to compare. */
const NO_BODY = Buffer.alloc(0)

/** Has a command of the service's own decided. The same key does it once, whatever was asked before a crash. */
export function submitOwn(
  engine: Pick<ComplianceEngine, 'submit'>,
  command: ComplianceCommand,
  key: string,
): Promise<Answer<ComplianceEvent>> {
  const actor = 'system:compliance'
  const commandId = commandIdOf({ userId: actor, route: command.type, key })
  return engine.submit({
    command,
    commandId,
    bodyHash: NO_BODY,
    cause: { actor, correlationId: commandId, causationId: commandId },
  })
}
