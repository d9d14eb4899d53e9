import { AssetListed, AssetUpdated, contractSet, QuoteUpdated, type MessageOf } from '@filao/contracts'
import {
  plain,
  writePieces,
  type ProjectedEvent,
  type Projection,
  type Queryable,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'

const events = contractSet([AssetListed, AssetUpdated, QuoteUpdated])
export type PriceEvent = MessageOf<(typeof events.contracts)[number]>

/** What a run of quotes has told last of an instrument: by the own book, and from outside. */
interface Prices {
  readonly assetId: string
  book?: { readonly price: Units; readonly at: Instant }
  feed?: { readonly price: Units; readonly at: Instant; readonly ageMsMax: number }
}

/**
 * The last prices of each instrument, from market, for the value of a portfolio: that of the own book, and that from
 * outside, which grows old. Nothing is decided by them.
 */
export const pricesProjection: Projection<PriceEvent> = {
  consumer: 'prices',
  source: 'market',
  events,
  pieces(projected) {
    const isQuoted = projected.every(({ event }) => event.type === 'QuoteUpdated')
    return isQuoted ? [pricesPart(projected)] : undefined
  },
  async apply(db: Queryable, projected: readonly ProjectedEvent<PriceEvent>[]): Promise<void> {
    for (const { event } of projected) if (event.type !== 'QuoteUpdated') await saveInstrument(db, event)
    // The prices of an instrument that has just come: a row is changed once in a statement.
    await writePieces(db, projected[0]!.partition, [pricesPart(projected)])
  },
}

/** Of a run of quotes of an instrument only the last show. */
function pricesPart(projected: readonly ProjectedEvent<PriceEvent>[]): StatementPart {
  const told = new Map<string, Prices>()
  for (const { event, at } of projected) {
    if (event.type !== 'QuoteUpdated' || event.lastPrice === undefined) continue
    const { assetId, lastPrice: price, ageMsMax, asOf } = event
    const prices = told.get(assetId) ?? { assetId }
    if (ageMsMax === undefined) prices.book = { price, at }
    else prices.feed = { price, at: asOf, ageMsMax }
    told.set(assetId, prices)
  }
  const rows = [...told.values()]
  return {
    name: 'prices_told',
    sql: `UPDATE wallet.prices AS p SET price = coalesce(t.price, p.price), priced_at = coalesce(t.at, p.priced_at),
        feed_price = coalesce(t.feed_price, p.feed_price), feed_as_of = coalesce(t.feed_at, p.feed_as_of),
        feed_age_ms_max = coalesce(t.age, p.feed_age_ms_max)
      FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[], $4::numeric[],
        $5::timestamptz[], $6::int[]) AS t (partition, asset_id, price, at, feed_price, feed_at, age) USING (partition)
      WHERE p.asset_id = t.asset_id`,
    values: [
      plain(rows.map(({ assetId }) => assetId)),
      plain(rows.map(({ book }) => book && formatUnits(book.price))),
      plain(rows.map(({ book }) => book && toTimestamp(book.at))),
      plain(rows.map(({ feed }) => feed && formatUnits(feed.price))),
      plain(rows.map(({ feed }) => feed && toTimestamp(feed.at))),
      plain(rows.map(({ feed }) => feed?.ageMsMax)),
    ],
  }
}

async function saveInstrument(db: Queryable, event: Exclude<PriceEvent, { type: 'QuoteUpdated' }>): Promise<void> {
  await db.query({
    text: `INSERT INTO wallet.prices (asset_id, symbol, currency) VALUES ($1, $2, $3)
      ON CONFLICT (asset_id) DO UPDATE SET symbol = excluded.symbol, currency = excluded.currency`,
    values: [event.assetId, event.symbol, event.quoteCurrency],
  })
}
