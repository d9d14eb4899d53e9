import type { BarTimeframe } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import { maxUnits, minUnits, type Units } from '@filao/money'
import { MINUTE_MS } from './local-time.state'

/** Length of each timeframe. Days are those of UTC, so that a bar means the same for every venue. */
export const TIMEFRAME_MS: Readonly<Record<BarTimeframe, number>> = {
  '1Min': MINUTE_MS,
  '5Min': 5 * MINUTE_MS,
  '15Min': 15 * MINUTE_MS,
  '1Hour': 60 * MINUTE_MS,
  '1Day': 24 * 60 * MINUTE_MS,
}
const TIMEFRAMES = Object.entries(TIMEFRAME_MS) as [BarTimeframe, number][]

export interface TapeTrade {
  readonly assetId: Id
  readonly price: Units
  readonly quantity: Units
  /** price × quantity, exact. */
  readonly gross: Units
  readonly at: Instant
}

export interface Bar {
  readonly assetId: Id
  readonly timeframe: BarTimeframe
  readonly openedAt: Instant
  readonly open: Units
  readonly high: Units
  readonly low: Units
  readonly close: Units
  readonly volume: Units
  /** Sum of price × quantity; the mean price by volume is this by the volume. */
  readonly notional: Units
  readonly tradeCount: number
}

/** The bars of all timeframes that trades, given in order, make. Each stands once, by asset, timeframe and time. */
export function barsOf(trades: readonly TapeTrade[]): readonly Bar[] {
  const bars = new Map<string, Bar>()
  for (const trade of trades) {
    for (const [timeframe, length] of TIMEFRAMES) {
      const openedAt = trade.at - (trade.at % length)
      const key = `${trade.assetId} ${timeframe} ${openedAt}`
      bars.set(key, extended(bars.get(key), { ...trade, timeframe, openedAt }))
    }
  }
  return [...bars.values()]
}

function extended(bar: Bar | undefined, trade: TapeTrade & Pick<Bar, 'timeframe' | 'openedAt'>): Bar {
  const { assetId, timeframe, openedAt, price, quantity, gross } = trade
  if (!bar) {
    const prices = { open: price, high: price, low: price, close: price }
    return { assetId, timeframe, openedAt, ...prices, volume: quantity, notional: gross, tradeCount: 1 }
  }
  return {
    ...bar,
    high: maxUnits(bar.high, price),
    low: minUnits(bar.low, price),
    close: price,
    volume: bar.volume + quantity,
    notional: bar.notional + gross,
    tradeCount: bar.tradeCount + 1,
  }
}
