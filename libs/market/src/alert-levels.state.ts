import type { Units } from '@filao/money'
import type { Alert } from './alert.state'

/** An alert in wait for a price. */
interface Waiting {
  readonly level: Units
  readonly alert: Alert
}

/**
 * Alerts by the price that fires them, so that a quote looks only at those that it reaches, however many wait. Those that
 * fire first as the price goes on stand at the end.
 */
export class AlertLevels {
  private readonly waiting: Waiting[] = []

  /** `rises`: a level fires when the price is at or above it; `falls`: at or below it. */
  constructor(private readonly direction: 'rises' | 'falls') {}

  get size(): number {
    return this.waiting.length
  }

  add(alert: Alert, level: Units): void {
    this.waiting.splice(this.placeOf(level), 0, { level, alert })
  }

  remove(alert: Alert, level: Units): void {
    const from = this.placeOf(level)
    const at = this.waiting.findIndex((entry, index) => index >= from && entry.alert === alert)
    if (at >= 0) this.waiting.splice(at, 1)
  }

  /** The alerts that a price reaches, the nearest first. */
  *reachedBy(price: Units): Generator<Alert> {
    for (let index = this.waiting.length - 1; index >= 0; index -= 1) {
      const { level, alert } = this.waiting[index]!
      if (this.direction === 'rises' ? price < level : price > level) return
      yield alert
    }
  }

  /** Where the entries of a level begin. */
  private placeOf(level: Units): number {
    let low = 0
    let high = this.waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.waiting[middle]!.level
      if (this.direction === 'rises' ? other > level : other < level) low = middle + 1
      else high = middle
    }
    return low
  }
}
