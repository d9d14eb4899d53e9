import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import type { ServiceEngine } from '@filao/engine'
import { submitOwn } from '@filao/service'

type Engine = Pick<ServiceEngine<PaymentCommand, PaymentEvent, never, never>, 'submit'>

/** Has what a provider said decided: known by its own references, so that saying it again changes nothing. */
export async function submitFor(engine: Engine, provider: string, command: PaymentCommand): Promise<string> {
  const answer = await submitOwn(engine, command, { actor: `provider:${provider}` })
  if (answer.kind === 'failed') throw new Error(`${command.type} could not be decided`)
  return answer.kind === 'refused' ? answer.refusal.refused : 'applied'
}
