import type { FeeSchedule, InstrumentTerms } from '@filao/contracts'
import type { Configuration } from '@filao/service'
import { TRADING_FEES } from '../configuration.schemas'

/** What the fees of an instrument depend on. */
export interface Listing extends Pick<InstrumentTerms, 'exchange' | 'assetType'> {
  readonly quoteCurrency: string
}

/** The fee schedule in force for an instrument: of its venue, else the standard. */
export function feesOf(configuration: Pick<Configuration, 'current'>, listing: Listing): FeeSchedule {
  const { version, value } = configuration.current(TRADING_FEES)
  const { exchange, assetType, quoteCurrency } = listing
  const venue = value.venues.find(
    (venue) =>
      venue.exchange === exchange &&
      venue.currency === quoteCurrency &&
      assetType !== undefined &&
      venue.assetTypes.includes(assetType),
  )
  return { version, ...(venue?.schedule ?? value.standard) }
}
