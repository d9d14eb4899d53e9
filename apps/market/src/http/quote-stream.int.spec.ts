import { BTC, MarketService } from '../testing/market-service'

jest.setTimeout(60_000)

let market: MarketService
beforeAll(async () => {
  market = await MarketService.start()
  expect((await market.ask('POST', '/v1/assets', 'admin', BTC)).status).toBe(201)
  await market.traded('BTC', 15_200_000_000n)
})
afterAll(() => market.stop())

/** The events of a stream, as they come. */
async function* eventsOf(answer: Response): AsyncGenerator<{ event: string; data: Record<string, unknown> }> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of answer.body!) {
    text += decoder.decode(bytes, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
      yield { event, data: JSON.parse(data) as Record<string, unknown> }
      text = text.slice(end + 2)
    }
  }
}

test('a stream begins with what its symbols show, and tells each change after it', async () => {
  const headers = { authorization: `Bearer ${market.tokens.client}` }
  const answer = await fetch(`${await market.address()}/v1/quotes/stream?symbols=BTC,NONE`, { headers })
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'text/event-stream',
    'no-store',
  ])
  const events = eventsOf(answer)
  const next = async (): Promise<unknown> => (await events.next()).value
  expect(await next()).toEqual({ event: 'ready', data: { symbols: ['BTC', 'NONE'] } })
  const snapshot = (await next()) as { event: string; data: { quotes: object[]; statuses: object[] } }
  expect(snapshot).toMatchObject({
    event: 'snapshot',
    data: {
      quotes: [
        { symbol: 'BTC', name: 'Bitcoin', exchange: 'CRYPTO', currency: 'USD', last: '152', source: 'book' },
        { symbol: 'NONE', name: null, last: null, asOf: null },
      ],
      statuses: [
        { symbol: 'BTC', status: 'active', open: true, unavailable: false },
        { symbol: 'NONE', status: null, unavailable: true },
      ],
    },
  })
  expect(Object.keys(snapshot.data.quotes[0]!)).toEqual([
    ...['symbol', 'name', 'exchange', 'currency', 'bid', 'ask', 'last', 'change', 'changePercent', 'volume', 'source'],
    ...['feed', 'asOf', 'stale'],
  ])
  await market.traded('BTC', 15_300_000_000n)
  expect(await next()).toMatchObject({ event: 'quote', data: { symbol: 'BTC', last: '153', stale: false } })
  await market.ask('PATCH', '/v1/assets/BTC', 'admin', { status: 'suspended' })
  expect(await next()).toMatchObject({ event: 'status', data: { symbol: 'BTC', status: 'suspended' } })
  await market.ask('PATCH', '/v1/assets/BTC', 'admin', { status: 'active' })
  await events.return(undefined)
})
test.each([
  ['', '/symbols'],
  ['?symbols=', '/symbols/0'],
  ['?symbols=btc', '/symbols/0'],
  [`?symbols=${Array.from({ length: 101 }, (_, at) => `S${at}`).join()}`, '/symbols'],
])('a stream of %s is refused, and nobody is let in without a token', async (query, pointer) => {
  expect(await market.ask('GET', `/v1/quotes/stream${query}`, 'client')).toMatchObject({
    status: 422,
    body: { code: 'invalid-request', errors: [{ pointer }] },
  })
  expect((await market.service.app.inject({ method: 'GET', url: `/v1/quotes/stream${query}` })).statusCode).toBe(401)
})
