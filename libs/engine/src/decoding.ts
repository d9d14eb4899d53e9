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
  const person = personIn(contract, json)
  const open = person === undefined ? undefined : sealer?.open(person, contract.ceType)
  const command = contract.decode(json, open)
  return prepare ? prepare(command) : command
}

/** Reads an event of the own log, with its personal fields opened where the keys are at hand. */
export function decodeEvent<C extends Message, E extends Message, S, R extends Refusal>(
  { events, sealer }: ServiceDefinition<C, E, S, R>,
  { type, data }: Pick<LogRow, 'type' | 'data'>,
): E {
  const contract = events.ofType(type)
  if (!contract) throw new PoisonInput(`unknown event ${type}`)
  const person = personIn(contract, data)
  return contract.decode(data, person === undefined ? undefined : sealer?.open(person, contract.ceType))
}

/** Whose keys seal the personal fields of a message; undefined where nothing in it is personal. */
export function personIn({ person }: Pick<Contract, 'person'>, json: string): string | undefined {
  const id = person === undefined ? undefined : (JSON.parse(json) as Record<string, unknown>)[person]
  return typeof id === 'string' ? id : undefined
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
