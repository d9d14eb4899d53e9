import { until } from '@filao/testing'
import { submit } from '../testing/market-platform.store'
import { type Answer, BTC, MarketService } from '../testing/market-service'

jest.setTimeout(60_000)

let market: MarketService
beforeAll(async () => {
  market = await MarketService.start()
})
afterAll(() => market.stop())

test('an admin lists an instrument, and everyone sees it open', async () => {
  const listed = await market.ask('POST', '/v1/assets', 'admin', BTC)
  expect(listed).toMatchObject({
    status: 201,
    body: {
      symbol: 'BTC',
      status: 'active',
      tickSize: '0.01',
      lotSize: '0.001',
      minOrderQuantity: '0.00000001',
      calendarCode: 'CRYPTO',
    },
  })
  expect(listed.body['createdAt']).toBe(listed.body['updatedAt'])
  expect(listed.headers['filao-position']).toMatch(/^market\/[01]\/\d+$/)
  await until(async () => (await market.ask('GET', '/v1/assets/BTC', 'client')).body['session'] !== null)
  const { body } = await market.ask('GET', '/v1/assets/BTC', 'client')
  expect(body['session']).toMatchObject({ open: true, opensAt: null, closesAt: null })
})
test('an instrument that cannot be listed is refused with the field and the rule', async () => {
  expect(
    await market.ask('POST', '/v1/assets', 'admin', { ...BTC, symbol: 'BTC2', tickSize: '0.00000001' }),
  ).toMatchObject({
    status: 422,
    body: { code: 'notional-inexact', errors: [{ pointer: '/lotSize' }] },
  })
  expect(await market.ask('POST', '/v1/assets', 'admin', BTC)).toMatchObject({
    status: 422,
    body: { code: 'symbol-taken', errors: [{ pointer: '/symbol' }] },
  })
  expect(
    await market.ask('POST', '/v1/assets', 'admin', { ...BTC, symbol: 'X', calendarCode: 'NOWHERE' }),
  ).toMatchObject({
    status: 404,
    body: { code: 'calendar-unknown', errors: [{ pointer: '/calendarCode' }] },
  })
})
test.each([
  ['a number as an amount', { tickSize: 0.01 }, '/tickSize'],
  ['an exponent', { tickSize: '1e-2' }, '/tickSize'],
  ['nine decimals', { lotSize: '0.000000001' }, '/lotSize'],
  ['a negative amount', { lotSize: '-1' }, '/lotSize'],
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['an unknown field in a ladder', { tickLadder: [{ below: '5', tick: '0.01', size: '1' }] }, '/tickLadder/0/size'],
  ['a symbol in lower case', { symbol: 'btc' }, '/symbol'],
  ['a stock without an issuer', { assetType: 'stock' }, '/issuer'],
  ['an issuer of no country', { issuer: { legalName: 'X Ltd' } }, '/issuer/country'],
  ['a wrong check digit', { isin: 'US0378331006' }, '/isin'],
])('%s is refused', async (_, part, pointer) => {
  const { status, body } = await market.ask('POST', '/v1/assets', 'admin', { ...BTC, symbol: 'NEW', ...part })
  expect({ status, pointer: (body['errors'] as { pointer: string }[])[0]?.pointer }).toEqual({ status: 422, pointer })
})
test('only an admin lists, changes and sets calendars; treasury sets rates', async () => {
  expect((await market.ask('POST', '/v1/assets', 'client', BTC)).status).toBe(403)
  expect((await market.ask('PATCH', '/v1/assets/BTC', 'treasury', { lotSize: '1' })).status).toBe(403)
  expect((await market.ask('PUT', '/v1/fx-rates/USD/MUR', 'client', { rate: '46', source: 'bank' })).status).toBe(403)
  expect((await market.ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'treasury', {})).status).toBe(403)
  expect((await market.service.app.inject({ method: 'GET', url: '/v1/assets' })).statusCode).toBe(401)
})
test('an issuer is shown, given and changed', async () => {
  expect((await market.ask('GET', '/v1/assets/BTC', 'client')).body['issuer']).toBeNull()
  const issuer = { legalName: 'Satoshi Foundation', country: 'CHE' }
  expect(await market.ask('PATCH', '/v1/assets/BTC', 'admin', { issuer })).toMatchObject({
    status: 200,
    body: { issuer },
  })
  expect((await market.ask('GET', '/v1/assets/BTC', 'client')).body['issuer']).toEqual(issuer)
})
test('terms change, and an empty change is refused', async () => {
  expect(
    await market.ask('PATCH', '/v1/assets/BTC', 'admin', { maxOrderQuantity: '100', sector: 'Coins' }),
  ).toMatchObject({
    status: 200,
    body: { maxOrderQuantity: '100', sector: 'Coins' },
  })
  expect((await market.ask('PATCH', '/v1/assets/BTC', 'admin', {})).status).toBe(422)
  expect(await market.ask('PATCH', '/v1/assets/NONE', 'admin', { lotSize: '1' })).toMatchObject({
    status: 404,
    body: { code: 'asset-unknown' },
  })
})
test('lists have pages in the order of symbols; a search has its best hit first', async () => {
  for (const [symbol, name] of [
    ['AAPL', 'Apple'],
    ['BTCX', 'Apple of coins'],
  ] as const) {
    await market.ask('POST', '/v1/assets', 'admin', { ...BTC, symbol, name })
  }
  const first = await market.ask('GET', '/v1/assets?limit=2', 'client')
  const symbolsOf = ({ body }: Answer): string[] => (body['items'] as { symbol: string }[]).map(({ symbol }) => symbol)
  expect(symbolsOf(first)).toEqual(['AAPL', 'BTC'])
  const next = await market.ask('GET', `/v1/assets?limit=2&cursor=${first.body['next'] as string}`, 'client')
  expect([symbolsOf(next), next.body['next']]).toEqual([['BTCX'], null])
  expect(symbolsOf(await market.ask('GET', '/v1/assets?search=btc', 'client'))).toEqual(['BTC', 'BTCX'])
  expect(symbolsOf(await market.ask('GET', '/v1/assets?search=pple', 'client'))).toEqual(['AAPL', 'BTCX'])
  expect(symbolsOf(await market.ask('GET', '/v1/assets?search=%25', 'client'))).toEqual([])
  expect((await market.ask('GET', '/v1/assets?cursor=abc', 'client')).status).toBe(422)
})
test('a quote has its age; one that is missing is marked', async () => {
  const { body } = await market.ask('GET', '/v1/assets/BTC', 'client')
  const quote = {
    type: 'IngestQuote',
    assetId: body['id'] as string,
    symbol: 'BTC',
    source: 'rest',
    asOf: market.platform.now - 60_000,
  } as const
  await submit(market.engine, { ...quote, bid: 10_000_000_000n, lastPrice: 10_100_000_000n })
  expect(await market.ask('GET', '/v1/assets/BTC/quote', 'client')).toMatchObject({
    status: 200,
    body: { bid: '100', last: '101', ask: null, stale: true, unavailable: false, halted: false, volume: '0' },
  })
  const batch = await market.ask('GET', '/v1/assets/quotes?symbols=NONE,BTC', 'client')
  expect(batch.body['items']).toMatchObject([
    { symbol: 'NONE', unavailable: true },
    { symbol: 'BTC', last: '101' },
  ])
  expect((await market.ask('GET', '/v1/assets/NONE/quote', 'client')).status).toBe(404)
})
test('bars and trades of an instrument that has never traded are empty', async () => {
  expect(await market.ask('GET', '/v1/assets/BTC/bars?timeframe=1Min', 'client')).toMatchObject({
    status: 200,
    body: { timeframe: '1Min', items: [] },
  })
  expect(await market.ask('GET', '/v1/assets/BTC/bars?period=1Y', 'client')).toMatchObject({
    body: { timeframe: '1Day' },
  })
  expect((await market.ask('GET', '/v1/assets/BTC/bars?period=1Y&limit=3', 'client')).status).toBe(422)
  expect(await market.ask('GET', '/v1/assets/BTC/trades', 'client')).toMatchObject({
    status: 200,
    body: { items: [], next: null },
  })
})
