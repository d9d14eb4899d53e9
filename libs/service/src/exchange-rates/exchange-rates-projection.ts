import { contractSet, FxRateChanged, type MessageOf, type ServiceName } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits } from '@filao/money'

const events = contractSet([FxRateChanged])
type RateEvent = MessageOf<(typeof events.contracts)[number]>

/** The exchange rates in force, from market, in the service's own `fx_rates`; {@link ExchangeRates} reads them. */
export const exchangeRatesProjection = (service: ServiceName): Projection<RateEvent> => ({
  consumer: 'fx_rates',
  source: 'market',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<RateEvent>[]): Promise<void> {
    for (const { event } of projected) {
      await db.query({
        text: `INSERT INTO "${service}".fx_rates (base, quote, rate, source, as_of) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (base, quote) DO UPDATE SET rate = excluded.rate, source = excluded.source, as_of = excluded.as_of`,
        values: [event.base, event.quote, formatUnits(event.rate), event.source, toTimestamp(event.asOf)],
      })
    }
  },
})
