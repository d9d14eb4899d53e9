import { isUtf8 } from 'node:buffer'
import { fromTimestamp, type Instant } from '@filao/kernel'
import type { InRecord } from './seam'

/** The attributes of an event or command: CloudEvents 1.0, binary mode, with the platform's extensions. */
export interface CloudEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: Instant
  readonly dataSchema: string
  readonly actor: string
  readonly correlationId: string
  readonly causationId: string
  /** Position of an event, sequence of a linked command; a forwarded command has none. */
  readonly sequence: number | undefined
  readonly requestId: string | undefined
  readonly sessionId: string | undefined
  /** Lower-case hex SHA-256 of the log's chain at this event. */
  readonly hash: string | undefined
  /** Lower-case hex SHA-256 of the event's stored commands. */
  readonly commandsHash: string | undefined
  readonly traceparent: string | undefined
}

/** A record's headers are not what the platform writes. Permanent: park the record. */
export class MalformedEnvelope extends Error {
  override readonly name = 'MalformedEnvelope'
}

type Envelope = Pick<InRecord, 'headers' | 'repeatedHeaders'>

const SEQUENCE = /^[1-9][0-9]{0,15}$/
const SHA256 = /^[0-9a-f]{64}$/
const SOURCE = /^\/filao\/([a-z]+)\/(0|[1-9][0-9]{0,3})$/

/** Reads the attributes. Throws {@link MalformedEnvelope} for what is missing, repeated or not of its form. */
export function readCloudEvent(record: Envelope): CloudEvent {
  assertSingle(record)
  const { headers } = record
  expect(headers, 'ce_specversion', '1.0')
  expect(headers, 'content-type', 'application/json')
  return {
    id: required(headers, 'ce_id'),
    source: required(headers, 'ce_source'),
    type: required(headers, 'ce_type'),
    subject: required(headers, 'ce_subject'),
    time: timeOf(required(headers, 'ce_time')),
    dataSchema: required(headers, 'ce_dataschema'),
    actor: required(headers, 'ce_actor'),
    correlationId: required(headers, 'ce_correlationid'),
    causationId: required(headers, 'ce_causationid'),
    sequence: sequenceOf(optional(headers, 'ce_sequence')),
    requestId: optional(headers, 'ce_requestid'),
    sessionId: optional(headers, 'ce_sessionid'),
    hash: hashOf(headers, 'ce_hash'),
    commandsHash: hashOf(headers, 'ce_commandshash'),
    traceparent: optional(headers, 'traceparent'),
  }
}

/** All headers as text, for parking a record or hashing its entry. Throws {@link MalformedEnvelope}. */
export function textHeaders(record: Envelope): Record<string, string> {
  assertSingle(record)
  const text: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of record.headers) text[name] = textOf(name, value)
  return text
}

/** The service and partition that a `ce_source` names. Throws {@link MalformedEnvelope}. */
export function parseSource(source: string): { readonly service: string; readonly partition: number } {
  const match = SOURCE.exec(source)
  if (!match) throw new MalformedEnvelope(`not a source of this platform: ${source}`)
  return { service: match[1]!, partition: Number(match[2]) }
}

// Which of two values counts would be a guess, and a guess here could apply an event twice or under another's name.
function assertSingle({ repeatedHeaders }: Envelope): void {
  const repeated = repeatedHeaders?.find((name) => name.startsWith('ce_') || name === 'content-type')
  if (repeated !== undefined) throw new MalformedEnvelope(`repeated header ${repeated}`)
}

function required(headers: Envelope['headers'], name: string): string {
  const value = headers.get(name)
  if (value === undefined || value.length === 0) throw new MalformedEnvelope(`missing header ${name}`)
  return textOf(name, value)
}

function optional(headers: Envelope['headers'], name: string): string | undefined {
  const value = headers.get(name)
  return value === undefined ? undefined : textOf(name, value)
}

function expect(headers: Envelope['headers'], name: string, expected: string): void {
  const value = required(headers, name)
  if (value !== expected) throw new MalformedEnvelope(`header ${name} is ${value}, not ${expected}`)
}

// Buffer.toString replaces broken bytes without a word, and two different headers would become one.
function textOf(name: string, value: Buffer): string {
  if (!isUtf8(value)) throw new MalformedEnvelope(`header ${name} is not UTF-8`)
  return value.toString('utf8')
}

function timeOf(text: string): Instant {
  try {
    return fromTimestamp(text)
  } catch (error) {
    throw new MalformedEnvelope(`header ce_time is not a timestamp: ${text}`, { cause: error })
  }
}

function sequenceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const sequence = Number(text)
  if (!SEQUENCE.test(text) || !Number.isSafeInteger(sequence)) {
    throw new MalformedEnvelope(`header ce_sequence is not a sequence: ${text}`)
  }
  return sequence
}

function hashOf(headers: Envelope['headers'], name: string): string | undefined {
  const text = optional(headers, name)
  if (text !== undefined && !SHA256.test(text)) throw new MalformedEnvelope(`header ${name} is not a SHA-256`)
  return text
}
