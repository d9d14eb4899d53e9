import { murmur2 } from '@filao/kernel'
import { sessionAt, VENUE_CALENDARS } from '@filao/market'
import { Random } from '@filao/simulation/random'
import { LISTED } from '../start/instruments'

/** How an instrument trades. */
export interface InstrumentTerms {
  readonly symbol: string
  /** Code of a venue's calendar. Outside its sessions nothing is quoted or traded. */
  readonly calendarCode: string
  readonly tick: number
  /** The price that it begins with. */
  readonly price: number
}

/** One trade, as the protocol tells it. */
export interface SimulatedTrade {
  readonly i: number
  readonly p: number
  readonly s: number
  /** Milliseconds since 1970. */
  readonly t: number
}
export interface SimulatedQuote {
  readonly bp: number
  readonly bs: number
  readonly ap: number
  readonly as: number
  readonly t: number
}
export interface Step {
  readonly quote: SimulatedQuote
  readonly trade?: SimulatedTrade
}

const SPREAD_TICKS = { least: 2, most: 10 }
/** A step of the price, in parts of it: a day of steps wanders by a few percent. */
const STEP_DEVIATION = 0.0002
/** How far a price jumps overnight, in parts of it. */
const GAP_DEVIATION = 0.01
const TRADE_PROBABILITY = 0.6
const FIRST_TRADE_ID = 1_000_000

/** A price that wanders at random from a seed, in the sessions of its calendar, with a gap at each opening. */
export class SimulatedInstrument {
  private readonly random: Random
  private mid: number
  private wasOpen: boolean | undefined
  private nextTradeId = FIRST_TRADE_ID
  private last: Step

  constructor(
    readonly terms: InstrumentTerms,
    seed: number,
    now: number,
  ) {
    this.random = new Random(seed ^ murmur2(terms.symbol))
    this.mid = terms.price
    // Its price of before: as old as the end of the session that it comes from.
    this.last = this.stepAt(this.isOpen(now) ? now : now - 86_400_000)
    this.wasOpen = this.isOpen(now)
  }

  /** What was quoted and traded last. */
  get latest(): Required<Step> {
    return this.last as Required<Step>
  }

  /** The next quote and, often, trade; undefined while the market is closed. */
  step(now: number): Step | undefined {
    const open = this.isOpen(now)
    if (open && this.wasOpen === false) this.mid *= 1 + GAP_DEVIATION * this.random.normal()
    this.wasOpen = open
    if (!open) return undefined
    this.mid *= 1 + STEP_DEVIATION * this.random.normal()
    const step = this.stepAt(now, this.random.chance(TRADE_PROBABILITY))
    this.last = { quote: step.quote, trade: step.trade ?? this.latest.trade }
    return step
  }

  /** Shows what a recording says instead. */
  show({
    quote,
    trade,
  }: {
    readonly quote?: SimulatedQuote
    readonly trade?: Omit<SimulatedTrade, 'i'>
  }): Partial<Step> {
    const made = trade && { ...trade, i: this.nextTradeId++ }
    this.mid = made?.p ?? this.mid
    this.last = { quote: quote ?? this.last.quote, trade: made ?? this.latest.trade }
    return { ...(quote && { quote }), ...(made && { trade: made }) }
  }

  private isOpen(now: number): boolean {
    const calendar = VENUE_CALENDARS.find(({ code }) => code === this.terms.calendarCode)
    if (!calendar) return true
    const { opensAt = -Infinity, closesAt = Infinity } = sessionAt(calendar, now)
    return opensAt <= now && now < closesAt
  }

  private stepAt(now: number, trades = true): Step {
    const spread = this.random.between(SPREAD_TICKS.least, SPREAD_TICKS.most)
    const bid = this.at(-Math.floor(spread / 2))
    const ask = this.at(Math.ceil(spread / 2))
    const size = (): number => this.random.between(1, 20) * 100
    const quote = { bp: bid, bs: size(), ap: ask, as: size(), t: now }
    if (!trades) return { quote }
    const price = this.random.pick([bid, this.at(0), ask])
    return { quote, trade: { i: this.nextTradeId++, p: price, s: this.random.between(1, 300), t: now } }
  }

  /** The price so many ticks from the middle, on the tick. */
  private at(ticks: number): number {
    const { tick } = this.terms
    const decimals = Math.max(0, Math.ceil(-Math.log10(tick)))
    return Number((Math.max(1, Math.round(this.mid / tick) + ticks) * tick).toFixed(decimals))
  }
}

const USUAL_TICK = 0.01

/** The terms of a symbol that nobody has described: those of the local stack, or a price that its name gives. */
export function usualTerms(symbol: string): InstrumentTerms {
  const listed = LISTED.find((one) => one.symbol === symbol)
  const price = listed?.price ?? 10 + (Math.abs(murmur2(symbol)) % 49_000) / 100
  return { symbol, calendarCode: 'ALWAYS', tick: USUAL_TICK, price }
}
