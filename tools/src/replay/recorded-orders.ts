import type { RecordedRow } from './lobster'

/** What is sent for a row. Orders are numbered in the order of the recording. */
export type Step =
  | { readonly kind: 'place'; readonly order: number; readonly participant: number; readonly body: object }
  | { readonly kind: 'reduce'; readonly order: number; readonly quantity: number }
  | { readonly kind: 'cancel'; readonly order: number }

/**
 * Turns rows into steps. A new order goes to the participants in turn. An execution is an immediate order of the other
 * side from somebody else than the one whose order rested. Rows about orders from before the recording have no step.
 */
export class RecordedOrders {
  private readonly resting = new Map<string, { order: number; participant: number; quantity: number }>()
  private placed = 0

  constructor(
    private readonly symbol: string,
    private readonly participants: number,
  ) {}

  step({ type, orderId, size, price, side }: RecordedRow): Step | undefined {
    const resting = this.resting.get(orderId)
    if (type === 'new') {
      const step = this.place(side, price, size, 'gtc')
      this.resting.set(orderId, { order: step.order, participant: step.participant, quantity: size })
      return step
    }
    if (!resting) return undefined
    if (type === 'execution')
      return this.place(side === 'buy' ? 'sell' : 'buy', price, size, 'ioc', resting.participant)
    if (type === 'delete') {
      this.resting.delete(orderId)
      return { kind: 'cancel', order: resting.order }
    }
    resting.quantity -= size
    return resting.quantity > 0 ? { kind: 'reduce', order: resting.order, quantity: resting.quantity } : undefined
  }

  private place(side: 'buy' | 'sell', price: string, size: number, timeInForce: 'gtc' | 'ioc', other?: number) {
    const order = this.placed
    this.placed += 1
    const turn = order % this.participants
    const participant = turn === other ? (turn + 1) % this.participants : turn
    const terms = { symbol: this.symbol, side, type: 'limit', timeInForce }
    return {
      kind: 'place',
      order,
      participant,
      body: { ...terms, quantity: String(size), limitPrice: price },
    } as const
  }
}
