/** A row of a recorded day in LOBSTER's message format: time, type, order id, size, price × 10⁴, direction. */
export interface RecordedRow {
  readonly second: number
  readonly type: 'new' | 'reduce' | 'delete' | 'execution'
  readonly orderId: string
  readonly size: number
  /** A decimal with two places. */
  readonly price: string
  /** Side of the order that the row is about: for an execution, of the one that rested. */
  readonly side: 'buy' | 'sell'
}

const TYPES: Readonly<Record<string, RecordedRow['type']>> = { 1: 'new', 2: 'reduce', 3: 'delete', 4: 'execution' }
const ROW = /^(\d+(?:\.\d+)?),(\d),(\d+),(\d+),(-?\d+),(-?1)$/

/** Reads the rows that can be played: hidden executions (5), crosses (6) and halts (7) have no order to send. */
export function readRecording(text: string): RecordedRow[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line, index) => rowOf(line.trim(), index + 1) ?? [])
}

function rowOf(line: string, number: number): RecordedRow | undefined {
  const [, second, code, orderId, size, price, direction] = ROW.exec(line) ?? []
  if (code === undefined) throw new SyntaxError(`line ${number} is not a LOBSTER message: ${line.slice(0, 80)}`)
  const type = TYPES[code]
  if (type === undefined) return undefined
  return {
    second: Number(second),
    type,
    orderId: orderId!,
    size: Number(size),
    price: (Number(price) / 10_000).toFixed(2),
    side: direction === '1' ? 'buy' : 'sell',
  }
}
