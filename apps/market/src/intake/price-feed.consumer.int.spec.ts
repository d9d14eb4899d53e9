import type { MarketCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { ONE, parseUnits as u } from '@filao/money'
import { until } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { FeedPrice, PriceFeed } from '../feed/price-feed'
import { FeedNeeds } from '../read/feed-needs.queries'
import { QuoteViewers } from '../store/quote-viewers.store'
import type { MarketEngine } from '../definition'
import { type MarketPlatform, startMarket, submit } from '../testing/market-platform.store'
import { PriceFeeds } from './price-feed.consumer'
import { tapeProjection } from './tape.projection'

const now = Date.now()
const id = (unique: bigint, partition = 1): Id => makeId({ partition, at: now, unique })
const listing = (assetId: Id, symbol: string, providerSymbol?: string): MarketCommand => ({
  type: 'ListAsset',
  ...{ assetId, symbol, name: symbol, assetType: 'stock', exchange: 'NASDAQ', quoteCurrency: 'USD', status: 'active' },
  ...{ isTradable: true, isDemoTradable: true, minOrderQuantity: ONE, tickSize: ONE / 100n, lotSize: ONE },
  ...{ marketCollarPercent: 5n * ONE, quoteAgeMsMax: 45_000, calendarCode: 'ALWAYS' },
  issuer: { legalName: `${symbol} Works Ltd`, country: 'MUS' },
  ...(providerSymbol !== undefined && { providerSymbol }),
})

/** A provider whose prices the spec says. */
class Scripted implements PriceFeed {
  readonly streamedMax = 2
  streamed: readonly string[] = []
  polled: readonly string[] = []
  prices: FeedPrice[] = []
  stream(symbols: readonly string[]): void {
    this.streamed = symbols
  }
  poll(symbols: readonly string[]): Promise<void> {
    this.polled = symbols
    return Promise.resolve()
  }
  heardAt(symbol: string): number | undefined {
    return symbol === 'A' ? Date.now() : undefined
  }
  take(): readonly FeedPrice[] {
    return this.prices.splice(0)
  }
  close(): void {
    this.streamed = []
  }
}

let platform: MarketPlatform
let engine: MarketEngine
let feed: Scripted
let feeds: PriceFeeds
beforeAll(async () => {
  platform = await startMarket(now)
  engine = await platform.engine()
  for (const [unique, symbol, alias] of [
    [1n, 'A'],
    [2n, 'B'],
    [3n, 'C'],
    [4n, 'SBMH', 'C'],
  ] as const) {
    const listed = await submit(engine, listing(id(unique, Number(unique) % 2), symbol, alias))
    expect(listed).toMatchObject({ kind: 'done' })
  }
  feed = new Scripted()
  feeds = new PriceFeeds(engine, new FeedNeeds(drizzle(platform.pool)), feed, { warn: () => undefined } as never)
})
afterAll(() => platform.stop())

test('what is wanted most is streamed, within the limit, and all the rest is asked for', async () => {
  const alert = { alertType: 'price_above', conditionValue: ONE, repeatAlert: false, activeCount: 0 } as const
  await submit(engine, { type: 'CreateAlert', alertId: id(50n), assetId: id(1n), userId: id(9n), ...alert })
  const watched = { userId: id(9n), name: 'mine', assetIds: [id(2n, 0), id(3n)] }
  await submit(engine, { type: 'SetWatchlist', ...watched })
  await tapeProjection.apply(platform.pool, [
    {
      ...{ source: 'order', partition: 0, position: 1, at: now, headers: {} },
      event: { type: 'QuotesWanted', assetId: id(4n, 0), wanted: true },
    },
  ])
  await feeds.look()
  // C is the alias of SBMH, which a demo order waits for.
  expect(feed.streamed).toEqual(['C', 'A'])
  await feeds.poll()
  expect(feed.polled).toEqual(['C', 'B'])
})
test('what readers of any instance look at is streamed while they do, before what is in watchlists', async () => {
  const [one, two] = ['one', 'two'].map((instance) => new QuoteViewers(platform.pool, instance))
  await platform.pool.query('DELETE FROM market.price_alerts')
  const streamed = async (): Promise<readonly string[]> => {
    await feeds.look()
    return feed.streamed
  }
  expect(await streamed()).toEqual(['C', 'B'])
  await one!.lease([{ symbol: 'A', viewers: 1 }], 60_000)
  await two!.lease(
    [
      { symbol: 'A', viewers: 2 },
      { symbol: 'NOWHERE', viewers: 5 },
    ],
    60_000,
  )
  expect(await streamed()).toEqual(['C', 'A'])
  await one!.lease([], 60_000)
  expect(await streamed()).toEqual(['C', 'A'])
  // An instance that has died says nothing more: its lease runs out.
  await two!.lease([{ symbol: 'A', viewers: 2 }], 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await streamed()).toEqual(['C', 'B'])
  await platform.pool.query(`UPDATE market.quote_viewers SET leased_until = now() - interval '2 minutes'`)
  await one!.lease([], 60_000)
  expect((await platform.pool.query('SELECT * FROM market.quote_viewers')).rows).toEqual([])
})
test('a price enters the log with its own time, for each instrument that it is the price of', async () => {
  feed.prices = [
    { symbol: 'C', bid: u('9'), ask: u('9.1'), last: u('9.05'), asOf: now - 1000, source: 'stream', correction: false },
  ]
  await feeds.flush()
  await until(async () => {
    const { rows } = await platform.pool.query('SELECT last_price::text, source::text, as_of FROM market.feed_quotes')
    return rows.length === 2 && rows.every(({ as_of: asOf }: { as_of: Date }) => asOf.getTime() === now - 1000)
  })
  const { rows } = await platform.pool.query('SELECT * FROM market.quotes')
  expect(rows).toEqual([])
  const log = await platform.pool.query<{ commands: { type: string }[] }>(
    `SELECT commands::text FROM market.event_log WHERE type LIKE '%QuoteUpdated%' ORDER BY time`,
  )
  expect(log.rows).toHaveLength(2)
  expect(JSON.stringify(log.rows)).toContain('ApplyQuote')
})
test('a correction puts the price back, an older price does not', async () => {
  const price = { symbol: 'A', source: 'stream' as const, correction: false }
  const shown = async (): Promise<string> => {
    const { rows } = await platform.pool.query<{ price: string }>(
      'SELECT trim_scale(last_price)::text AS price FROM market.feed_quotes WHERE asset_id = $1',
      [id(1n)],
    )
    return rows[0]!.price
  }
  for (const [last, asOf, correction, expected] of [
    ['100', now, false, '100'],
    ['90', now - 5000, false, '100'],
    ['99', now - 1000, true, '99'],
  ] as const) {
    feed.prices = [{ ...price, last: u(last), asOf, correction }]
    platform.now += 1000
    await feeds.flush()
    expect(await shown()).toBe(expected)
  }
})
test('who does not own the connection streams nothing', async () => {
  await engine.stop()
  await feeds.look()
  expect(feed.streamed).toEqual([])
  engine = await platform.engine()
})
