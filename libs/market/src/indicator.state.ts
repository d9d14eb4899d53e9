import type { IndicatorParameters } from '@filao/contracts'
import { divideHalfUp, ONE, ZERO, type Units } from '@filao/money'
import type { Alert } from './alert.state'

const HUNDRED = 100n * ONE
/** Decimals that the recursions carry beyond those of a price, so that rounding does not add up. */
const EXTRA = 10n ** 8n

type Closes = readonly Units[]

/** The usual figures, where a client names none. */
const USUAL = { period: { rsi: 14, sma: 20, ema: 20 }, overbought: 70, oversold: 30, fast: 12, slow: 26, signal: 9 }

/** Mean of the last `period` closes; undefined while there are fewer. */
export function sma(closes: Closes, period: number): Units | undefined {
  if (closes.length < period) return undefined
  return divideHalfUp(
    closes.slice(-period).reduce((sum, close) => sum + close, ZERO),
    BigInt(period),
  )
}

/** Exponential mean with the factor 2 ÷ (period + 1), begun with the mean of the first `period` closes. */
export const ema = (closes: Closes, period: number): Units | undefined => emas(closes, period).at(-1)

/** The exponential mean after each close from the `period`-th on. */
function emas(closes: Closes, period: number): Units[] {
  const first = closes.length < period ? undefined : sma(closes.slice(0, period), period)
  if (first === undefined) return []
  const means = [first]
  let mean = first * EXTRA
  for (const close of closes.slice(period)) {
    mean += divideHalfUp(2n * (close * EXTRA - mean), BigInt(period + 1))
    means.push(divideHalfUp(mean, EXTRA))
  }
  return means
}

/** Wilder's relative strength index, 0–100; undefined while there are not `period` changes. */
export function rsi(closes: Closes, period: number): Units | undefined {
  if (closes.length <= period) return undefined
  const changes = closes.slice(1).map((close, index) => (close - closes[index]!) * EXTRA)
  const span = BigInt(period)
  const mean = (sign: 1n | -1n): bigint => {
    const moves = changes.map((change) => (change * sign > 0n ? change * sign : 0n))
    const first = divideHalfUp(
      moves.slice(0, period).reduce((sum, move) => sum + move, 0n),
      span,
    )
    return moves.slice(period).reduce((so, move) => divideHalfUp(so * (span - 1n) + move, span), first)
  }
  const gain = mean(1n)
  const loss = mean(-1n)
  // A price that never moved is neither strong nor weak.
  if (gain + loss === 0n) return HUNDRED / 2n
  return divideHalfUp(HUNDRED * gain, gain + loss)
}

/** Fast less slow exponential mean, less its own mean: above 0 the trend strengthens. */
function macdHistogram(
  closes: Closes,
  { fast, slow, signal }: { readonly fast: number; readonly slow: number; readonly signal: number },
): Units | undefined {
  const long = emas(closes, slow)
  const short = emas(closes, fast).slice(-long.length)
  if (short.length !== long.length || long.length < signal) return undefined
  const line = long.map((mean, index) => short[index]! - mean)
  return line.at(-1)! - ema(line, signal)!
}

/**
 * True when an indicator's condition holds at the last of these closes, oldest first: an RSI outside its two levels, a
 * mean or a MACD that the last bar has crossed. Undefined while there are too few bars.
 */
export function indicatorHolds(
  { technicalIndicator, indicatorParameters = {} }: Pick<Alert, 'technicalIndicator' | 'indicatorParameters'>,
  closes: Closes,
): boolean | undefined {
  switch (technicalIndicator) {
    case 'rsi':
      return outsideLevels(rsi(closes, indicatorParameters.period ?? USUAL.period.rsi), indicatorParameters)
    case 'sma':
    case 'ema':
      return crossed(closes, (upTo) => distance(upTo, technicalIndicator, indicatorParameters))
    case 'macd':
      return crossed(closes, (upTo) => macdHistogram(upTo, periodsOf(indicatorParameters)))
    default:
      return undefined
  }
}

function outsideLevels(index: Units | undefined, levels: IndicatorParameters): boolean | undefined {
  if (index === undefined) return undefined
  const { overbought = USUAL.overbought, oversold = USUAL.oversold } = levels
  return index >= BigInt(overbought) * ONE || index <= BigInt(oversold) * ONE
}

/** True when the last close has brought a value to the other side of 0. */
function crossed(closes: Closes, valueAt: (closes: Closes) => Units | undefined): boolean | undefined {
  const before = valueAt(closes.slice(0, -1))
  const now = valueAt(closes)
  return before === undefined || now === undefined ? undefined : before < 0n !== now < 0n
}

/** The last close less its mean. */
function distance(closes: Closes, kind: 'sma' | 'ema', { period = USUAL.period[kind] }: IndicatorParameters) {
  const mean = kind === 'sma' ? sma(closes, period) : ema(closes, period)
  return mean === undefined ? undefined : closes.at(-1)! - mean
}

const periodsOf = ({ fastPeriod, slowPeriod, signalPeriod }: IndicatorParameters) => ({
  fast: fastPeriod ?? USUAL.fast,
  slow: slowPeriod ?? USUAL.slow,
  signal: signalPeriod ?? USUAL.signal,
})
