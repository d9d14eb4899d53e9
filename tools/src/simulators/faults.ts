/** How a provider misbehaves on command. The last one concerns its answers, the others its notifications. */
export const FAULTS = [
  'duplicate',
  'reorder',
  'delay',
  'bad_signature',
  'stale_timestamp',
  'drop',
  'error_500',
] as const
export type Fault = (typeof FAULTS)[number]

export const isFault = (text: unknown): text is Fault => FAULTS.includes(text as Fault)

/** The misbehaviours that are still to come, each a number of times. */
export class Faults {
  private readonly left = new Map<Fault, number>()

  order(fault: Fault, times: number): void {
    this.left.set(fault, (this.left.get(fault) ?? 0) + times)
  }

  /** True when this is one of the times. */
  take(fault: Fault): boolean {
    const left = this.left.get(fault) ?? 0
    if (left > 0) this.left.set(fault, left - 1)
    return left > 0
  }

  clear(): void {
    this.left.clear()
  }
}
