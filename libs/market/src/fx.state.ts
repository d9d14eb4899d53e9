import type { FxEvent } from './market.events'

/** What one unit of the base currency costs in the quote currency. */
export interface FxPair {
  readonly kind: 'fx'
  readonly rate: Omit<FxEvent, 'type'>
}

export function evolveFxPair({ type: _, ...rate }: FxEvent): FxPair {
  return { kind: 'fx', rate }
}
