import { LRUCache } from 'lru-cache'
import type { z } from 'zod'
import { Asset, LatestQuotes, LatestTrades, toldOf, type Quote, type Trade } from './alpaca-messages'
import { readExact } from './exact-json'
import { RequestBudget } from './request-budget'

/** Where the provider is, and who we are there. */
export interface AlpacaAccess {
  /** Of the trading API: assets. */
  readonly apiUrl: string
  /** Of the data API: prices. */
  readonly dataUrl: string
  readonly feed: string
  readonly keyId: string
  readonly secretKey: string
}

/** The provider could not be asked. `retryable`: later it may answer. */
export class FeedUnavailable extends Error {
  override readonly name = 'FeedUnavailable'
  constructor(
    message: string,
    readonly retryable: boolean,
    /** That of the answer, where there was one. */
    readonly status?: number,
  ) {
    super(message)
  }
}

/** The free plan allows 200 a minute; the rest is left to whoever else uses the key. */
const REQUESTS_PER_MINUTE = 180
const TIMEOUT_MS = 5_000
const TOO_MANY_WAIT_MS = 10_000
const ASSET_MS_MAX = 15 * 60_000
/** Symbols of one request; the address has to fit. */
export const SYMBOLS_PER_REQUEST = 100

/** Alpaca's REST: latest trades and quotes, and what it knows of a symbol. */
export class AlpacaRest {
  private readonly budget: RequestBudget
  private readonly assets = new LRUCache<string, { readonly asset: Asset | undefined }>({
    max: 5_000,
    ttl: ASSET_MS_MAX,
  })

  constructor(
    private readonly access: AlpacaAccess,
    budget = new RequestBudget(REQUESTS_PER_MINUTE),
  ) {
    this.budget = budget
  }

  async latestTrades(symbols: readonly string[]): Promise<ReadonlyMap<string, Trade>> {
    const { trades } = await this.data('/v2/stocks/trades/latest', { symbols: symbols.join(',') }, LatestTrades)
    return new Map(toldOf(trades))
  }

  async latestQuotes(symbols: readonly string[]): Promise<ReadonlyMap<string, Quote>> {
    const { quotes } = await this.data('/v2/stocks/quotes/latest', { symbols: symbols.join(',') }, LatestQuotes)
    return new Map(toldOf(quotes))
  }

  /** Undefined for a symbol that the provider does not know. Remembered for 15 minutes. */
  async asset(symbol: string): Promise<Asset | undefined> {
    const known = this.assets.get(symbol)
    if (known) return known.asset
    const url = new URL(`${this.access.apiUrl}/v2/assets/${encodeURIComponent(symbol)}`)
    const asset = await this.ask(url, Asset, { absent: true })
    this.assets.set(symbol, { asset })
    return asset
  }

  private async data<Answer>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<Answer>,
  ): Promise<Answer> {
    const url = new URL(`${this.access.dataUrl}${path}`)
    url.search = new URLSearchParams({ ...query, feed: this.access.feed }).toString()
    const answer = await this.ask(url, schema)
    if (answer === undefined) throw new FeedUnavailable(`${path} is not there`, false)
    return answer
  }

  /** Throws {@link FeedUnavailable}. Undefined is a 404, where that is an answer. */
  private async ask<Answer>(url: URL, schema: z.ZodType<Answer>, { absent = false } = {}): Promise<Answer | undefined> {
    await this.budget.take()
    const { keyId, secretKey } = this.access
    const headers = { 'apca-api-key-id': keyId, 'apca-api-secret-key': secretKey, accept: 'application/json' }
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' }).catch(
      (error: Error) => {
        throw new FeedUnavailable(`${url.pathname} was not answered: ${error.message}`, true)
      },
    )
    const { status } = response
    if (status === 404 && absent) return undefined
    if (status === 429) this.budget.close(retryAfterMs(response.headers.get('retry-after')))
    if (!response.ok) {
      await response.body?.cancel()
      throw new FeedUnavailable(`${url.pathname} was answered ${status}`, status === 429 || status >= 500, status)
    }
    const read = schema.safeParse(readExact(await response.text().catch(() => '')))
    if (!read.success) throw new FeedUnavailable(`${url.pathname} was answered with something else`, false)
    return read.data
  }
}

const retryAfterMs = (header: string | null): number =>
  header !== null && /^\d{1,4}$/.test(header) ? Number(header) * 1_000 : TOO_MANY_WAIT_MS
