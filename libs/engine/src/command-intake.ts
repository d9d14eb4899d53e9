import type { Chunk, InRecord } from '@filao/bus'
import type { Cause, Contract, Message } from '@filao/contracts'
import { partitionOf, type Refusal } from '@filao/kernel'
import type { Incoming, Origin } from './incoming'
import type { ServiceDefinition } from './service-definition'

/** Header of a forwarded request: the keyed hash of its body, lower-case hex. */
export const BODY_HASH_HEADER = 'ce_bodyhash'

const HEADER_SOURCE = /^\/filao\/([a-z]+)\/(\d+)$/

/**
 * Turns the records of a service's commands topic into queued commands. What cannot be read is queued too, unread, so
 * that it is parked in its place in the link.
 */
export async function readCommands<C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  chunk: Chunk,
): Promise<Incoming<C>[]> {
  const { sealer } = definition
  if (sealer) await sealer.ready(chunk.records.flatMap((record) => personOf(definition, record) ?? []))
  return chunk.records.flatMap((record) => readCommand(definition, record) ?? [])
}

/** Whose keys a forwarded request is sealed with; undefined when nothing in it is. */
function personOf<C extends Message, E extends Message, S, R extends Refusal>(
  { commands }: ServiceDefinition<C, E, S, R>,
  { headers, value }: InRecord,
): string | undefined {
  const person = commands.ofType(headers.get('ce_type')?.toString() ?? '')?.person
  if (person === undefined || value === null) return undefined
  try {
    const id = (JSON.parse(value.toString()) as Record<string, unknown>)[person]
    return typeof id === 'string' ? id : undefined
  } catch {
    // Unreadable: it is parked when it is read, a moment later.
    return undefined
  }
}

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

function readCommand<C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  record: InRecord,
): Incoming<C> | undefined {
  const headers: Record<string, string> = {}
  for (const [name, value] of record.headers) headers[name] = value.toString()
  const origin = originOf(headers, record.offset)
  // Without an id and a source it is from none of us; nothing can be said of it, and no link counts it.
  if (!origin) return undefined
  const value = record.value ?? Buffer.alloc(0)
  const incoming = {
    subject: headers['ce_subject'] ?? '',
    cause: causeOf(headers),
    origin,
    raw: { headers, value },
  }
  const contract = definition.commands.ofType(headers['ce_type'] ?? '')
  if (!contract)
    return { ...incoming, command: undefined, unreadable: new Error(`unknown command ${headers['ce_type']}`) }
  try {
    return { ...incoming, command: decodeCommand(definition, contract, value.toString()) }
  } catch (error) {
    return { ...incoming, command: undefined, unreadable: error as Error }
  }
}

function originOf(headers: Readonly<Record<string, string>>, kafkaOffset: bigint): Origin | undefined {
  const source = HEADER_SOURCE.exec(headers['ce_source'] ?? '')
  if (!source || !headers['ce_id']) return undefined
  if (headers['ce_sequence'] === undefined) {
    const bodyHash = Buffer.from(headers[BODY_HASH_HEADER] ?? '', 'hex')
    // Nobody listens here: the instance that forwarded it reads the outcome in the inbox.
    return { kind: 'request', commandId: headers['ce_id'], bodyHash, answer: () => undefined, fail: () => undefined }
  }
  return {
    kind: 'link',
    source: source[1]!,
    sourcePartition: Number(source[2]),
    sequence: Number(headers['ce_sequence']),
    kafkaOffset,
  }
}

export const causeOf = (headers: Readonly<Record<string, string>>): Cause => ({
  actor: headers['ce_actor'] ?? 'system:unknown',
  requestId: headers['ce_requestid'],
  sessionId: headers['ce_sessionid'],
  correlationId: headers['ce_correlationid'] ?? headers['ce_id']!,
  causationId: headers['ce_id']!,
  traceparent: headers['traceparent'],
})

/** The partition that a command belongs to. */
export const partitionOfCommand = <C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  command: C,
): number => partitionOf(definition.commands.of(command.type).keyOf(command))
