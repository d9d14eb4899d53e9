import type { Client, QueryConfig } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from './load'

/** When a source was seen to be recorded up to a position. */
interface Sighting {
  readonly at: number
  readonly position: number
}

const POSITIONS = 'SELECT source, source_partition, last_position FROM audit.audit_positions'
/** Where legs settle. */
const FOLLOWED = 'wallet'

/**
 * Looks again and again how far the audit has recorded wallet, whose records are what a settlement is measured by; how far
 * it has recorded the others only when it is told to, because each look takes from what is measured. A record counts as
 * audited when a look that began after its commit has come back: never too early, and too late by one pause at most.
 */
export class AuditWatch {
  private readonly sightings = new Map<string, Sighting[]>()
  private readonly stopping = new AbortController()
  private running: Promise<void> | undefined

  constructor(
    private readonly audit: Client,
    private readonly pauseMs: number,
  ) {}

  async start(): Promise<void> {
    await this.lookAtAll()
    this.running = this.keepLooking()
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running
  }

  lookAtAll(): Promise<void> {
    return this.look({ name: 'audit_watch_all', text: POSITIONS })
  }

  /** Position up to which a source's partition is recorded, as of the last look. */
  position(source: string, partition: number): number {
    return this.sightings.get(`${source}/${partition}`)?.at(-1)?.position ?? 0
  }

  /** When the position was first seen to be recorded; undefined as long as it is not. */
  auditedAt(source: string, partition: number, position: number): number | undefined {
    const seen = this.sightings.get(`${source}/${partition}`) ?? []
    let from = 0
    let to = seen.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (seen[middle]!.position < position) from = middle + 1
      else to = middle
    }
    return seen[from]?.at
  }

  /** Records of all sources, links of commands among them, as of the last look. */
  get records(): number {
    return [...this.sightings.values()].reduce((sum, seen) => sum + seen.at(-1)!.position, 0)
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await sleep(this.pauseMs)
      await this.look({ name: 'audit_watch', text: `${POSITIONS} WHERE source = $1`, values: [FOLLOWED] })
    }
  }

  private async look(query: QueryConfig): Promise<void> {
    const { rows } = await this.audit.query<{ source: string; source_partition: number; last_position: string }>(query)
    const at = monotonicMs()
    for (const { source, source_partition: partition, last_position: last } of rows) {
      const key = `${source}/${partition}`
      const seen = this.sightings.get(key) ?? []
      if (seen.length === 0) this.sightings.set(key, seen)
      const position = Number(last)
      if (seen.at(-1)?.position !== position) seen.push({ at, position })
    }
  }
}
