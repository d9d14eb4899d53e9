import { BackgroundWork, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { AssetQueries, QuoteView } from '../read/asset.queries'
import type { Viewed } from '../store/quote-viewers.store'
import { QuoteSource, type Watched } from './quote-source'
import { shownOf, type Shown } from './streamed-view'

/** Prices enter the log at most twice a second from outside, four times from the own books. */
const INTERVAL_MS = 500
const SYMBOLS_A_READ = 1_000

/**
 * What the symbols show that somebody watches, read again and again: once for all streams of the instance, whoever owns
 * the partitions, and not at all while nobody watches.
 */
export class QuoteWatch implements Watched, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly watching = new Map<string, Set<QuoteSource>>()
  /** What each watched symbol showed last. */
  private readonly shown = new Map<string, Shown>()
  /** Those who may know something older than `shown`. */
  private readonly newcomers = new Set<QuoteSource>()
  private readonly work: BackgroundWork

  constructor(
    private readonly assets: Pick<AssetQueries, 'quotes'>,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'streamed prices could not be read',
      intervalMs: INTERVAL_MS,
      round: () => this.look(),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** What symbols show now, and from when it is listened to whatever they show later. */
  async sourceOf(symbols: readonly string[]): Promise<QuoteSource> {
    return new QuoteSource(await this.read(symbols), this)
  }

  add(source: QuoteSource): () => void {
    for (const symbol of source.symbols) {
      const sources = this.watching.get(symbol)
      if (sources) sources.add(source)
      else this.watching.set(symbol, new Set([source]))
    }
    this.newcomers.add(source)
    return () => this.remove(source)
  }

  /** How many watch each symbol here, by symbol. */
  viewed(): readonly Viewed[] {
    return [...this.watching]
      .map(([symbol, sources]) => ({ symbol, viewers: sources.size }))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  }

  /** Reads what is watched, and tells what has changed. */
  async look(): Promise<void> {
    if (this.watching.size === 0) return
    // Who comes while this reads may know more than it finds.
    const joining = [...this.newcomers]
    const found = await this.read([...this.watching.keys()])
    for (const source of joining) this.newcomers.delete(source)
    for (const [symbol, shown] of found) {
      const sources = this.watching.get(symbol)
      if (!sources) continue
      const before = this.shown.get(symbol)
      this.shown.set(symbol, shown)
      const isNews = before?.quote !== shown.quote || before.status !== shown.status
      const told = isNews ? [...sources].filter((source) => !this.newcomers.has(source)) : joining
      for (const source of told) if (sources.has(source)) source.take(symbol, shown)
    }
  }

  private remove(source: QuoteSource): void {
    this.newcomers.delete(source)
    for (const symbol of source.symbols) {
      const sources = this.watching.get(symbol)
      sources?.delete(source)
      if (sources?.size !== 0) continue
      this.watching.delete(symbol)
      this.shown.delete(symbol)
    }
  }

  private async read(symbols: readonly string[]): Promise<Map<string, Shown>> {
    const rows = new Map<string, QuoteView>()
    const now = new Date()
    for (let at = 0; at < symbols.length; at += SYMBOLS_A_READ) {
      const found = await this.assets.quotes(symbols.slice(at, at + SYMBOLS_A_READ), now)
      for (const row of found) rows.set(row.asset.symbol, row)
    }
    return new Map(symbols.map((symbol) => [symbol, shownOf(symbol, rows.get(symbol), now)]))
  }
}
