import { BTC, MarketService } from '../testing/market-service'

jest.setTimeout(60_000)

let market: MarketService
beforeAll(async () => {
  market = await MarketService.start()
  expect((await market.ask('POST', '/v1/assets', 'admin', BTC)).status).toBe(201)
})
afterAll(() => market.stop())

test('an alert is made, fires once, is seen by its owner alone and is removed', async () => {
  const made = await market.ask('POST', '/v1/price-alerts', 'client', {
    ...{ symbol: 'BTC', alertType: 'price_above', conditionValue: '150', customMessage: 'Sell?' },
  })
  expect(made).toMatchObject({
    status: 201,
    body: { symbol: 'BTC', conditionValue: '150', isActive: true, armed: true, triggeredAt: null, triggerCount: 0 },
  })
  const id = made.body['id'] as string
  for (const lastPrice of [15_100_000_000n, 15_200_000_000n]) await market.traded('BTC', lastPrice)
  expect((await market.ask('GET', '/v1/price-alerts', 'client')).body['items']).toMatchObject([
    { id, isActive: false, triggeredPrice: '151', triggerCount: 1 },
  ])
  // Who made it is told, by a command that is stored with the fact, once.
  const { rows } = await market.platform.pool.query<{ commands: string }>(
    `SELECT commands::text FROM market.event_log WHERE type LIKE '%AlertTriggered%'`,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]!.commands).toContain('filao.identity.NotifyOfAlert.v1')
  expect(rows[0]!.commands).toContain(id)
  expect((await market.ask('GET', '/v1/price-alerts?active=true', 'client')).body['items']).toEqual([])
  expect((await market.ask('GET', '/v1/price-alerts', 'other')).body['items']).toEqual([])
  expect((await market.ask('DELETE', `/v1/price-alerts/${id}`, 'other')).status).toBe(404)
  expect((await market.ask('DELETE', `/v1/price-alerts/${id}`, 'client')).status).toBe(204)
  expect(await market.ask('DELETE', `/v1/price-alerts/${id}`, 'client')).toMatchObject({
    status: 404,
    body: { code: 'alert-unknown' },
  })
})
test.each([
  [{ symbol: 'NONE', alertType: 'price_above', conditionValue: '1' }, 'asset-unknown', '/symbol'],
  [{ symbol: 'BTC', alertType: 'price_above', conditionValue: '0' }, 'condition-invalid', '/conditionValue'],
  [{ symbol: 'BTC', alertType: 'price_above' }, 'invalid-request', '/conditionValue'],
  [{ symbol: 'BTC', alertType: 'technical_indicator' }, 'indicator-invalid', '/technicalIndicator'],
])('an alert %j is refused', async (body, code, pointer) => {
  expect(await market.ask('POST', '/v1/price-alerts', 'client', body)).toMatchObject({
    status: code === 'asset-unknown' ? 404 : 422,
    body: { code, errors: [{ pointer }] },
  })
})
test('an alert on an indicator and a change in percent keep what they were made with', async () => {
  const rsi = { alertType: 'technical_indicator', technicalIndicator: 'rsi', indicatorParameters: { period: 7 } }
  expect((await market.ask('POST', '/v1/price-alerts', 'client', { symbol: 'BTC', ...rsi })).body).toMatchObject(rsi)
  const change = { alertType: 'percent_change', conditionValue: '5', repeatAlert: true }
  expect((await market.ask('POST', '/v1/price-alerts', 'client', { symbol: 'BTC', ...change })).body).toMatchObject({
    ...change,
    referencePrice: '152',
  })
})
