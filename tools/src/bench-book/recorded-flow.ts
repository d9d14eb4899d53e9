import { readFileSync } from 'node:fs'

/** One operation of the recorded market, the same for every book that is measured. Prices in ticks, sizes in shares. */
export interface FlowOperation {
  readonly kind: 'rest' | 'take' | 'cancel'
  readonly orderId: string
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly size: number
}

const NEW = '1'
const DELETE = '3'
const VISIBLE_EXECUTION = '4'

/**
 * Reads LOBSTER messages (time, type, order id, size, price × 10⁴, direction) as operations: a new order rests, a visible
 * execution is an immediate order of the other side at that price, a delete cancels. Each round ends with the cancels of
 * what is still there, so that rounds can follow each other in one book.
 */
export function readFlow(file: string, rounds: number): FlowOperation[] {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  return Array.from({ length: rounds }, (_, round) => roundOf(rows, round)).flat()
}

function roundOf(rows: readonly string[][], round: number): FlowOperation[] {
  const live = new Set<string>()
  const operations: FlowOperation[] = []
  for (const [, type, id, size, price, direction] of rows) {
    const orderId = `${round}-${id}`
    const terms = { price: Math.round(Number(price) / 100), size: Number(size) }
    const isBuy = direction === '1'
    if (type === NEW) {
      live.add(orderId)
      operations.push({ kind: 'rest', orderId, side: isBuy ? 'buy' : 'sell', ...terms })
    } else if (type === VISIBLE_EXECUTION) {
      // The direction of an execution is that of the resting order.
      operations.push({
        kind: 'take',
        orderId: `take-${round}-${operations.length}`,
        side: isBuy ? 'sell' : 'buy',
        ...terms,
      })
    } else if (type === DELETE && live.delete(orderId)) {
      operations.push({ kind: 'cancel', orderId, side: 'buy', price: 0, size: 0 })
    }
  }
  for (const orderId of live) operations.push({ kind: 'cancel', orderId, side: 'buy', price: 0, size: 0 })
  return operations
}
