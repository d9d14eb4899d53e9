import { Reading, type Wire } from './reading'
import type { ConsumerHealth, NextOffset } from './seam'

/**
 * Every partition that a consumer is assigned, and which of them it owns. Both implementations of the bus share it, so
 * that what a spec or the simulation sees of ownership is what production does.
 */
export class Readings {
  private readonly byTopic = new Map<string, Reading[]>()
  private owned: ReadonlySet<number> = new Set()
  private offsets: NextOffset = () => undefined

  constructor(readonly wire: Wire) {}

  /** Undefined for a partition that was never assigned. */
  find(topic: string, partition: number): Reading | undefined {
    return this.byTopic.get(topic)?.[partition]
  }

  *[Symbol.iterator](): Generator<Reading> {
    for (const readings of this.byTopic.values()) yield* readings
  }

  /**
   * Takes note of the partitions there are and puts the wire into the state that memory has: a join forgets on the
   * wire what was paused and how far it was read.
   */
  assign(topic: string, partitions: number): void {
    const readings = this.byTopic.get(topic) ?? []
    this.byTopic.set(topic, readings)
    for (let partition = readings.length; partition < partitions; partition++) {
      readings.push(new Reading(topic, partition))
    }
    for (const reading of readings) {
      if (this.owned.has(reading.partition) && !reading.owned) this.gain(reading)
      else if (reading.owned) this.wire.seek(reading)
      if (!reading.active) this.wire.pause(reading)
    }
  }

  own(partitions: ReadonlySet<number>, offsets: NextOffset): void {
    this.owned = new Set(partitions)
    this.offsets = offsets
    for (const reading of this) {
      if (partitions.has(reading.partition) === reading.owned) continue
      if (reading.owned) this.lose(reading)
      else this.gain(reading)
    }
  }

  pause(topic: string, partition: number): void {
    const reading = this.find(topic, partition)
    if (!reading?.owned || reading.paused) return
    reading.paused = true
    this.wire.pause(reading)
  }

  resume(topic: string, partition: number): void {
    const reading = this.find(topic, partition)
    if (!reading?.paused) return
    reading.paused = false
    if (reading.active) this.wire.resume(reading)
  }

  rewind(topic: string, partition: number, offset: bigint | undefined): void {
    const reading = this.find(topic, partition)
    if (!reading?.owned) return
    reading.moveTo(offset)
    this.wire.seek(reading)
    if (reading.active) this.wire.resume(reading)
  }

  /** Lets nobody read any more and tells the running chunks so. */
  abandon(): void {
    for (const reading of this) {
      reading.succeed()
      reading.interrupt()
    }
  }

  /** Settled when no chunk runs. */
  async quiet(): Promise<void> {
    await Promise.all(Array.from(this, ({ turn }) => turn))
  }

  standstills(): Pick<ConsumerHealth, 'stopped' | 'failing'> {
    const all = [...this]
    return {
      stopped: all.flatMap(({ topic, partition, stopped }) =>
        stopped === undefined ? [] : [{ topic, partition, reason: stopped }],
      ),
      failing: all
        .filter(({ attempts }) => attempts > 0)
        .map(({ topic, partition, attempts, error }) => ({ topic, partition, attempts, error })),
    }
  }

  private gain(reading: Reading): void {
    reading.owned = true
    reading.paused = false
    reading.moveTo(this.offsets(reading.topic, reading.partition))
    this.wire.seek(reading)
    this.wire.resume(reading)
  }

  private lose(reading: Reading): void {
    reading.owned = false
    reading.moveTo(undefined)
    this.wire.pause(reading)
  }
}
