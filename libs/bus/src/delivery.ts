import type { Reading, Schedule, Wire } from './reading'
import type { BusLog, Chunk, ChunkResult, InRecord, OnChunk } from './seam'

/** A handler that answered for fewer records than it got is asked again, but not in a tight loop. */
const AGAIN_MS = 20
const BACK_OFF_MS_MIN = 100
const BACK_OFF_MS_MAX = 10_000

/**
 * Hands chunks to the handler and moves the reading. No error of a handler gets past it: the client below would stop
 * for ever on a TypeError and restart itself on any other, and either way the process would live on without reading.
 */
export class Delivery {
  constructor(
    private readonly wire: Wire,
    private readonly onChunk: OnChunk,
    private readonly schedule: Schedule,
    private readonly log: BusLog,
  ) {}

  /** True when all records were handled and the next chunk may follow at once. */
  async handOver(reading: Reading, records: readonly InRecord[], highWatermark: bigint): Promise<boolean> {
    const { generation } = reading
    // A chunk may still run from before the reading was lost and regained, or from a connection given up.
    const previous = reading.turn
    let done!: () => void
    reading.turn = new Promise((resolve) => (done = resolve))
    try {
      await previous
      if (reading.generation !== generation || !reading.active) return false
      return await this.run(reading, { topic: reading.topic, partition: reading.partition, highWatermark, records })
    } finally {
      done()
    }
  }

  private async run(reading: Reading, chunk: Chunk): Promise<boolean> {
    const { generation } = reading
    // An offset out of range has made the wire start at the earliest; counting on from it would skip what is there.
    reading.next = chunk.records[0]!.offset
    let result: ChunkResult
    try {
      result = await this.onChunk(chunk, reading.signal)
      assertAnswer(result, chunk.records.length)
    } catch (error) {
      if (reading.generation === generation) this.backOff(reading, chunk, error)
      return false
    }
    if (reading.generation !== generation) return false
    if (result.handled > 0) reading.next = chunk.records[result.handled - 1]!.offset + 1n
    reading.succeed()
    if (result.stop) {
      reading.stopped = result.stop.reason
      this.wire.pause(reading)
      return false
    }
    if (result.handled === 0 && reading.active) this.cool(reading, AGAIN_MS)
    return result.handled === chunk.records.length && reading.active
  }

  private backOff(reading: Reading, { topic, partition, records }: Chunk, error: unknown): void {
    reading.attempts++
    reading.error = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const delay = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** Math.min(reading.attempts - 1, 10))
    this.log('warn', 'a chunk failed and will be delivered again', {
      topic,
      partition,
      offset: String(records[0]!.offset),
      attempts: reading.attempts,
      error,
    })
    this.cool(reading, delay)
  }

  private cool(reading: Reading, delayMs: number): void {
    this.wire.pause(reading)
    reading.cooling = this.schedule(delayMs, () => {
      reading.cooling = undefined
      if (reading.active) this.wire.resume(reading)
    })
  }
}

function assertAnswer(result: ChunkResult | undefined, records: number): asserts result is ChunkResult {
  const handled = result?.handled
  if (handled === undefined || !Number.isInteger(handled) || handled < 0 || handled > records) {
    throw new TypeError(`a handler of ${records} records answered that it handled ${String(handled)}`)
  }
}
