import type { Client } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from './load'

/** When a source was seen to be recorded up to a position. */
interface Sighting {
  readonly at: number
  readonly position: number
}

/**
 * Looks again and again how far the audit has recorded each source. A record counts as audited when a look that began
 * after its commit has come back: never too early, and too late by one pause at most.
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
    await this.look()
    this.running = this.keepLooking()
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running
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
      await this.look()
    }
  }

  private async look(): Promise<void> {
    const { rows } = await this.audit.query<{ source: string; source_partition: number; last_position: string }>({
      name: 'audit_watch',
      text: 'SELECT source, source_partition, last_position FROM audit.audit_positions',
    })
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
