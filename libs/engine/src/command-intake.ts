import type { Chunk, InRecord } from '@filao/bus'
import type { Message } from '@filao/contracts'
import { partitionOf, type Refusal } from '@filao/kernel'
import { causeOf, decodeCommand, readable } from './decoding'
import type { Incoming, Origin } from './incoming'
import type { ServiceDefinition } from './service-definition'

/** Header of a forwarded request: the keyed hash of its body, lower-case hex. */
export const BODY_HASH_HEADER = 'ce_bodyhash'

/** What the tables can hold: anything else is from none of us, and would stop the partition if it were let in. */
const HEADER_SOURCE = /^\/filao\/([a-z]{1,12})\/(0|[1-9]\d{0,3})$/
const NUMBER = /^[1-9]\d{0,15}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const KEY_LENGTH_MAX = 80

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

function readCommand<C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  record: InRecord,
): Incoming<C> | undefined {
  const headers: Record<string, string> = {}
  for (const [name, value] of record.headers) headers[name] = value.toString()
  const origin = originOf(headers, record.offset)
  // Without an id and a source it is from none of us; nothing can be said of it, and no link counts it.
  if (!origin) return undefined
  // Copied: the record is a view of a whole network response.
  const value = Buffer.from(record.value ?? [])
  const contract = definition.commands.ofType(headers['ce_type'] ?? '')
  const read = contract
    ? readable(() => decodeCommand(definition, contract, value.toString()))
    : { command: undefined, unreadable: new Error(`unknown command ${headers['ce_type']}`) }
  // What cannot be read is parked with the aggregate that the record's key names, so that what follows waits behind it.
  const subject = read.command ? headers['ce_subject'] : record.key?.toString().slice(0, KEY_LENGTH_MAX)
  return { ...read, subject: subject ?? '', cause: causeOf(headers), origin, raw: { headers, value } }
}

function originOf(headers: Readonly<Record<string, string>>, kafkaOffset: bigint): Origin | undefined {
  const source = HEADER_SOURCE.exec(headers['ce_source'] ?? '')
  if (!source || !headers['ce_id']) return undefined
  if (headers['ce_sequence'] === undefined) {
    if (!UUID.test(headers['ce_id'])) return undefined
    const bodyHash = Buffer.from(headers[BODY_HASH_HEADER] ?? '', 'hex')
    // Nobody listens here: the instance that forwarded it reads the outcome in the inbox.
    return { kind: 'request', commandId: headers['ce_id'], bodyHash, answer: () => undefined, fail: () => undefined }
  }
  if (!NUMBER.test(headers['ce_sequence'])) return undefined
  return {
    kind: 'link',
    source: source[1]!,
    sourcePartition: Number(source[2]),
    sequence: Number(headers['ce_sequence']),
    kafkaOffset,
  }
}

/** The partition that a command belongs to. */
export const partitionOfCommand = <C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
  command: C,
): number => partitionOf(definition.commands.of(command.type).keyOf(command))
