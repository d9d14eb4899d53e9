import { z } from 'zod'
import { Decimal, Id } from '../fields'
import { BarTimeframe } from './market.fields'

export const AlertType = z.enum(['price_above', 'price_below', 'percent_change', 'technical_indicator', 'volume_spike'])
export type AlertType = z.output<typeof AlertType>
export const TechnicalIndicator = z.enum(['rsi', 'sma', 'ema', 'macd'])
export type TechnicalIndicator = z.output<typeof TechnicalIndicator>

const Period = z.number().int().min(1).max(200)
const Level = z.number().int().min(1).max(99)

/** How an indicator is computed: bars of `timeframe`, as many as the periods. What is absent has its usual value. */
export const IndicatorParameters = z.object({
  timeframe: BarTimeframe.optional(),
  period: Period.optional(),
  /** Levels of an RSI, 1–99. */
  overbought: Level.optional(),
  oversold: Level.optional(),
  fastPeriod: Period.optional(),
  slowPeriod: Period.optional(),
  signalPeriod: Period.optional(),
})
export type IndicatorParameters = z.output<typeof IndicatorParameters>

/** What a client wants to be told of. A percentage counts percents (`5` = 5 %), a volume spike multiples of the mean. */
export const AlertTerms = {
  alertType: AlertType,
  conditionValue: Decimal,
  technicalIndicator: TechnicalIndicator.optional(),
  indicatorParameters: IndicatorParameters.optional(),
  customMessage: z.string().max(500).optional(),
  repeatAlert: z.boolean(),
}

/** The name of a watchlist, as its owner writes it. */
export const WatchlistName = z.string().min(1).max(50)
/** Instruments in the order in which they are shown. */
export const WatchedAssets = z.array(Id).max(100)
