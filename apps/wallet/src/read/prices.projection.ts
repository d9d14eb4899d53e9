import { AssetListed, AssetUpdated, contractSet, QuoteUpdated, type MessageOf } from '@filao/contracts'
import { plainArray, type ProjectedEvent, type Projection, type Queryable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'

const events = contractSet([AssetListed, AssetUpdated, QuoteUpdated])
export type PriceEvent = MessageOf<(typeof events.contracts)[number]>

/** The last price of each instrument, from market, for the value of a portfolio. Nothing is decided by it. */
export const pricesProjection: Projection<PriceEvent> = {
  consumer: 'prices',
  source: 'market',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<PriceEvent>[]): Promise<void> {
    const prices = new Map<string, { readonly price: Units; readonly at: number }>()
    for (const { event, at } of projected) {
      if (event.type !== 'QuoteUpdated') await saveInstrument(db, event)
      // Of a run of quotes of an instrument only the last shows.
      else if (event.lastPrice !== undefined) prices.set(event.assetId, { price: event.lastPrice, at })
    }
    if (prices.size === 0) return
    await db.query({
      name: 'prices_quoted',
      text: `UPDATE wallet.prices AS p SET price = t.price, priced_at = t.at
        FROM unnest($1::uuid[], $2::numeric[], $3::timestamptz[]) AS t (asset_id, price, at) WHERE p.asset_id = t.asset_id`,
      values: [
        plainArray([...prices.keys()]),
        plainArray([...prices.values()].map(({ price }) => formatUnits(price))),
        plainArray([...prices.values()].map(({ at }) => toTimestamp(at))),
      ],
    })
  },
}

async function saveInstrument(db: Queryable, event: Exclude<PriceEvent, { type: 'QuoteUpdated' }>): Promise<void> {
  await db.query({
    text: `INSERT INTO wallet.prices (asset_id, symbol, currency) VALUES ($1, $2, $3)
      ON CONFLICT (asset_id) DO UPDATE SET symbol = excluded.symbol, currency = excluded.currency`,
    values: [event.assetId, event.symbol, event.quoteCurrency],
  })
}
