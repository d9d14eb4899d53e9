import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { readRecording, type RecordedRow } from '../replay/lobster'
import type { SimulatedExchange } from './exchange'

/** A recorded morning that is to be shown as a symbol's prices. */
export const ReplayCommand = z.strictObject({
  /** A file in LOBSTER's message format. */
  path: z.string().min(1).max(1_000),
  symbol: z.string().regex(/^[A-Z0-9._-]{1,32}$/),
  /** Factor over the recorded times; absent: as fast as it can be read. */
  speed: z.number().positive().max(100_000).optional(),
})
export type ReplayCommand = z.output<typeof ReplayCommand>

/** Rows that are shown before others may be heard, when there is no time between them. */
const ROWS_AT_ONCE = 200

/** The orders of one side that a recording has named, as far as its best price needs them. */
class Side {
  private readonly sizes = new Map<number, number>()

  constructor(private readonly better: (a: number, b: number) => boolean) {}

  change(price: number, size: number): void {
    const left = (this.sizes.get(price) ?? 0) + size
    if (left > 0) this.sizes.set(price, left)
    else this.sizes.delete(price)
  }

  get best(): { readonly price: number; readonly size: number } | undefined {
    let best: number | undefined
    for (const price of this.sizes.keys()) if (best === undefined || this.better(price, best)) best = price
    return best === undefined ? undefined : { price: best, size: this.sizes.get(best)! }
  }
}

/** Shows a recording: a trade for each execution, a quote for each change of the best prices. Gives the rows shown. */
export async function replay(
  exchange: SimulatedExchange,
  { path, symbol, speed }: ReplayCommand,
  signal: AbortSignal,
): Promise<number> {
  const rows = readRecording(await readFile(path, 'utf8'))
  const sides = { buy: new Side((a, b) => a > b), sell: new Side((a, b) => a < b) }
  const began = performance.now()
  const first = rows[0]?.second ?? 0
  let shown = 0
  for (const row of rows) {
    if (signal.aborted) break
    const due = speed === undefined ? 0 : ((row.second - first) * 1_000) / speed
    const wait = due - (performance.now() - began)
    if (wait > 1 || shown % ROWS_AT_ONCE === 0)
      await sleep(Math.max(0, wait), undefined, { signal }).catch(() => undefined)
    show(exchange, symbol, { row, sides })
    shown += 1
  }
  return shown
}

function show(
  exchange: SimulatedExchange,
  symbol: string,
  { row, sides }: { readonly row: RecordedRow; readonly sides: Readonly<Record<'buy' | 'sell', Side>> },
): void {
  const t = Date.now()
  const price = Number(row.price)
  const before = [sides.buy.best?.price, sides.sell.best?.price]
  sides[row.side].change(price, row.type === 'new' ? row.size : -row.size)
  const [bid, ask] = [sides.buy.best, sides.sell.best]
  const isCrossed = bid && ask && bid.price >= ask.price
  const isNew = bid?.price !== before[0] || ask?.price !== before[1]
  const quote =
    bid && ask && isNew && !isCrossed ? { bp: bid.price, bs: bid.size, ap: ask.price, as: ask.size, t } : undefined
  const trade = row.type === 'execution' ? { p: price, s: row.size, t } : undefined
  if (quote || trade) exchange.show(symbol, { ...(quote && { quote }), ...(trade && { trade }) })
}
