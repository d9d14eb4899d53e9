import { BTC, MarketService } from '../testing/market-service'

jest.setTimeout(60_000)

let market: MarketService
beforeAll(async () => {
  market = await MarketService.start()
  for (const symbol of ['AAPL', 'BTCX'])
    expect((await market.ask('POST', '/v1/assets', 'admin', { ...BTC, symbol })).status).toBe(201)
})
afterAll(() => market.stop())

test('a watchlist keeps its order, belongs to its owner and goes without symbols', async () => {
  const put = (symbols: readonly string[]) => market.ask('PUT', '/v1/watchlists/My%20list', 'client', { symbols })
  expect(await put(['BTCX', 'AAPL'])).toMatchObject({
    status: 200,
    body: { name: 'My list', symbols: ['BTCX', 'AAPL'] },
  })
  expect((await market.ask('GET', '/v1/watchlists/My%20list', 'client')).body['symbols']).toEqual(['BTCX', 'AAPL'])
  expect((await market.ask('GET', '/v1/watchlists', 'client')).body['items']).toHaveLength(1)
  expect((await market.ask('GET', '/v1/watchlists/My%20list', 'other')).status).toBe(404)
  expect((await market.ask('GET', '/v1/watchlists', 'other')).body['items']).toEqual([])
  expect(await put(['AAPL', 'NONE'])).toMatchObject({ status: 404, body: { errors: [{ pointer: '/symbols/1' }] } })
  expect(await put(['AAPL', 'AAPL'])).toMatchObject({ status: 422, body: { code: 'watched-twice' } })
  expect((await put([])).status).toBe(200)
  expect(await market.ask('GET', '/v1/watchlists/My%20list', 'client')).toMatchObject({
    status: 404,
    body: { code: 'watchlist-not-found' },
  })
})
