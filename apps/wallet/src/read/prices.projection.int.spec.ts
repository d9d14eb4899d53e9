import { writePieces, type ProjectedEvent } from '@filao/engine'
import { makeId } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { testDatabase, type TestDatabase } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { join } from 'node:path'
import pg from 'pg'
import { pricesProjection, type PriceEvent } from './prices.projection'

const START = Date.parse('2026-11-09T06:00:00.000Z')
const id = (unique: number): string => makeId({ partition: 0, at: START, unique: BigInt(unique) })
const [apple, shell] = [id(1), id(2)]

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await testDatabase('wallet_prices')
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await migrate(drizzle(client), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'wallet' })
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const at = (position: number, event: object): ProjectedEvent<PriceEvent> => ({
  source: 'market',
  partition: 0,
  position,
  at: START + position,
  headers: {},
  event: event as PriceEvent,
})
const listed = (assetId: string, symbol: string) => ({ type: 'AssetListed', assetId, symbol, quoteCurrency: 'USD' })
const quoted = (assetId: string, lastPrice?: string) => ({
  type: 'QuoteUpdated',
  assetId,
  ...(lastPrice === undefined ? {} : { lastPrice: parseUnits(lastPrice) }),
})
const shown = async (): Promise<unknown[]> =>
  (await client.query<{ row: unknown }>(`SELECT symbol, price, priced_at FROM wallet.prices ORDER BY symbol`)).rows

test('an instrument shows the last price of a run of quotes, with its time', async () => {
  await pricesProjection.apply(client, [
    at(1, listed(apple, 'AAPL')),
    at(2, listed(shell, 'SHEL')),
    at(3, quoted(apple, '185.1')),
    at(4, quoted(shell, '30')),
    at(5, quoted(apple, '185.2')),
    // A quote before the first trade has no last price and leaves the one that is shown.
    at(6, quoted(shell)),
  ])
  expect(await shown()).toEqual([
    { symbol: 'AAPL', price: '185.20000000', priced_at: new Date(START + 5) },
    { symbol: 'SHEL', price: '30.00000000', priced_at: new Date(START + 4) },
  ])
})

test('another symbol leaves the price, and a later quote replaces it', async () => {
  await pricesProjection.apply(client, [at(7, listed(apple, 'APPL')), at(8, quoted(apple, '186'))])
  expect(await shown()).toEqual([
    { symbol: 'APPL', price: '186.00000000', priced_at: new Date(START + 8) },
    { symbol: 'SHEL', price: '30.00000000', priced_at: new Date(START + 4) },
  ])
})

test('a price from outside stands beside that of the own book, with its own time and age', async () => {
  const outside = { ...quoted(apple, '190'), ageMsMax: 45_000, asOf: START - 1000 }
  await pricesProjection.apply(client, [at(9, outside)])
  const { rows } = await client.query(
    'SELECT price, feed_price, feed_as_of, feed_age_ms_max FROM wallet.prices WHERE asset_id = $1',
    [apple],
  )
  expect(rows).toEqual([
    { price: '186.00000000', feed_price: '190.00000000', feed_as_of: new Date(START - 1000), feed_age_ms_max: 45_000 },
  ])
})

test('a run of quotes from both shows the last of each', async () => {
  const outside = (price: string, asOf: number) => ({ ...quoted(shell, price), ageMsMax: 45_000, asOf })
  const quotes = [
    at(10, outside('31', START)),
    at(11, quoted(shell, '30.5')),
    at(12, outside('32', START + 1)),
    at(13, quoted(apple)),
  ]
  await writePieces(client, 0, pricesProjection.pieces!(quotes)!)
  const { rows } = await client.query(
    `SELECT symbol, price, priced_at, feed_price, feed_as_of FROM wallet.prices ORDER BY symbol`,
  )
  expect(rows).toEqual([
    expect.objectContaining({ symbol: 'APPL', price: '186.00000000', feed_price: '190.00000000' }),
    {
      ...{ symbol: 'SHEL', price: '30.50000000', priced_at: new Date(START + 11) },
      ...{ feed_price: '32.00000000', feed_as_of: new Date(START + 1) },
    },
  ])
})
