import { AssetListed, AssetUpdated, contractSet, QuoteUpdated, type MessageOf } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits } from '@filao/money'

const events = contractSet([AssetListed, AssetUpdated, QuoteUpdated])
type PriceEvent = MessageOf<(typeof events.contracts)[number]>

/** The last price of each instrument, from market, for the value of a portfolio. Nothing is decided by it. */
export const pricesProjection: Projection<PriceEvent> = {
  consumer: 'prices',
  source: 'market',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<PriceEvent>[]): Promise<void> {
    for (const { event, at } of projected) {
      if (event.type === 'QuoteUpdated') {
        if (event.lastPrice === undefined) continue
        await db.query({
          name: 'prices_quote',
          text: 'UPDATE wallet.prices SET price = $2, priced_at = $3 WHERE asset_id = $1',
          values: [event.assetId, formatUnits(event.lastPrice), toTimestamp(at)],
        })
      } else {
        await db.query({
          text: `INSERT INTO wallet.prices (asset_id, symbol, currency) VALUES ($1, $2, $3)
            ON CONFLICT (asset_id) DO UPDATE SET symbol = excluded.symbol, currency = excluded.currency`,
          values: [event.assetId, event.symbol, event.quoteCurrency],
        })
      }
    }
  },
}
