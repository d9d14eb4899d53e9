import type { Instant } from '@filao/kernel'
import { ONE, type Units } from '@filao/money'
import type { EventNamed } from './market.events'

/** What a client wants to be told of, and what became of it. */
export interface Alert extends Omit<EventNamed<'AlertCreated'>, 'type' | 'armed'> {
  readonly createdAt: Instant
  /** False once it watches no more. */
  active: boolean
  /** False while its condition still holds from before. */
  armed: boolean
  /** Position of the event that armed it: no earlier quote fires it. */
  since: number
  triggeredAt?: Instant
  triggeredPrice?: Units
  triggerCount: number
  /** True when its owner has removed it. */
  removed?: boolean
}

/** What a fresh quote has shown: the last price, and how far the trades since the quote before went. */
export interface Reach {
  readonly last: Units
  readonly high: Units
  readonly low: Units
  /** Position of the quote. */
  readonly position: number
}

/** True for alerts that no single price fires. */
export const isByBars = ({ alertType }: Pick<Alert, 'alertType'>): boolean =>
  alertType === 'technical_indicator' || alertType === 'volume_spike'

type Condition = Pick<Alert, 'alertType' | 'conditionValue' | 'referencePrice'>

/** From which price up, and from which down, a condition holds. A change counts in percents of its reference price. */
export function levelsOf({ alertType, conditionValue, referencePrice = 0n }: Condition): {
  readonly above?: Units
  readonly below?: Units
} {
  if (alertType === 'price_above') return { above: conditionValue }
  if (alertType === 'price_below') return { below: conditionValue }
  const whole = 100n * ONE
  const change = referencePrice * conditionValue
  const below = (referencePrice * whole - change) / whole
  return { above: (referencePrice * whole + change + whole - 1n) / whole, ...(below > 0n && { below }) }
}

/** True when a price fulfils the condition. */
export function holdsAt(condition: Condition, price: Units): boolean {
  const { above, below } = levelsOf(condition)
  return (above !== undefined && price >= above) || (below !== undefined && price <= below)
}
