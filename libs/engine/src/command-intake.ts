import type { Chunk, InRecord } from '@filao/bus'
import type { Cause, Message } from '@filao/contracts'
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
export function readCommands<C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  chunk: Chunk,
): Incoming<C>[] {
  return chunk.records.flatMap((record) => readCommand(definition, record) ?? [])
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
    const command = contract.decode(value.toString())
    return { ...incoming, command: definition.prepare ? definition.prepare(command) : command }
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
