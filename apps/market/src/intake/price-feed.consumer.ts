import type { MarketCommand } from '@filao/contracts'
import { BackgroundWork, submitOwn, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { FeedPrice, PriceFeed } from '../feed/price-feed'
import { streamedOf, type SymbolNeed } from '../feed/symbol-needs'
import type { FeedNeed, FeedNeeds } from '../read/feed-needs.queries'
import { MARKET, type MarketEngine } from '../definition'

/** Prices enter the log at most twice a second per instrument. */
const FLUSH_INTERVAL_MS = 500
const NEEDS_INTERVAL_MS = 5_000
const POLL_INTERVAL_MS = 10_000
/** A price that has been heard of so lately need not be asked for. */
const FRESH_MS = 8_000
/** The owner of this partition holds the one connection of the key. */
const OWNER_PARTITION = 0

/**
 * Takes prices from outside into the log. The provider is asked here, never in a decision: what it says enters as
 * commands, with the provider's own time, and the rules judge its age. One instance of all holds the connection.
 */
export class PriceFeeds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private needs: readonly FeedNeed[] = []
  private byProviderSymbol = new Map<string, FeedNeed[]>()
  private streamed: ReadonlySet<string> = new Set()

  constructor(
    private readonly engine: MarketEngine,
    private readonly reads: Pick<FeedNeeds, 'all'>,
    private readonly feed: PriceFeed,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(
      log,
      {
        failing: 'who waits for prices could not be read',
        intervalMs: NEEDS_INTERVAL_MS,
        round: () => this.look(),
      },
      {
        failing: 'prices from outside were not taken',
        intervalMs: FLUSH_INTERVAL_MS,
        round: () => this.flush(),
      },
      {
        failing: 'prices could not be asked for',
        intervalMs: POLL_INTERVAL_MS,
        startsAfterMs: POLL_INTERVAL_MS,
        round: () => this.poll(),
      },
    )
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
    this.feed.close()
  }

  /** Streams what is wanted most; who does not own the connection gives it up. */
  async look(): Promise<void> {
    if (!this.isOwner) {
      this.streamed = new Set()
      return this.feed.stream([])
    }
    this.needs = await this.reads.all()
    this.byProviderSymbol = Map.groupBy(this.needs, ({ providerSymbol }) => providerSymbol)
    const wanted = [...this.byProviderSymbol].map(([symbol, needs]) => together(symbol, needs))
    const streamed = streamedOf(wanted, { max: this.feed.streamedMax, streamed: this.streamed })
    this.streamed = new Set(streamed)
    this.feed.stream(streamed)
  }

  /** Asks for what the stream has not told of lately, the most wanted first. */
  async poll(): Promise<void> {
    if (!this.isOwner) return
    const since = Date.now() - FRESH_MS
    const silent = [...this.byProviderSymbol.keys()].filter((symbol) => (this.feed.heardAt(symbol) ?? 0) < since)
    const first = silent.filter((symbol) => this.streamed.has(symbol))
    await this.feed.poll([...first, ...silent.filter((symbol) => !this.streamed.has(symbol))])
  }

  /** Has the rules decide on what has come in. */
  async flush(): Promise<void> {
    const prices = this.feed.take()
    if (!this.isOwner) return
    await Promise.all(
      prices.flatMap((price) =>
        (this.byProviderSymbol.get(price.symbol) ?? []).map((need) =>
          submitOwn(this.engine, ingest(need, price), { actor: MARKET }),
        ),
      ),
    )
  }

  private get isOwner(): boolean {
    return this.engine.owned.includes(OWNER_PARTITION)
  }
}

/** Instruments may share a provider's symbol. */
const together = (symbol: string, needs: readonly FeedNeed[]): SymbolNeed => ({
  symbol,
  demoOrders: needs.some(({ demoOrders }) => demoOrders),
  alerts: needs.reduce((sum, { alerts }) => sum + alerts, 0),
  viewers: needs.reduce((sum, { viewers }) => sum + viewers, 0),
  watchers: needs.reduce((sum, { watchers }) => sum + watchers, 0),
})

const ingest = ({ assetId, symbol }: FeedNeed, price: FeedPrice): MarketCommand => {
  const { symbol: _, last, lastSize, high, low, correction, ...rest } = price
  return {
    type: 'IngestQuote',
    assetId,
    symbol,
    ...rest,
    ...(last !== undefined && { lastPrice: last, ...(lastSize !== undefined && { lastSize }) }),
    ...(high !== undefined && low !== undefined && high !== low && { high, low }),
    ...(correction && { correction }),
  }
}
