import type { Place } from '@filao/audit'
import type { Chunk, GroupOffset } from '@filao/bus'
import { TOPICS } from '@filao/contracts'
import type { Companion, CompanionResult, Queryable } from '@filao/engine'
import { assert, type Clock } from '@filao/kernel'
import { appendStatement, type SourceMove } from '../store/audit-log.store'
import { createSources, knownRequests, loadSources, markStopped } from '../store/audit-positions.store'
import { createMonths } from '../store/provision.store'
import { SourceDraft } from './draft.state'
import { readRecord, Unrecordable, type AuditRecord } from './record.projection'
import { isReadFrom, newSource, nextOffset, sourceKey, type SourceState, type StopReason } from './source.state'

/** Rows of one statement, at most one chunk more. More is not faster, and others wait meanwhile. */
const BATCH_ROWS_MAX = 1000
/** A source that others move again and again is left to them. */
const ATTEMPTS_MAX = 5
/** `check_violation`: PostgreSQL's answer when no month takes the row. */
const NO_MONTH = '23514'

/** Who is told what happens. */
export interface IntakeObserver {
  recorded(rows: number): void
  stopped(source: SourceState, reason: StopReason): void
  unrecordable(chunk: Chunk, offset: bigint, reason: string): void
}

interface Waiting {
  readonly chunk: Chunk
  readonly resolve: (result: CompanionResult) => void
  readonly reject: (error: unknown) => void
}
type Sources = Map<string, SourceState>

const PLACES: ReadonlyMap<string, Omit<Place, 'partition'>> = new Map(TOPICS.map((topic) => [topic.topic, topic]))

/**
 * Records what the topics bring, once and without a hole. Chunks that arrive while a statement is under way are
 * recorded together by the next one. Whoever else records the same sources: each is moved by compare-and-set.
 */
export class AuditIntake implements Companion {
  readonly topics = TOPICS.map(({ topic }) => topic)
  private readonly partitions = new Map<number, Sources>()
  private readonly queue: Waiting[] = []
  private pumping = false

  constructor(
    private readonly db: Queryable,
    private readonly clock: Clock,
    private readonly observer: IntakeObserver,
  ) {}

  /** Loads how far the sources of a partition are recorded. To be called before its topics are read. */
  async open(partition: number): Promise<void> {
    await this.sourcesOf(partition)
  }

  /** Forgets a partition that is no longer owned. */
  close(partition: number): void {
    this.partitions.delete(partition)
  }

  /** Where to read a topic of an opened partition on; undefined for the earliest record. */
  startOffset(topic: string, partition: number): bigint | undefined {
    const place = PLACES.get(topic)
    assert(place !== undefined, `${topic} is a topic of the platform`)
    const sources = [...(this.partitions.get(partition)?.values() ?? [])]
    return nextOffset(sources.filter(({ source }) => isReadFrom(source, place)))
  }

  *positions(): Generator<{ readonly source: string; readonly position: number }> {
    for (const { source, sourcePartition, position } of this.sources())
      yield { source: `${source}/${sourcePartition}`, position }
  }

  get gaps(): number {
    return [...this.sources()].filter(({ stopped }) => stopped).length
  }

  *reached(): Generator<GroupOffset> {
    for (const partition of this.partitions.keys()) {
      for (const topic of this.topics) {
        const offset = this.startOffset(topic, partition)
        if (offset !== undefined) yield { topic, partition, offset }
      }
    }
  }

  /**
   * Records a chunk; resolves when its rows are committed. Throws what is transient: the chunk is to be delivered again.
   * One chunk at a time of each partition of a topic.
   */
  take(chunk: Chunk): Promise<CompanionResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ chunk, resolve, reject })
      if (!this.pumping) void this.pump()
    })
  }

  /** The sources of all open partitions, as they are recorded. */
  private *sources(): Generator<Readonly<SourceState>> {
    for (const sources of this.partitions.values()) yield* sources.values()
  }

  private async pump(): Promise<void> {
    this.pumping = true
    // What one answer of the broker brings is handed over chunk by chunk in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length > 0) {
      const waiting = this.takeBatch()
      const chunks = waiting.map(({ chunk }) => chunk)
      try {
        const results = await this.record(chunks)
        waiting.forEach(({ resolve }, index) => resolve(results[index]!))
      } catch (error) {
        // The statement may or may not have been committed: what is in memory is no longer believed.
        for (const { partition } of chunks) this.partitions.delete(partition)
        waiting.forEach(({ reject }) => reject(error))
      }
    }
    this.pumping = false
  }

  private takeBatch(): Waiting[] {
    let rows = 0
    let chunks = 0
    while (chunks < this.queue.length && rows < BATCH_ROWS_MAX) rows += this.queue[chunks++]!.chunk.records.length
    return this.queue.splice(0, chunks)
  }

  private async record(chunks: readonly Chunk[], attempt = 1): Promise<CompanionResult[]> {
    const drafts = await this.draft(chunks)
    const lost = await this.write([...drafts.keys()])
    if (lost.size > 0) {
      // Somebody else has moved these sources; what they recorded is now a duplicate.
      for (const partition of lost) this.partitions.delete(partition)
      if (attempt === ATTEMPTS_MAX) throw new Error('another instance records the same sources')
      return this.record(chunks, attempt + 1)
    }
    const results: CompanionResult[] = chunks.map(({ records }) => ({ handled: records.length }))
    for (const [draft, chunk] of drafts) {
      if (draft.trouble) results[chunk] = { ...results[chunk]!, ...(await this.settle(draft, draft.trouble)) }
    }
    return results
  }

  /** What each source gains from the chunks, with the number of the chunk that it was read from. */
  private async draft(chunks: readonly Chunk[]): Promise<ReadonlyMap<SourceDraft, number>> {
    const drafts = new Map<SourceState, SourceDraft>()
    const chunkOf = new Map<SourceDraft, number>()
    for (const [number, chunk] of chunks.entries()) {
      const sources = await this.sourcesOf(chunk.partition)
      for (const record of await this.newRecords(chunk)) {
        const key = sourceKey(record.origin.source, record.origin.sourcePartition)
        let state = sources.get(key)
        if (!state) sources.set(key, (state = newSource(record.origin, chunk.partition)))
        let draft = drafts.get(state)
        if (!draft) drafts.set(state, (draft = new SourceDraft(state)))
        chunkOf.set(draft, number)
        draft.take(record)
      }
    }
    return chunkOf
  }

  private async sourcesOf(partition: number): Promise<Sources> {
    let sources = this.partitions.get(partition)
    if (!sources) {
      const loaded = await loadSources(this.db, partition)
      sources = new Map(loaded.map((state) => [sourceKey(state.source, state.sourcePartition), state]))
      this.partitions.set(partition, sources)
    }
    return sources
  }

  /** The readable records of a chunk without the forwarded commands that are recorded already. */
  private async newRecords(chunk: Chunk): Promise<readonly AuditRecord[]> {
    const place: Place = { ...PLACES.get(chunk.topic)!, partition: chunk.partition }
    const records: AuditRecord[] = []
    const requests = new Map<string, AuditRecord>()
    for (const raw of chunk.records) {
      try {
        const record = readRecord(place, raw)
        records.push(record)
        const { origin } = record
        if (origin.kind === 'request' && !requests.has(origin.commandId)) requests.set(origin.commandId, record)
      } catch (error) {
        if (!(error instanceof Unrecordable)) throw error
        this.observer.unrecordable(chunk, raw.offset, error.message)
      }
    }
    if (requests.size === 0) return records
    const known = await knownRequests(this.db, [...requests.keys()])
    return records.filter(
      (record) =>
        record.origin.kind !== 'request' ||
        (!known.has(record.origin.commandId) && requests.get(record.origin.commandId) === record),
    )
  }

  /** Writes the drafts. Gives the partitions of sources that somebody else has moved. */
  private async write(drafts: readonly SourceDraft[]): Promise<ReadonlySet<number>> {
    const moving = drafts.filter(({ rows }) => rows.length > 0)
    if (moving.length === 0) return new Set()
    const born = moving.filter(({ state }) => state.position === 0)
    if (born.length > 0)
      await createSources(
        this.db,
        born.map(({ state }) => state),
      )
    const moves = moving.map((draft): SourceMove => ({ ...draft, after: draft.after() }))
    const moved = await this.append(moves)
    const lost = new Set<number>()
    moves.forEach(({ state, after, rows }, index) => {
      if (!moved.has(index + 1)) return lost.add(state.partition)
      this.observer.recorded(rows.length)
      return Object.assign(state, { ...after, stopped: undefined, rewound: false })
    })
    return lost
  }

  private async append(moves: readonly SourceMove[]): Promise<ReadonlySet<number>> {
    const now = this.clock.now()
    try {
      const { rows } = await this.db.query(appendStatement(moves, now))
      return new Set(rows.map((row) => row['number'] as number))
    } catch (error) {
      // Months are made ahead; a clock that has jumped is no reason to stand still.
      if ((error as { code?: string }).code === NO_MONTH) await createMonths(this.db, new Date(now))
      throw error
    }
  }

  /** A missing position is looked for once; then, and at once after a fork, the source stops and the others go on. */
  private async settle({ state }: SourceDraft, trouble: StopReason): Promise<Partial<CompanionResult>> {
    if (trouble === 'gap' && !state.rewound) {
      state.rewound = true
      return { rewind: { offset: state.kafkaOffset < 0n ? undefined : state.kafkaOffset } }
    }
    state.stopped = trouble
    if (state.position === 0) await createSources(this.db, [state])
    await markStopped(this.db, state, trouble)
    this.observer.stopped(state, trouble)
    // The topic of a log brings nothing else, so there is no use in reading on.
    return state.source.includes('>') ? {} : { stop: { reason: 'gap' } }
  }
}
