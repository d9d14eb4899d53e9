import { CHAIN_START, EMPTY_FRONTIER, kindOfSource, type Frontier, type Origin } from '@filao/audit'

/** Why a source is stopped: a position is missing, or what comes does not follow from what came. */
export type StopReason = 'gap' | 'fork'

/** How far a source is recorded: a row of `audit_positions`. Changed only after a commit. */
export interface SourceState {
  readonly source: string
  readonly sourcePartition: number
  /** The audit's own partition that records it. */
  readonly partition: number
  position: number
  hash: Uint8Array
  frontier: Frontier
  /** Of the record at `position`; -1 before the first. */
  kafkaOffset: bigint
  stopped: StopReason | undefined
  /** The reader has gone back for what is missing; if it is missing still, the source stops. */
  rewound: boolean
}

export const sourceKey = (source: string, sourcePartition: number): string => `${source}#${sourcePartition}`

/** A source before its first record. */
export const newSource = ({ source, sourcePartition }: Origin, partition: number): SourceState => ({
  source,
  sourcePartition,
  partition,
  position: 0,
  hash: CHAIN_START,
  frontier: EMPTY_FRONTIER,
  kafkaOffset: -1n,
  stopped: undefined,
  rewound: false,
})

/** Where to read a topic on: behind the last record, or, for a stopped source, where the missing record may yet be. */
export function nextOffset(sources: Iterable<SourceState>): bigint | undefined {
  let next: bigint | undefined
  let missing: bigint | undefined
  for (const { kafkaOffset, stopped } of sources) {
    if (next === undefined || kafkaOffset >= next) next = kafkaOffset + 1n
    if (stopped && (missing === undefined || kafkaOffset < missing)) missing = kafkaOffset + 1n
  }
  return missing ?? next
}

/** True when the source is read from this topic. */
export function isReadFrom(source: string, topic: { readonly service: string; readonly kind: string }): boolean {
  if (kindOfSource(source) === 'log') return topic.kind === 'events' && source === topic.service
  if (topic.kind !== 'commands') return false
  return source.slice(source.indexOf('>') + 1).split('/')[0] === topic.service
}
