import { formatUnits } from '@filao/money'
import type { Comparison, OracleLevel } from './oracle-comparison'

/** A book as the API shows it. */
export interface ShownBook {
  readonly symbol: string
  /** `<service>/<partition>/<position>` that it holds at. */
  readonly position: string
  readonly bids: readonly ShownLevel[]
  readonly asks: readonly ShownLevel[]
}
export type ShownLevel = readonly [price: string, quantity: string, orders: number]

/** Levels that a request for a book may ask for, at most. */
export const BOOK_DEPTH_MAX = 500

/** In words, at which levels the book that the API shows is another than the oracle's. */
export function bookDifferences(shown: ShownBook, oracle: Comparison['book']): string[] {
  return (['bids', 'asks'] as const).flatMap((side) => {
    const wanted = oracle[side].slice(0, BOOK_DEPTH_MAX).map(levelText)
    const actual = shown[side].map(([price, quantity, orders]) => text(price, quantity, orders))
    return Array.from({ length: Math.max(wanted.length, actual.length) }, (_, index) => index)
      .filter((index) => actual[index] !== wanted[index])
      .map(
        (index) =>
          `${side} ${index + 1}: ${actual[index] ?? 'nothing'}, the oracle expected ${wanted[index] ?? 'nothing'}`,
      )
  })
}

const text = (price: string, quantity: string, orders: number): string => `${quantity} at ${price} in ${orders} orders`
const levelText = ([price, quantity, orders]: OracleLevel): string =>
  text(formatUnits(price), formatUnits(quantity), orders)
