import { linkName } from './cursor'
import type { LinkOrigin } from './incoming'
import type { LinkState } from './partition-storage'

/** A linked command is missing: Kafka's reader must go back to where this link stands. */
export interface LinkGap {
  readonly source: string
  readonly sourcePartition: number
  readonly expected: number
  readonly found: number
}

/** How far a batch comes in the links that its commands arrive on. */
export class BatchLinks {
  readonly gaps: LinkGap[] = []
  /** Commands that were taken before. */
  repeated = 0
  private readonly moved = new Map<string, LinkState>()
  private readonly gapped = new Set<string>()

  constructor(private readonly before: ReadonlyMap<string, LinkState>) {}

  get reached(): readonly LinkState[] {
    return [...this.moved.values()]
  }

  /** Lower: a duplicate, skipped. Higher: a gap; nothing more of that link is taken until the reader has gone back. */
  isNext({ source, sourcePartition, sequence, kafkaOffset }: LinkOrigin): boolean {
    const name = linkName(source, sourcePartition)
    if (this.gapped.has(name)) return false
    const last = (this.moved.get(name) ?? this.before.get(name))?.sequence ?? 0
    if (sequence <= last) {
      this.repeated += 1
      return false
    }
    if (sequence > last + 1) {
      this.gapped.add(name)
      this.gaps.push({ source, sourcePartition, expected: last + 1, found: sequence })
      return false
    }
    this.moved.set(name, { service: source, partition: sourcePartition, sequence, kafkaOffset })
    return true
  }
}
