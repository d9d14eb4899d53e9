import { SimulatedInstrument, usualTerms, type InstrumentTerms, type SimulatedTrade, type Step } from './instrument'

/** What is told of a symbol, as the stream writes it; the time is added there. */
export type Told =
  | ({ readonly kind: 'step'; readonly symbol: string } & Partial<Step>)
  | { readonly kind: 'correction'; readonly symbol: string; readonly trade: SimulatedTrade; readonly price: number }
  | { readonly kind: 'cancel'; readonly symbol: string; readonly trade: SimulatedTrade }
  | { readonly kind: 'status'; readonly symbol: string; readonly halted: boolean }

type Listener = (told: Told) => void

const SYMBOL = /^[A-Z0-9._-]{1,32}$/
/** Symbols that the provider does not know, so that this can be tried. */
const UNKNOWN_PREFIX = 'NONE'
/** A correction moves a price by so much: enough to be seen. */
const CORRECTION_SHARE = 0.02

/** All instruments of the provider: each symbol that is asked for exists, unless its name begins with NONE. */
export class SimulatedExchange {
  private readonly instruments = new Map<string, SimulatedInstrument>()
  private readonly listeners = new Set<Listener>()
  private readonly halted = new Set<string>()
  /** Symbols of which nothing new is heard: their last price grows old. */
  private readonly stale = new Set<string>()

  constructor(
    private readonly seed: number,
    private readonly now: () => number = Date.now,
  ) {}

  knows(symbol: string): boolean {
    return SYMBOL.test(symbol) && !symbol.startsWith(UNKNOWN_PREFIX)
  }

  get symbols(): readonly string[] {
    return [...this.instruments.keys()]
  }

  instrument(symbol: string): SimulatedInstrument | undefined {
    if (!this.knows(symbol)) return undefined
    return this.instruments.get(symbol) ?? this.describe(usualTerms(symbol))
  }

  describe(terms: InstrumentTerms): SimulatedInstrument {
    const instrument = new SimulatedInstrument(terms, this.seed, this.now())
    this.instruments.set(terms.symbol, instrument)
    return instrument
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** One step of every instrument that somebody has asked for. */
  step(): void {
    for (const [symbol, instrument] of this.instruments) {
      if (this.halted.has(symbol) || this.stale.has(symbol)) continue
      const step = instrument.step(this.now())
      if (step) this.tell({ kind: 'step', symbol, ...step })
    }
  }

  show(symbol: string, shown: Parameters<SimulatedInstrument['show']>[0]): void {
    const instrument = this.instrument(symbol)
    if (instrument) this.tell({ kind: 'step', symbol, ...instrument.show(shown) })
  }

  halt(symbol: string, halted: boolean): void {
    if (halted) this.halted.add(symbol)
    else this.halted.delete(symbol)
    this.tell({ kind: 'status', symbol, halted })
  }

  /** A feed that goes on without saying anything new, as a broken one does. */
  freeze(symbol: string, frozen: boolean): void {
    if (frozen) this.stale.add(symbol)
    else this.stale.delete(symbol)
  }

  /** The last trade was at another price. */
  correct(symbol: string): void {
    const trade = this.instrument(symbol)?.latest.trade
    if (trade)
      this.tell({ kind: 'correction', symbol, trade, price: Number((trade.p * (1 - CORRECTION_SHARE)).toFixed(2)) })
  }

  /** The last trade never was. */
  cancel(symbol: string): void {
    const trade = this.instrument(symbol)?.latest.trade
    if (trade) this.tell({ kind: 'cancel', symbol, trade })
  }

  private tell(told: Told): void {
    for (const listener of this.listeners) listener(told)
  }
}
