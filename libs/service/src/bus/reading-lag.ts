import type { Chunk, InRecord } from '@filao/bus'

/**
 * How far behind a consumer is, in time: 0 where nothing comes after what was handled, else the age of what waits. An
 * idle topic is no lag, however old its last message.
 */
export class ReadingLag {
  /** The topics that are read. */
  topics: readonly string[] = []
  private partitions: ReadonlySet<number> = new Set()
  /** Time of the oldest message known to wait, by `<topic>/<partition>`; absent: caught up. */
  private readonly waiting = new Map<string, number>()

  own(partitions: ReadonlySet<number>): void {
    this.partitions = new Set(partitions)
    for (const key of this.waiting.keys()) {
      if (!partitions.has(Number(key.slice(key.lastIndexOf('/') + 1)))) this.waiting.delete(key)
    }
  }

  arrived(chunk: Chunk): void {
    this.waiting.set(keyOf(chunk), timeOf(chunk.records[0]!))
  }

  handled(chunk: Chunk, count: number): void {
    const last = chunk.records[count - 1]
    // Of what comes after the last one only its own time is known, and it is not older than that.
    if (last === undefined) return
    if (last.offset + 1n >= chunk.highWatermark) this.waiting.delete(keyOf(chunk))
    else this.waiting.set(keyOf(chunk), timeOf(last))
  }

  /** Seconds behind at `now`, by `<topic>/<partition>`, of every partition that is owned. */
  *seconds(now: number): Generator<readonly [source: string, seconds: number]> {
    for (const topic of this.topics) {
      for (const partition of this.partitions) {
        const key = `${topic}/${partition}`
        const since = this.waiting.get(key)
        yield [key, since === undefined ? 0 : Math.max(0, now - since) / 1_000]
      }
    }
  }
}

const keyOf = ({ topic, partition }: Chunk): string => `${topic}/${partition}`

/** When it came about; where it does not say so, when it was sent. */
function timeOf({ headers, timestamp }: InRecord): number {
  const time = Date.parse(headers.get('ce_time')?.toString('latin1') ?? '')
  return Number.isNaN(time) ? Number(timestamp) : time
}
