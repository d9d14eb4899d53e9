import type { Instant } from '@filao/kernel'
import { LRUCache } from 'lru-cache'
import type { Log } from '@filao/service'
import { isHaltCode, type Streamed } from './alpaca-messages'
import { AlpacaRest, FeedUnavailable, SYMBOLS_PER_REQUEST, type AlpacaAccess } from './alpaca-rest'
import { AlpacaStream, type StreamAccess } from './alpaca-stream'
import { LatestPrices } from './latest-prices'
import type { FeedPrice, PriceFeed } from './price-feed'

const UNKNOWN_MS = 15 * 60_000
/** Answers that say that something is wrong with what was asked for, and not with who asks or with the provider. */
const NOT_THESE: ReadonlySet<number> = new Set([400, 404, 422])

/** Prices from Alpaca: streamed as far as the plan allows, asked for otherwise. */
export class AlpacaFeed implements PriceFeed {
  private readonly prices = new LatestPrices()
  /** Symbols that the provider does not know: without a price, and asked for again some time later. */
  private readonly unknown = new LRUCache<string, true>({ max: 5_000, ttl: UNKNOWN_MS })
  private readonly connection: AlpacaStream
  readonly rest: AlpacaRest

  constructor(
    access: AlpacaAccess & StreamAccess,
    private readonly log: Pick<Log, 'warn' | 'error'>,
  ) {
    this.rest = new AlpacaRest(access)
    this.connection = new AlpacaStream(access, {
      message: (message) => this.hear(message),
      failed: (reason) => this.log.warn({ reason }, 'the price stream is tried again'),
      refused: (code, reason) =>
        this.log.error({ alarm: 'price_feed', code, reason }, 'the price stream refuses the key or the plan'),
    })
  }

  get streamedMax(): number {
    return this.connection.symbolsMax
  }

  stream(symbols: readonly string[]): void {
    this.connection.want(symbols.filter((symbol) => !this.unknown.has(symbol)))
  }

  async poll(symbols: readonly string[]): Promise<void> {
    const known = symbols.filter((symbol) => !this.unknown.has(symbol))
    for (let from = 0; from < known.length; from += SYMBOLS_PER_REQUEST)
      await this.ask(known.slice(from, from + SYMBOLS_PER_REQUEST))
  }

  /** One symbol that the provider does not know fails all that it is asked for with: they are asked for in halves then. */
  private async ask(symbols: readonly string[]): Promise<void> {
    try {
      for (const [symbol, trade] of await this.rest.latestTrades(symbols)) this.prices.traded(symbol, trade, 'rest')
      for (const [symbol, quote] of await this.rest.latestQuotes(symbols)) this.prices.quoted(symbol, quote, 'rest')
    } catch (error) {
      if (!(error instanceof FeedUnavailable) || !NOT_THESE.has(error.status ?? 0)) throw error
      const [first] = symbols
      if (symbols.length === 1) {
        this.unknown.set(first!, true)
        return this.log.warn({ symbol: first }, 'the provider of prices does not know a symbol')
      }
      const half = Math.ceil(symbols.length / 2)
      await this.ask(symbols.slice(0, half))
      await this.ask(symbols.slice(half))
    }
  }

  heardAt(symbol: string): Instant | undefined {
    return this.prices.heardAt(symbol)
  }

  take(): readonly FeedPrice[] {
    return this.prices.take()
  }

  close(): void {
    this.connection.close()
  }

  private hear(message: Streamed): void {
    switch (message.T) {
      case 't':
        return this.prices.traded(message.S, message, 'stream')
      case 'q':
        return this.prices.quoted(message.S, message, 'stream')
      case 'c':
        return this.prices.corrected(message.S, message.oi, {
          p: message.cp,
          s: message.cs,
          ...(message.ci !== undefined && { i: message.ci }),
        })
      case 'x':
        return this.prices.corrected(message.S, message.i)
      case 's':
        return this.prices.halted(message.S, isHaltCode(message.sc))
      // The connection's own affairs.
      default:
    }
  }
}
