import type { Instant } from '@filao/kernel'
import { GENESIS } from './chain'
import type { LinkState, PartitionHead } from './partition-storage'

/** `<service>/<partition>`, the name of the other end of a link. */
export const linkName = (service: string, partition: number): string => `${service}/${partition}`

/** Where a partition's memory stands. Changed only after a commit, dropped with the memory after a rollback. */
export class Cursor {
  position = 0
  hash: Buffer = GENESIS
  lastTime: Instant = 0
  readonly incoming = new Map<string, LinkState>()
  readonly outgoing = new Map<string, LinkState>()
  readonly parked = new Map<string, number>()

  static at(head: PartitionHead): Cursor {
    const cursor = new Cursor()
    cursor.position = head.position
    cursor.hash = head.hash
    cursor.lastTime = head.lastTime
    for (const link of head.incomingLinks) cursor.incoming.set(linkName(link.service, link.partition), link)
    for (const link of head.outgoingLinks) cursor.outgoing.set(linkName(link.service, link.partition), link)
    for (const [aggregate, count] of head.parked) cursor.parked.set(aggregate, count)
    return cursor
  }

  /** Offset after the last linked command that this partition has taken; undefined when it has taken none. */
  nextOffset(): bigint | undefined {
    let last: bigint | undefined
    for (const { kafkaOffset } of this.incoming.values())
      if (last === undefined || kafkaOffset > last) last = kafkaOffset
    return last === undefined ? undefined : last + 1n
  }
}
