import type { Units } from '@filao/money'

/** What one unit of a base currency costs in others, as one source told at one time. */
export interface Rates {
  readonly base: string
  readonly rates: ReadonlyMap<string, Units>
  readonly source: string
  /** Milliseconds since 1970: the source's own time. */
  readonly asOf: number
}

/** A provider of exchange rates. Throws {@link FeedUnavailable} when it cannot be asked, or says what nobody understands. */
export interface RateFeed {
  rates(base: string): Promise<Rates>
}
