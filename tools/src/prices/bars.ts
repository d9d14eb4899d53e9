import { murmur2 } from '@filao/kernel'

export interface SimulatedBar {
  readonly t: string
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly v: number
  readonly n: number
  readonly vw: number
}

const MINUTE_MS = 60_000
export const TIMEFRAMES: Readonly<Record<string, number>> = {
  '1Min': MINUTE_MS,
  '5Min': 5 * MINUTE_MS,
  '15Min': 15 * MINUTE_MS,
  '1Hour': 60 * MINUTE_MS,
  '1Day': 1_440 * MINUTE_MS,
}
/** Waves of the past, their length in minutes and their height in parts of the price. */
const WAVES = [
  { minutes: 7, height: 0.002 },
  { minutes: 61, height: 0.006 },
  { minutes: 1_441, height: 0.02 },
  { minutes: 28_801, height: 0.08 },
]

/** The past of a price, which the same seed always gives alike, however it is asked for. */
export class SimulatedPast {
  constructor(
    private readonly symbol: string,
    private readonly price: number,
    private readonly seed: number,
  ) {}

  /** Bars from a start up to an end, ascending. */
  bars(
    timeframe: number,
    span: { readonly start: number; readonly end: number; readonly max: number },
  ): SimulatedBar[] {
    const first = Math.ceil(span.start / timeframe)
    const last = Math.floor((span.end - 1) / timeframe)
    const count = Math.min(Math.max(0, last - first + 1), span.max)
    return Array.from({ length: count }, (_, index) => this.bar((first + index) * timeframe, timeframe))
  }

  private bar(openedAt: number, timeframe: number): SimulatedBar {
    const o = this.at(openedAt)
    const c = this.at(openedAt + timeframe)
    const h = Math.max(o, c) * (1 + 0.001 * this.noise('high', openedAt))
    const l = Math.min(o, c) * (1 - 0.001 * this.noise('low', openedAt))
    const v = 100 + Math.floor(this.noise('volume', openedAt) * 10_000)
    const cents = (price: number): number => Number(price.toFixed(2))
    const figures = { o: cents(o), h: cents(h), l: cents(l), c: cents(c), vw: cents((o + c) / 2) }
    return { t: new Date(openedAt).toISOString().replace('.000Z', 'Z'), ...figures, v, n: Math.ceil(v / 90) }
  }

  private at(time: number): number {
    const moved = WAVES.reduce((sum, { minutes, height }) => sum + height * this.wave(minutes * MINUTE_MS, time), 0)
    return this.price * (1 + moved)
  }

  /** Random heights at equal distances, joined smoothly: -1 to 1. */
  private wave(length: number, time: number): number {
    const index = Math.floor(time / length)
    const part = time / length - index
    const eased = part * part * (3 - 2 * part)
    const here = 2 * this.noise(`${length}`, index) - 1
    const next = 2 * this.noise(`${length}`, index + 1) - 1
    return here + (next - here) * eased
  }

  /** 0 to 1. */
  private noise(name: string, index: number): number {
    return (murmur2(`${this.seed}/${this.symbol}/${name}/${index}`) >>> 0) / 4_294_967_295
  }
}
