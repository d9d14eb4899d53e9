import type { Cause, Contract, Message } from '@filao/contracts'
import type { Refusal } from '@filao/kernel'
import type { Incoming } from './incoming'
import type { LogRow } from './partition-storage'
import { PoisonInput } from './permanent'
import type { ServiceDefinition } from './service-definition'

/** Reads a stored or received command, with its personal fields opened where the keys are at hand. */
export function decodeCommand<C extends Message, E extends Message, S, R extends Refusal>(
  { sealer, prepare }: ServiceDefinition<C, E, S, R>,
  contract: Contract<C>,
  json: string,
): C {
  const person =
    contract.person === undefined ? undefined : (JSON.parse(json) as Record<string, unknown>)[contract.person]
  const open = typeof person === 'string' ? sealer?.open(person, contract.ceType) : undefined
  const command = contract.decode(json, open)
  return prepare ? prepare(command) : command
}

/** Reads an event of the own log, with its personal fields opened where the keys are at hand. */
export function decodeEvent<C extends Message, E extends Message, S, R extends Refusal>(
  { events, sealer }: ServiceDefinition<C, E, S, R>,
  { type, key, data }: Pick<LogRow, 'type' | 'key' | 'data'>,
): E {
  const contract = events.ofType(type)
  if (!contract) throw new PoisonInput(`unknown event ${type}`)
  // Personal fields are sealed for whom the event belongs to.
  return contract.decode(data, contract.person === undefined ? undefined : sealer?.open(key, contract.ceType))
}

/** A command, or why it cannot be read. */
export function readable<C extends Message>(read: () => C): Pick<Incoming<C>, 'command' | 'unreadable'> {
  try {
    return { command: read() }
  } catch (error) {
    return { command: undefined, unreadable: error as Error }
  }
}

/** Who causes a message that came with these headers, and through what. */
export const causeOf = (headers: Readonly<Record<string, string>>): Cause => ({
  actor: headers['ce_actor'] ?? 'system:unknown',
  requestId: headers['ce_requestid'],
  sessionId: headers['ce_sessionid'],
  correlationId: headers['ce_correlationid'] ?? headers['ce_id']!,
  causationId: headers['ce_id']!,
  traceparent: headers['traceparent'],
})
