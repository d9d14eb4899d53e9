import { formatUnits, readUnits } from '@filao/money'
import { FAULTS, type Fault } from '@filao/testing/simulators'

export const isFault = (text: unknown): text is Fault => FAULTS.includes(text as Fault)

/** The misbehaviours that are still to come, each a number of times. */
export class Faults {
  private readonly left = new Map<string, number>()

  /** `amount`: of the payments that alone are concerned, whoever else pays meanwhile; undefined: whatever comes next. */
  order(fault: Fault, times: number, amount?: string): void {
    const key = keyOf(fault, amount)
    this.left.set(key, (this.left.get(key) ?? 0) + times)
  }

  /** True when this is one of the times: something about payments of these amounts. */
  take(fault: Fault, ...amounts: readonly string[]): boolean {
    const keys = [undefined, ...amounts].map((amount) => keyOf(fault, amount))
    const key = keys.find((one) => (this.left.get(one) ?? 0) > 0)
    if (key !== undefined) this.left.set(key, this.left.get(key)! - 1)
    return key !== undefined
  }
}

const keyOf = (fault: Fault, amount: string | undefined): string =>
  amount === undefined ? fault : `${fault}/${formatUnits(readUnits(amount))}`
