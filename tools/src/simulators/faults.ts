import { FAULTS, type Fault } from '@filao/testing/simulators'

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
