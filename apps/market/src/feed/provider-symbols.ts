import { Problem } from '@filao/service'
import { FeedUnavailable, type AlpacaRest } from './alpaca-rest'

/** Whether the provider of prices knows the symbol by which an instrument is to borrow its prices (domain 11.3). */
export class ProviderSymbols {
  /** Without a provider nobody can tell, and nothing is borrowed. */
  constructor(private readonly rest: Pick<AlpacaRest, 'asset'> | undefined) {}

  /** Throws 404 for a symbol that the provider does not know, and 503 while it cannot be asked. */
  async mustKnow(symbol: string): Promise<void> {
    if (!this.rest) return
    const asset = await this.rest.asset(symbol).catch((error: unknown) => {
      if (!(error instanceof FeedUnavailable)) throw error
      const headers = { 'retry-after': '10' }
      throw new Problem(503, 'provider-unavailable', 'The provider of prices cannot be asked now.', { headers })
    })
    if (asset) return
    const detail = 'The provider of prices does not know this symbol.'
    const errors = [{ pointer: '/providerSymbol', code: 'instrument-unknown', detail }]
    throw new Problem(404, 'instrument-unknown', detail, { errors })
  }
}
