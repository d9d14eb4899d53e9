import type { ComplianceRefusal, Subject } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import type { Answer, ServiceEngine } from '@filao/engine'
import { randomUUID } from 'node:crypto'

export type ComplianceEngine = ServiceEngine<ComplianceCommand, ComplianceEvent, Subject, ComplianceRefusal>

/** Nobody repeats these with another body, so that there is none to compare. */
const NO_BODY = Buffer.alloc(0)

/** Has a command decided that came of what somebody outside has said or done. The rules know what they know already. */
export function submitOwn(
  engine: Pick<ComplianceEngine, 'submit'>,
  command: ComplianceCommand,
  actor: string,
): Promise<Answer<ComplianceEvent>> {
  const commandId = randomUUID()
  const cause = { actor, correlationId: commandId, causationId: commandId }
  return engine.submit({ command, commandId, bodyHash: NO_BODY, cause })
}
