import type { Message } from '@filao/contracts'
import type { Answer, CommandRequest } from '@filao/engine'
import { randomUUID } from 'node:crypto'

/** Nobody repeats these with another body, so that there is none to compare. */
const NO_BODY = Buffer.alloc(0)

/** Has a command decided that no request asked for: what is due, or what somebody outside has said. The same id does it once. */
export function submitOwn<C extends Message, E extends Message>(
  engine: { submit(request: CommandRequest<C>): Promise<Answer<E>> },
  command: C,
  { actor, commandId = randomUUID() }: { readonly actor: string; readonly commandId?: string },
): Promise<Answer<E>> {
  const cause = { actor, correlationId: commandId, causationId: commandId }
  return engine.submit({ command, commandId, bodyHash: NO_BODY, cause })
}
