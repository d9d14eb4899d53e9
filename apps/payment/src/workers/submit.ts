import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import type { Answer, ServiceEngine } from '@filao/engine'
import { randomUUID } from 'node:crypto'

type Engine = Pick<ServiceEngine<PaymentCommand, PaymentEvent, never, never>, 'submit'>

/** Has what a provider said decided: known by its own references, so that saying it again changes nothing. */
export async function submitFor(engine: Engine, provider: string, command: PaymentCommand): Promise<string> {
  const commandId = randomUUID()
  const answer: Answer<PaymentEvent> = await engine.submit({
    command,
    commandId,
    bodyHash: Buffer.alloc(0),
    cause: { actor: `provider:${provider}`, correlationId: commandId, causationId: commandId },
  })
  if (answer.kind === 'failed') throw new Error(`${command.type} could not be decided`)
  return answer.kind === 'refused' ? answer.refusal.refused : 'applied'
}
