import { linkedCommandId, sourceOf, type ServiceName, type TopicKind } from '@filao/contracts'

/** Where a record was read. */
export interface Place {
  readonly service: ServiceName
  readonly kind: TopicKind
  readonly partition: number
}

/**
 * The numbered stream that a record belongs to; `source` is at most 40 characters.
 * - log: `order`, the events of one partition of a service.
 * - link: `order>wallet/3`, the commands from one partition of order to partition 3 of wallet.
 * - request: `>wallet`, HTTP commands that an instance forwarded to the owner of a partition. Their sender does not
 *   number them, so they are known by their id, and nothing can be said about their completeness.
 * `sourcePartition` is the sender's, of a request the target's.
 */
export type Origin =
  | {
      readonly kind: 'log' | 'link'
      readonly source: string
      readonly sourcePartition: number
      readonly position: number
    }
  | { readonly kind: 'request'; readonly source: string; readonly sourcePartition: number; readonly commandId: string }

const SOURCE = /^\/filao\/([a-z]{1,12})\/(0|[1-9]\d{0,3})$/
const NUMBER = /^[1-9]\d{0,15}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Finds a record's stream, or says in a sentence why it has none. */
export function originOf(place: Place, headers: Readonly<Record<string, string | undefined>>): Origin | string {
  const { ce_id: id = '', ce_source: from = '', ce_sequence: sequence } = headers
  if (place.kind === 'commands' && sequence === undefined) {
    if (!UUID.test(id)) return 'a forwarded command is known by its UUID'
    return { kind: 'request', source: `>${place.service}`, sourcePartition: place.partition, commandId: id }
  }
  if (sequence === undefined || !NUMBER.test(sequence)) return 'ce_sequence is not a position'
  const position = Number(sequence)
  if (place.kind === 'events') {
    if (from !== sourceOf(place.service, place.partition)) return `ce_source ${from} does not publish to this topic`
    if (id !== `${place.service}/${place.partition}/${sequence}`) return 'ce_id does not fit ce_source and ce_sequence'
    return { kind: 'log', source: place.service, sourcePartition: place.partition, position }
  }
  const [, service, partition] = SOURCE.exec(from) ?? []
  if (service === undefined) return 'ce_source is not a partition of a service'
  const link = {
    source: service,
    partition: Number(partition),
    target: place.service,
    targetPartition: place.partition,
  }
  if (id !== linkedCommandId({ ...link, sequence: position })) return 'ce_id does not fit the link'
  const source = `${service}>${place.service}/${place.partition}`
  return { kind: 'link', source, sourcePartition: link.partition, position }
}

/** The kind of stream that a stored source name stands for. */
export function kindOfSource(source: string): Origin['kind'] {
  const arrow = source.indexOf('>')
  if (arrow < 0) return 'log'
  return arrow === 0 ? 'request' : 'link'
}
