import { z } from 'zod'
import { Figure, toldOf } from './alpaca-messages'
import { FeedUnavailable } from './alpaca-rest'
import { readExact } from './exact-json'
import type { RateFeed, Rates } from './rate-feed'

const TIMEOUT_MS = 5_000
const SECOND_MS = 1_000

/** https://docs.openexchangerates.org/reference/latest-json; every number as the characters that came. */
const Latest = z.object({
  timestamp: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform((text) => Number(text) * SECOND_MS),
  base: z.string().regex(/^[A-Z]{3}$/),
  // A rate that is no number is not told; the others are.
  rates: z.record(z.string(), Figure.optional().catch(undefined)),
})

/** Where the provider is, and who we are there. */
export interface OpenExchangeRatesAccess {
  readonly url: string
  readonly appId: string
}

/** Rates of Open Exchange Rates, or of whoever speaks its protocol. */
export class OpenExchangeRates implements RateFeed {
  constructor(private readonly access: OpenExchangeRatesAccess) {}

  async rates(base: string): Promise<Rates> {
    const url = new URL(`${this.access.url}/api/latest.json`)
    url.search = new URLSearchParams({ app_id: this.access.appId, base }).toString()
    // What went wrong is told without the address: the key stands in it.
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' }).catch(
      (error: Error) => {
        throw new FeedUnavailable(`rates were not answered: ${error.name}`, true)
      },
    )
    const { status } = response
    if (!response.ok) {
      await response.body?.cancel()
      throw new FeedUnavailable(`rates were answered ${status}`, status === 429 || status >= 500)
    }
    const read = Latest.safeParse(readExact(await response.text().catch(() => '')))
    if (!read.success || read.data.base !== base)
      throw new FeedUnavailable('rates were answered with something else', false)
    const { timestamp, rates } = read.data
    return { base, rates: new Map(toldOf(rates)), source: 'Open Exchange Rates', asOf: timestamp }
  }
}
