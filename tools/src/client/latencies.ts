/** Latencies in milliseconds, every one kept: a run has at most some hundred thousand. */
export class Latencies {
  private readonly values: number[] = []
  private isSorted = true

  add(milliseconds: number): void {
    this.values.push(milliseconds)
    this.isSorted = false
  }

  get count(): number {
    return this.values.length
  }

  /** The smallest value that at least this share of all values does not exceed; undefined when there are none. */
  quantile(share: number): number | undefined {
    if (!this.isSorted) this.values.sort((a, b) => a - b)
    this.isSorted = true
    return this.values[Math.max(0, Math.ceil(share * this.values.length) - 1)]
  }
}

/** A quantile as a table shows it. */
export function shown(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–'
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds))
}
