import type { Chunk, ChunkResult, GroupOffset } from '@filao/bus'

/** What became of a chunk. `rewind`: read this partition of the topic again, from this offset or from the earliest. */
export type CompanionResult = ChunkResult & { readonly rewind?: { readonly offset: bigint | undefined } }

/**
 * Reads topics in the engine's company: the instance that owns a partition reads that partition of them too, with the one
 * consumer and in the one ownership of its service. Positions of its own say what it has taken; the engine only asks.
 */
export interface Companion {
  readonly topics: readonly string[]
  /** Called before the topics of a partition are read. */
  open(partition: number): Promise<void>
  close(partition: number): void
  /** Where to read a topic of an opened partition on; undefined for the earliest record. */
  startOffset(topic: string, partition: number): bigint | undefined
  /** Throws what passes: the chunk then comes again. */
  take(chunk: Chunk): Promise<CompanionResult>
  /** How far the topics of the opened partitions are read, for watchers of the lag. */
  reached(): Iterable<GroupOffset>
  /** Where each source stands, by `<service>/<partition>` or the name of its link. */
  positions(): Iterable<{ readonly source: string; readonly position: number }>
  /** How many sources stand still. */
  readonly gaps: number
}
