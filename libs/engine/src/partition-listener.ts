import type { Message } from '@filao/contracts'
import type { LinkGap } from './batch-links'
import type { Incoming } from './incoming'
import type { LogRow } from './partition-storage'
import type { Recorded } from './state-store'

/** What a partition tells the instance that runs it. */
export interface PartitionListener<C extends Message, E extends Message> {
  /** After each commit that appended events: the relay and whoever waits for a fact are woken. */
  committed(partition: number, rows: readonly LogRow[], events: readonly Recorded<E>[]): void
  /** A linked command is missing: the reader goes back to the offset that the partition stands at. */
  gap(partition: number, gap: LinkGap): void
  /** Another instance owns the partition. `queue` holds the commands that were not decided. */
  disowned(partition: number, queue: readonly Incoming<C>[]): void
  /** An input was given up for an operator to look at. Alarms. */
  failed(partition: number, incoming: Incoming<C>, error: Error): void
  /** A batch was not written, for a reason that may pass, and is tried again. */
  retried(partition: number, error: Error): void
  /** The log had moved: the batch is run again. Or another instance owns the partition: it is given up. */
  fenceLost(partition: number, outcome: 'moved' | 'disowned'): void
  /** For metrics and traces. */
  measured(partition: number, batch: BatchMeasure): void
}

export interface BatchMeasure {
  /** What was decided, in order. */
  readonly inputs: readonly Incoming[]
  readonly events: number
  readonly duplicates: number
  readonly milliseconds: number
  readonly refusals: readonly { readonly command: string; readonly code: string }[]
}
