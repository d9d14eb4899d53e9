import type { InRecord, OutRecord } from '../seam'

/** One partition of a topic in memory. */
export class MemoryLog {
  private readonly records: InRecord[] = []
  /** Rounds that are left until a record is seen, by its index; most have none. */
  private readonly delays = new Map<number, number>()
  private first = 0

  /** The offset that the next record will get. */
  get end(): bigint {
    return BigInt(this.records.length)
  }
  get earliest(): bigint {
    return BigInt(this.first)
  }
  get last(): InRecord | undefined {
    return this.records.length > this.first ? this.records.at(-1) : undefined
  }

  append({ key, value, headers }: OutRecord, timestamp: number, delayRounds: number): void {
    if (delayRounds > 0) this.delays.set(this.records.length, delayRounds)
    this.records.push({
      offset: BigInt(this.records.length),
      key: Buffer.from(key as Buffer),
      value: Buffer.from(value as Buffer),
      headers: new Map(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      timestamp: BigInt(timestamp),
    })
  }

  /**
   * Up to `count` records from an offset; what is out of range starts at the earliest, as Kafka's consumers are told to.
   * Empty with `delayed` when a record exists but is not yet seen: asking again is what makes the rounds pass.
   */
  read(from: bigint | undefined, count: number): { records: readonly InRecord[]; delayed: boolean } {
    const start = this.start(from)
    let end = start
    while (end < this.records.length && end - start < count && !this.delays.has(end)) end++
    const delayed = end === start && this.pass(start)
    return { records: this.records.slice(start, end), delayed }
  }

  /** True when there is a record at or after this offset, seen or not. */
  has(from: bigint | undefined): boolean {
    return this.start(from) < this.records.length
  }

  /** Drops the oldest records, as retention does. */
  deleteBefore(offset: bigint): void {
    this.first = Math.max(this.first, Number(offset))
  }

  private start(from: bigint | undefined): number {
    const index = from === undefined ? this.first : Number(from)
    return index < this.first || index > this.records.length ? this.first : index
  }

  private pass(index: number): boolean {
    const rounds = this.delays.get(index)
    if (rounds === undefined) return false
    if (rounds > 1) this.delays.set(index, rounds - 1)
    else this.delays.delete(index)
    return true
  }
}
