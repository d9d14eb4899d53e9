import { canonicalString } from '@filao/kernel'

/** Who causes something, and through what. Every command and event carries it. */
export interface Cause {
  /** `kind:id`; kinds are client, staff, provider, system. */
  readonly actor: string
  readonly requestId?: string | undefined
  readonly sessionId?: string | undefined
  /** The id of the first command of a saga; the same on everything that follows from it. */
  readonly correlationId: string
  /** The id of the message that led to this one. */
  readonly causationId: string
  readonly traceparent?: string | undefined
}

/** `<service>/<partition>/<position>`, the `ce_id` of an event. */
export const eventId = (service: string, partition: number, position: number): string =>
  `${service}/${partition}/${position}`

/** `/filao/<service>/<partition>`, the `ce_source` of everything that a partition publishes. */
export const sourceOf = (service: string, partition: number): string => `/filao/${service}/${partition}`

/** `<source service>/<partition>/<target service>/<target partition>/<sequence>`, the `ce_id` of a linked command. */
export const linkedCommandId = (link: {
  source: string
  partition: number
  target: string
  targetPartition: number
  sequence: number
}): string => `${link.source}/${link.partition}/${link.target}/${link.targetPartition}/${link.sequence}`

/**
 * The CloudEvents 1.0 attributes of a message in Kafka's binary mode, without the hashes of the chain.
 * Absent attributes are absent members: a header with the value undefined must never be written.
 */
export interface Headers {
  readonly ce_specversion: '1.0'
  readonly ce_id: string
  readonly ce_source: string
  readonly ce_sequence?: string
  readonly ce_type: string
  readonly ce_subject: string
  readonly ce_time: string
  readonly ce_dataschema: string
  readonly ce_actor: string
  readonly ce_correlationid: string
  readonly ce_causationid: string
  readonly ce_requestid?: string
  readonly ce_sessionid?: string
  readonly traceparent?: string
  readonly 'content-type': 'application/json'
}

/** Attributes of the headers that enter the entry, by the entry's member name, in the order of RFC 8785. */
const ENTRY_MEMBERS = [
  ['actor', 'ce_actor'],
  ['causationid', 'ce_causationid'],
  ['correlationid', 'ce_correlationid'],
  ['datahash', undefined],
  ['dataschema', 'ce_dataschema'],
  ['id', 'ce_id'],
  ['requestid', 'ce_requestid'],
  ['sequence', 'ce_sequence'],
  ['sessionid', 'ce_sessionid'],
  ['source', 'ce_source'],
  ['subject', 'ce_subject'],
  ['time', 'ce_time'],
  ['type', 'ce_type'],
] as const

/**
 * The entry of an event (regulation 5.2): what is hashed into the log's chain and into the audit's Merkle leaf.
 * `dataHash` is the lower-case hex SHA-256 of the event's data.
 */
export function entryOf(headers: Readonly<Record<string, string | undefined>>, dataHash: string): string {
  let text = '{'
  for (const [member, header] of ENTRY_MEMBERS) {
    const value = header === undefined ? dataHash : headers[header]
    if (value !== undefined) text += `"${member}":${canonicalString(value)},`
  }
  return `${text}"v":1}`
}
