import type { FeeSchedule, InstrumentTerms } from '@filao/contracts'
import type { Configuration, ExchangeRates } from '@filao/service'
import { TRADING_FEES } from '../configuration.schemas'

/** What the fees of an instrument depend on. */
export interface Listing extends Pick<InstrumentTerms, 'exchange' | 'assetType'> {
  readonly quoteCurrency: string
}

/** What trading costs now. */
export class Fees {
  constructor(
    private readonly configuration: Pick<Configuration, 'current'>,
    private readonly rates: Pick<ExchangeRates, 'between'>,
  ) {}

  /** The fee schedule in force for an instrument: of its venue, with the rate to the venue's currency, else the standard. */
  of({ exchange, assetType, quoteCurrency }: Listing): FeeSchedule {
    const { version, value } = this.configuration.current(TRADING_FEES)
    const venue = value.venues.find((venue) => venue.exchange === exchange && venue.assetTypes.includes(assetType))
    if (!venue) return { version, ...value.standard }
    const { schedule, currency } = venue
    if (currency === quoteCurrency) return { version, ...schedule, currency }
    return { version, ...schedule, currency, valuation: this.rates.between(quoteCurrency, currency) }
  }
}
