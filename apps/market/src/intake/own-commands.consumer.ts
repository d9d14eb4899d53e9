import type { MarketCommand, MarketEvent } from '@filao/contracts'
import type { Answer, ServiceEngine } from '@filao/engine'
import type { MarketRefusal, MarketState } from '@filao/market'

export type MarketEngine = ServiceEngine<MarketCommand, MarketEvent, MarketState, MarketRefusal>

/** Nobody repeats these with another body, so that there is none to compare. */
const NO_BODY = Buffer.alloc(0)

/** Has a command of the service's own decided. The same id does it once. */
export function submitOwn(
  engine: MarketEngine,
  command: MarketCommand,
  commandId: string,
): Promise<Answer<MarketEvent>> {
  const cause = { actor: 'system:market', correlationId: commandId, causationId: commandId }
  return engine.submit({ command, commandId, bodyHash: NO_BODY, cause })
}
