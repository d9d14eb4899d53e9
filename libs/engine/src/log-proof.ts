import { eventId, type ServiceName } from '@filao/contracts'
import { chainHash, GENESIS } from './chain'
import { linkName } from './cursor'
import type { LogRow } from './partition-storage'

/** A log does not hold what it promises: somebody changed it, or the code that wrote it is wrong. */
export class BrokenLog extends Error {
  override readonly name = 'BrokenLog'
}

/**
 * Walks a log from its first row: no position is missing or comes twice, every hash follows from the one before and from
 * what the row holds, and the commands of each link are numbered without a gap.
 */
export class LogProof {
  /** Of the last row that held. */
  position = 0
  hash: Buffer = GENESIS
  private readonly links = new Map<string, number>()

  constructor(
    private readonly service: ServiceName,
    private readonly partition: number,
  ) {}

  /** Last number of each link, by `<service>/<partition>` of its receiver. */
  get sequences(): ReadonlyMap<string, number> {
    return this.links
  }

  /** Takes the next row. Throws {@link BrokenLog} with the first thing that does not hold. */
  take(row: LogRow): void {
    const { position, headers, data } = row
    this.demand(position === this.position + 1, position, `it comes after ${this.position}`)
    this.demand(headers['ce_id'] === eventId(this.service, this.partition, position), position, 'it has another id')
    this.demand(headers['ce_type'] === row.type && headers['ce_subject'] === row.subject, position, 'it was relabelled')
    const link = chainHash({ previous: this.hash, headers, data, commands: row.commandsText })
    this.demand(link.hash.equals(row.hash), position, 'its hash does not follow from the one before and its content')
    this.demand(link.commandsHash === row.commandsHash, position, 'its commands are not those that were hashed')
    for (const { target, partition, sequence } of row.commands) {
      const name = linkName(target, partition)
      const last = this.links.get(name) ?? 0
      this.demand(sequence === last + 1, position, `its command ${sequence} to ${name} comes after ${last}`)
      this.links.set(name, sequence)
    }
    this.position = position
    this.hash = row.hash
  }

  /** Where the log says that it ends. */
  end(head: { readonly position: number; readonly hash: Buffer }): void {
    this.demand(head.position === this.position && head.hash.equals(this.hash), head.position, 'the head is another')
  }

  private demand(holds: boolean, position: number, otherwise: string): void {
    if (!holds) throw new BrokenLog(`${this.service}/${this.partition} is broken at position ${position}: ${otherwise}`)
  }
}
