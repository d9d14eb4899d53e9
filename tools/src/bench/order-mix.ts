import type { RecordedRow } from '../replay/lobster'

/** An order to place, by a trader of its instrument; both are told apart by their numbers. */
export interface MixOrder {
  readonly instrument: number
  readonly trader: number
  readonly side: 'buy' | 'sell'
  readonly limitPrice: string
  readonly quantity: string
}

/** The instruments in turn; on each, every second order takes what the one before it offered. */
export class OrderMix {
  private readonly rows: readonly RecordedRow[]
  private readonly cursors: { next: number; offered: MixOrder | undefined }[]
  private turn = 0

  constructor(
    rows: readonly RecordedRow[],
    instruments: number,
    private readonly tradersOf: (instrument: number) => readonly number[],
  ) {
    this.rows = rows.filter(({ type }) => type === 'new')
    this.cursors = Array.from({ length: instruments }, (_, index) => ({
      next: Math.floor((this.rows.length * index) / instruments),
      offered: undefined,
    }))
  }

  next(): MixOrder {
    const instrument = this.turn % this.cursors.length
    const traders = this.tradersOf(instrument)
    const trader = traders[Math.floor(this.turn / this.cursors.length) % traders.length]!
    this.turn += 1
    const cursor = this.cursors[instrument]!
    const { offered } = cursor
    if (offered) {
      cursor.offered = undefined
      return { ...offered, trader, side: offered.side === 'buy' ? 'sell' : 'buy' }
    }
    const { side, price, size } = this.rows[cursor.next++ % this.rows.length]!
    cursor.offered = { instrument, trader, side, limitPrice: price, quantity: String(size) }
    return cursor.offered
  }
}
