import { randomUUID } from 'node:crypto'
import { CHAIN_START, chainHash } from '@filao/audit'
import type { Chunk, InRecord } from '@filao/bus'
import { entryOf, linkedCommandId, sourceOf, topicOf, type ServiceName } from '@filao/contracts'
import { sha256 } from '../intake/record.projection'

type Attributes = Record<string, string>
export interface SampleOptions {
  readonly data?: object
  readonly name?: string
  readonly subject?: string
  readonly actor?: string
  readonly time?: string
  /** Text of the stored commands. */
  readonly commands?: string
}

const inRecord = (offset: bigint, headers: Attributes, value: Buffer): InRecord => ({
  offset,
  key: null,
  value,
  headers: new Map(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  timestamp: 0n,
})

const attributes = (id: string, type: string, options: SampleOptions): Attributes => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_type: `filao.${type}.v1`,
  ce_subject: options.subject ?? randomUUID(),
  ce_time: options.time ?? '2026-01-05T05:30:00.001Z',
  ce_dataschema: `urn:filao:${type.replace('.', ':')}:v1`,
  ce_actor: options.actor ?? `client:${randomUUID()}`,
  ce_correlationid: randomUUID(),
  ce_causationid: randomUUID(),
  ce_requestid: randomUUID(),
  traceparent: '00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01',
  'content-type': 'application/json',
})

/** The log of one partition of a service as its relay publishes it, with a valid chain. */
export class SampleLog {
  readonly records: InRecord[] = []
  readonly hashes: Uint8Array[] = [CHAIN_START]

  constructor(
    readonly service: ServiceName,
    readonly partition: number,
  ) {}

  get head(): { partition: number; position: number; hash: string } {
    const { partition, hashes } = this
    return { partition, position: hashes.length - 1, hash: Buffer.from(hashes.at(-1)!).toString('hex') }
  }

  append(count: number, options: SampleOptions = {}): this {
    for (let i = 0; i < count; i += 1) this.appendOne(options)
    return this
  }

  private appendOne(options: SampleOptions): void {
    const position = this.hashes.length
    const value = Buffer.from(JSON.stringify(options.data ?? { orderId: randomUUID(), position: String(position) }))
    const headers: Attributes = {
      ...attributes(
        `${this.service}/${this.partition}/${position}`,
        `${this.service}.${options.name ?? 'OrderPlaced'}`,
        options,
      ),
      ce_source: sourceOf(this.service, this.partition),
      ce_sequence: String(position),
    }
    const entry = Buffer.from(entryOf(headers, sha256(value).toString('hex')))
    const commandsHash = options.commands === undefined ? undefined : sha256(Buffer.from(options.commands))
    const hash = chainHash(this.hashes.at(-1)!, { entry, commandsHash }, sha256)
    if (commandsHash) headers['ce_commandshash'] = commandsHash.toString('hex')
    this.hashes.push(hash)
    const published = { ...headers, ce_hash: Buffer.from(hash).toString('hex') }
    this.records.push(inRecord(BigInt(this.records.length), published, value))
  }

  /** The records of these positions, as a chunk of the service's events topic. */
  chunk(from = 1, to = this.records.length): Chunk {
    return chunkOf(topicOf(this.service, 'events'), this.partition, this.records.slice(from - 1, to))
  }
}

export const chunkOf = (topic: string, partition: number, records: readonly InRecord[]): Chunk => ({
  topic,
  partition,
  highWatermark: (records.at(-1)?.offset ?? -1n) + 1n,
  records,
})

/** A command of a link, from one partition of a service to one of another. */
export function linkedCommand(
  link: { source: ServiceName; partition: number; target: ServiceName; targetPartition: number; sequence: number },
  offset: bigint,
  options: SampleOptions = {},
): InRecord {
  const headers = {
    ...attributes(linkedCommandId(link), `${link.target}.${options.name ?? 'ReserveFunds'}`, options),
    ce_source: sourceOf(link.source, link.partition),
    ce_sequence: String(link.sequence),
  }
  return inRecord(offset, headers, Buffer.from(JSON.stringify(options.data ?? { accountId: randomUUID() })))
}

/** An HTTP command that an instance forwarded to the owner of its partition. */
export function forwardedCommand(service: ServiceName, commandId: string, offset: bigint): InRecord {
  const headers = { ...attributes(commandId, `${service}.PlaceOrder`, {}), ce_source: sourceOf(service, 0) }
  return inRecord(offset, headers, Buffer.from('{}'))
}
