import type { Instant } from '@filao/kernel'
import type { Units } from '@filao/money'

/** What a provider last said of one of its symbols. Its time is that of the price, never that of its arrival. */
export interface FeedPrice {
  /** As the provider writes it. */
  readonly symbol: string
  readonly bid?: Units
  readonly bidSize?: Units
  readonly ask?: Units
  readonly askSize?: Units
  readonly last?: Units
  readonly lastSize?: Units
  /** Extremes of the trades since this symbol was taken last. */
  readonly high?: Units
  readonly low?: Units
  readonly asOf: Instant
  readonly source: 'stream' | 'rest'
  /** True when a trade was corrected or cancelled, so that the price may go back in time. */
  readonly correction: boolean
}

/** Prices from the world outside. */
export interface PriceFeed {
  /** Symbols that can be streamed at once. */
  readonly streamedMax: number
  /** Streams these symbols from now on, instead of those before. Connects when there is one. */
  stream(symbols: readonly string[]): void
  /** Asks once for these. Rejects when the provider cannot be asked now; what it knows stays. */
  poll(symbols: readonly string[]): Promise<void>
  /** When a symbol was last heard of, by the provider's clock. */
  heardAt(symbol: string): Instant | undefined
  /** What has changed since it was taken last. */
  take(): readonly FeedPrice[]
  /** Ends the connection; streaming anew begins another. */
  close(): void
}
