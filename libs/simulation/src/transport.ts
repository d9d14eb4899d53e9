import type { InRecord, OutRecord } from '@filao/bus'
import { recordsOf, type LogRow } from '@filao/engine'
import type { ServiceName } from '@filao/contracts'
import type { Random } from './random'

/** A partition as the transport sees it. */
export interface Publishing {
  readonly service: ServiceName
  readonly partition: number
  published: number
  readonly storage: { readonly rows: readonly LogRow[] }
}

const ROWS_MAX = 25
const REPEAT_CHANCE = 0.1

/**
 * Kafka as the platform may meet it: every topic partition is a log; relays publish whenever they are let, so links
 * reach a partition in any mixture, and they publish again what they have forgotten to have published.
 */
export class Transport {
  private readonly topics = new Map<string, InRecord[]>()

  constructor(
    private readonly random: Random,
    /** Called with each published event. */
    private readonly heard: (record: OutRecord) => void,
    /** Given to plant a defect: true for a command that never arrives. */
    private readonly loses: (record: OutRecord) => boolean = () => false,
  ) {}

  /** Publishes some of what a log holds; sometimes it is not remembered, or less than was published is. */
  relay(from: Publishing): void {
    const { rows } = from.storage
    const to = Math.min(rows.length, from.published + this.random.between(1, ROWS_MAX))
    this.publish(from, to)
    if (this.random.chance(REPEAT_CHANCE)) from.published = Math.max(0, to - this.random.below(ROWS_MAX))
  }

  /** Publishes all that is left. True when there was something. */
  flush(from: Publishing): boolean {
    const { length } = from.storage.rows
    if (from.published >= length) return false
    this.publish(from, length)
    return true
  }

  /** The next records of a service's commands topic. */
  read(service: ServiceName, partition: number, { offset, limit }: { offset: number; limit: number }): InRecord[] {
    return (this.topics.get(`${service}/${partition}`) ?? []).slice(offset, offset + limit)
  }

  private publish(from: Publishing, to: number): void {
    for (const row of from.storage.rows.slice(from.published, to)) {
      const [event, ...commands] = recordsOf(from.service, from.partition, row)
      this.heard(event!)
      for (const record of commands) if (!this.loses(record)) this.append(record)
    }
    from.published = to
  }

  private append({ topic, partition, key, value, headers }: OutRecord): void {
    const name = `${topic.split('.')[0]}/${partition}`
    let log = this.topics.get(name)
    if (!log) this.topics.set(name, (log = []))
    log.push({
      offset: BigInt(log.length),
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: new Map(Object.entries(headers).map(([header, text]) => [header, Buffer.from(text)])),
      timestamp: 0n,
    })
  }
}
