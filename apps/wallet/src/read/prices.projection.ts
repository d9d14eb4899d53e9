import { AssetListed, AssetUpdated, contractSet, QuoteUpdated, type MessageOf } from '@filao/contracts'
import {
  plain,
  writePieces,
  type ProjectedEvent,
  type Projection,
  type Queryable,
  type StatementPart,
  type Values,
} from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'

const events = contractSet([AssetListed, AssetUpdated, QuoteUpdated])
export type PriceEvent = MessageOf<(typeof events.contracts)[number]>

interface Price {
  readonly price: Units
  readonly at: Instant
  readonly ageMsMax?: number
}

/**
 * The last prices of each instrument, from market, for the value of a portfolio: that of the own book, and that from
 * outside, which grows old. Nothing is decided by them.
 */
export const pricesProjection: Projection<PriceEvent> = {
  consumer: 'prices',
  source: 'market',
  events,
  pieces(
    _: Queryable,
    projected: readonly ProjectedEvent<PriceEvent>[],
  ): Promise<readonly StatementPart[] | undefined> {
    const isQuoted = projected.every(({ event }) => event.type === 'QuoteUpdated')
    return Promise.resolve(isQuoted ? pricesParts(projected) : undefined)
  },
  async apply(db: Queryable, projected: readonly ProjectedEvent<PriceEvent>[]): Promise<void> {
    for (const { event } of projected) if (event.type !== 'QuoteUpdated') await saveInstrument(db, event)
    // The prices of an instrument that has just come: a row is changed once in a statement.
    await writePieces(db, projected[0]!.partition, pricesParts(projected))
  },
}

/** Of a run of quotes of an instrument only the last shows. */
function pricesParts(projected: readonly ProjectedEvent<PriceEvent>[]): readonly StatementPart[] {
  const book = new Map<string, Price>()
  const feed = new Map<string, Price>()
  for (const { event, at } of projected) {
    if (event.type !== 'QuoteUpdated' || event.lastPrice === undefined) continue
    const { assetId, lastPrice: price, ageMsMax, asOf } = event
    if (ageMsMax === undefined) book.set(assetId, { price, at })
    else feed.set(assetId, { price, at: asOf, ageMsMax })
  }
  return [...(book.size > 0 ? [bookPart(book)] : []), ...(feed.size > 0 ? [feedPart(feed)] : [])]
}

const columnsOf = (prices: ReadonlyMap<string, Price>): readonly Values[] => [
  plain([...prices.keys()]),
  plain([...prices.values()].map(({ price }) => formatUnits(price))),
  plain([...prices.values()].map(({ at }) => toTimestamp(at))),
]

const bookPart = (prices: ReadonlyMap<string, Price>): StatementPart => ({
  name: 'prices_quoted',
  sql: `UPDATE wallet.prices AS p SET price = t.price, priced_at = t.at
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[])
      AS t (partition, asset_id, price, at) USING (partition)
    WHERE p.asset_id = t.asset_id`,
  values: columnsOf(prices),
})

const feedPart = (prices: ReadonlyMap<string, Price>): StatementPart => ({
  name: 'prices_fed',
  sql: `UPDATE wallet.prices AS p SET feed_price = t.price, feed_as_of = t.at, feed_age_ms_max = t.age
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[], $4::int[])
      AS t (partition, asset_id, price, at, age) USING (partition)
    WHERE p.asset_id = t.asset_id`,
  values: [...columnsOf(prices), plain([...prices.values()].map(({ ageMsMax }) => ageMsMax))],
})

async function saveInstrument(db: Queryable, event: Exclude<PriceEvent, { type: 'QuoteUpdated' }>): Promise<void> {
  await db.query({
    text: `INSERT INTO wallet.prices (asset_id, symbol, currency) VALUES ($1, $2, $3)
      ON CONFLICT (asset_id) DO UPDATE SET symbol = excluded.symbol, currency = excluded.currency`,
    values: [event.assetId, event.symbol, event.quoteCurrency],
  })
}
