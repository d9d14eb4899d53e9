import type { Instant } from '@filao/kernel'
import type { Log } from '@filao/service'
import { isHaltCode, type Streamed } from './alpaca-messages'
import { AlpacaRest, SYMBOLS_PER_REQUEST, type AlpacaAccess } from './alpaca-rest'
import { AlpacaStream, type StreamAccess } from './alpaca-stream'
import { LatestPrices } from './latest-prices'
import type { FeedPrice, PriceFeed } from './price-feed'

/** Prices from Alpaca: streamed as far as the plan allows, asked for otherwise. */
export class AlpacaFeed implements PriceFeed {
  private readonly prices = new LatestPrices()
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
    this.connection.want(symbols)
  }

  async poll(symbols: readonly string[]): Promise<void> {
    for (let from = 0; from < symbols.length; from += SYMBOLS_PER_REQUEST) {
      const some = symbols.slice(from, from + SYMBOLS_PER_REQUEST)
      for (const [symbol, trade] of await this.rest.latestTrades(some)) this.prices.traded(symbol, trade, 'rest')
      for (const [symbol, quote] of await this.rest.latestQuotes(some)) this.prices.quoted(symbol, quote, 'rest')
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
