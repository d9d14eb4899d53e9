import { makeId, partitionOf, type Instant } from '@filao/kernel'
import { ServiceEngine } from '@filao/engine'
import { Module } from '@nestjs/common'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { pairIdOf } from '@filao/market'
import { BodyHashes, Commands, createApp, type ServiceApp } from '@filao/service'
import { until } from '@filao/testing'
import { http } from '../market.module'
import { firstStartCommands } from '../intake/first-start.commands'
import type { MarketEngine } from '../definition'
import { MarketPlatform, PARTITIONS, submit } from '../testing/market-platform.store'

const now: Instant = Date.now()
let platform: MarketPlatform
let engine: MarketEngine
let service: ServiceApp
let tokens: Record<'admin' | 'client' | 'other' | 'treasury', string>

beforeAll(async () => {
  platform = await MarketPlatform.start(now)
  engine = await platform.engine()
  for (const command of firstStartCommands({ calendars: new Set(), pairs: new Set() }, now))
    await submit(engine, command)
  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }
  const token = (role: string, user = 1n): Promise<string> =>
    new SignJWT({ roles: [role], sid: randomUUID(), amr: ['pwd', 'otp'] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer('https://filao.dev')
      .setAudience('filao')
      .setSubject(makeId({ partition: 0, at: now, unique: user }))
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey)
  tokens = {
    admin: await token('admin'),
    client: await token('client'),
    other: await token('client', 2n),
    treasury: await token('treasury'),
  }

  @Module({
    controllers: http.controllers,
    providers: [
      ...http.providers,
      {
        provide: Commands,
        inject: [BodyHashes],
        useFactory: (hashes: BodyHashes) =>
          new Commands(engine as unknown as ServiceEngine<never, never, never, never>, 'market', hashes),
      },
    ],
  })
  class TestModule {}

  service = await createApp(TestModule, {
    service: 'market',
    environment: {
      FILAO_DATABASE_URL: platform.database.url,
      FILAO_READER_DATABASE_URL: platform.readerUrl,
      FILAO_PARTITIONS: String(PARTITIONS),
      LOG_LEVEL: 'silent',
    },
    keys: createLocalJWKSet({ keys: [jwk] }),
  })
})
afterAll(async () => {
  await service.close()
  await platform.stop()
})

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, unknown>
}
async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  as: keyof typeof tokens,
  body?: object,
): Promise<Answer> {
  const answer = await service.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${tokens[as]}` },
    ...(body && { payload: body }),
  })
  const said = answer.body === '' ? {} : answer.json<Record<string, unknown>>()
  return { status: answer.statusCode, body: said, headers: answer.headers }
}

const btc = {
  symbol: 'BTC',
  name: 'Bitcoin',
  assetType: 'crypto',
  exchange: 'CRYPTO',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: '0.001',
}

test('an admin lists an instrument, and everyone sees it open', async () => {
  const listed = await ask('POST', '/v1/assets', 'admin', btc)
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
  expect(listed.headers['filao-position']).toMatch(/^market\/[01]\/\d+$/)
  await until(async () => (await ask('GET', '/v1/assets/BTC', 'client')).body['session'] !== null)
  const { body } = await ask('GET', '/v1/assets/BTC', 'client')
  expect(body['session']).toMatchObject({ open: true, opensAt: null, closesAt: null })
})
test('an instrument that cannot be listed is refused with the field and the rule', async () => {
  expect(await ask('POST', '/v1/assets', 'admin', { ...btc, symbol: 'BTC2', tickSize: '0.00000001' })).toMatchObject({
    status: 422,
    body: { code: 'notional-inexact', errors: [{ pointer: '/lotSize' }] },
  })
  expect(await ask('POST', '/v1/assets', 'admin', btc)).toMatchObject({
    status: 422,
    body: { code: 'symbol-taken', errors: [{ pointer: '/symbol' }] },
  })
  expect(await ask('POST', '/v1/assets', 'admin', { ...btc, symbol: 'X', calendarCode: 'NOWHERE' })).toMatchObject({
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
  const { status, body } = await ask('POST', '/v1/assets', 'admin', { ...btc, symbol: 'NEW', ...part })
  expect({ status, pointer: (body['errors'] as { pointer: string }[])[0]?.pointer }).toEqual({ status: 422, pointer })
})
test('only an admin lists, changes and sets calendars; treasury sets rates', async () => {
  expect((await ask('POST', '/v1/assets', 'client', btc)).status).toBe(403)
  expect((await ask('PATCH', '/v1/assets/BTC', 'treasury', { lotSize: '1' })).status).toBe(403)
  expect((await ask('PUT', '/v1/fx-rates/USD/MUR', 'client', { rate: '46', source: 'bank' })).status).toBe(403)
  expect((await ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'treasury', {})).status).toBe(403)
  expect((await service.app.inject({ method: 'GET', url: '/v1/assets' })).statusCode).toBe(401)
})
test('an issuer is shown, given and changed', async () => {
  expect((await ask('GET', '/v1/assets/BTC', 'client')).body['issuer']).toBeNull()
  const issuer = { legalName: 'Satoshi Foundation', country: 'CHE' }
  expect(await ask('PATCH', '/v1/assets/BTC', 'admin', { issuer })).toMatchObject({ status: 200, body: { issuer } })
  expect((await ask('GET', '/v1/assets/BTC', 'client')).body['issuer']).toEqual(issuer)
})
test('terms change, and an empty change is refused', async () => {
  expect(await ask('PATCH', '/v1/assets/BTC', 'admin', { maxOrderQuantity: '100', sector: 'Coins' })).toMatchObject({
    status: 200,
    body: { maxOrderQuantity: '100', sector: 'Coins' },
  })
  expect((await ask('PATCH', '/v1/assets/BTC', 'admin', {})).status).toBe(422)
  expect(await ask('PATCH', '/v1/assets/NONE', 'admin', { lotSize: '1' })).toMatchObject({
    status: 404,
    body: { code: 'asset-unknown' },
  })
})
test('lists have pages in the order of symbols; a search has its best hit first', async () => {
  for (const [symbol, name] of [
    ['AAPL', 'Apple'],
    ['BTCX', 'Apple of coins'],
  ] as const) {
    await ask('POST', '/v1/assets', 'admin', { ...btc, symbol, name })
  }
  const first = await ask('GET', '/v1/assets?limit=2', 'client')
  const symbolsOf = ({ body }: Answer): string[] => (body['items'] as { symbol: string }[]).map(({ symbol }) => symbol)
  expect(symbolsOf(first)).toEqual(['AAPL', 'BTC'])
  const next = await ask('GET', `/v1/assets?limit=2&cursor=${first.body['next'] as string}`, 'client')
  expect([symbolsOf(next), next.body['next']]).toEqual([['BTCX'], null])
  expect(symbolsOf(await ask('GET', '/v1/assets?search=btc', 'client'))).toEqual(['BTC', 'BTCX'])
  expect(symbolsOf(await ask('GET', '/v1/assets?search=pple', 'client'))).toEqual(['AAPL', 'BTCX'])
  expect(symbolsOf(await ask('GET', '/v1/assets?search=%25', 'client'))).toEqual([])
  expect((await ask('GET', '/v1/assets?cursor=abc', 'client')).status).toBe(422)
})
test('a quote has its age; one that is missing is marked', async () => {
  const { body } = await ask('GET', '/v1/assets/BTC', 'client')
  const quote = {
    type: 'IngestQuote',
    assetId: body['id'] as string,
    symbol: 'BTC',
    source: 'rest',
    asOf: now - 60_000,
  } as const
  await submit(engine, { ...quote, bid: 10_000_000_000n, lastPrice: 10_100_000_000n })
  expect(await ask('GET', '/v1/assets/BTC/quote', 'client')).toMatchObject({
    status: 200,
    body: { bid: '100', last: '101', ask: null, stale: true, unavailable: false, halted: false, volume: '0' },
  })
  const batch = await ask('GET', '/v1/assets/quotes?symbols=NONE,BTC', 'client')
  expect(batch.body['items']).toMatchObject([
    { symbol: 'NONE', unavailable: true },
    { symbol: 'BTC', last: '101' },
  ])
  expect((await ask('GET', '/v1/assets/NONE/quote', 'client')).status).toBe(404)
})
test('bars and trades of an instrument that has never traded are empty', async () => {
  expect(await ask('GET', '/v1/assets/BTC/bars?timeframe=1Min', 'client')).toMatchObject({
    status: 200,
    body: { timeframe: '1Min', items: [] },
  })
  expect(await ask('GET', '/v1/assets/BTC/bars?period=1Y', 'client')).toMatchObject({ body: { timeframe: '1Day' } })
  expect((await ask('GET', '/v1/assets/BTC/bars?period=1Y&limit=3', 'client')).status).toBe(422)
  expect(await ask('GET', '/v1/assets/BTC/trades', 'client')).toMatchObject({
    status: 200,
    body: { items: [], next: null },
  })
})
test('a day of a calendar is set and removed', async () => {
  const day = { kind: 'early_close', closeAt: '12:30', name: 'Eve', source: 'SEM notice' }
  const set = await ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'admin', day)
  expect(set.status).toBe(200)
  expect(set.body['days']).toContainEqual({ day: '2026-12-24', ...day })
  const removed = await ask('DELETE', '/v1/calendars/SEM/days/2026-12-24', 'admin')
  expect(removed.body['days']).not.toContainEqual(expect.objectContaining({ day: '2026-12-24' }))
  expect(await ask('PUT', '/v1/calendars/NONE/days/2026-12-24', 'admin', day)).toMatchObject({
    status: 404,
    body: { code: 'calendar-unknown' },
  })
  const { closeAt: _, ...untimed } = day
  expect(await ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'admin', untimed)).toMatchObject({
    status: 422,
    body: { code: 'calendar-invalid' },
  })
})
test('a rate is set and shown', async () => {
  expect(await ask('PUT', '/v1/fx-rates/USD/MUR', 'treasury', { rate: '46.10', source: 'bank' })).toMatchObject({
    status: 200,
    body: { rate: '46.1' },
  })
  const { body } = await ask('GET', '/v1/fx-rates', 'client')
  expect(body['items']).toContainEqual(
    expect.objectContaining({ base: 'USD', quote: 'MUR', rate: '46.1', source: 'bank' }),
  )
  expect(await ask('PUT', '/v1/fx-rates/USD/USD', 'treasury', { rate: '1', source: 'bank' })).toMatchObject({
    body: { code: 'same-currency' },
  })
})

test('an alert is made, fires once, is seen by its owner alone and is removed', async () => {
  const made = await ask('POST', '/v1/price-alerts', 'client', {
    ...{ symbol: 'BTC', alertType: 'price_above', conditionValue: '150', customMessage: 'Sell?' },
  })
  expect(made).toMatchObject({
    status: 201,
    body: { symbol: 'BTC', conditionValue: '150', isActive: true, armed: true, triggeredAt: null, triggerCount: 0 },
  })
  const id = made.body['id'] as string
  const { body: asset } = await ask('GET', '/v1/assets/BTC', 'client')
  platform.now += 1000
  const head = { type: 'IngestQuote', assetId: asset['id'] as string, symbol: 'BTC', source: 'book' } as const
  for (const lastPrice of [15_100_000_000n, 15_200_000_000n]) {
    await submit(engine, { ...head, lastPrice, asOf: platform.now })
    platform.now += 1000
  }
  expect((await ask('GET', '/v1/price-alerts', 'client')).body['items']).toMatchObject([
    { id, isActive: false, triggeredPrice: '151', triggerCount: 1 },
  ])
  // Who made it is told, by a command that is stored with the fact, once.
  const { rows } = await platform.pool.query<{ commands: string }>(
    `SELECT commands::text FROM market.event_log WHERE type LIKE '%AlertTriggered%'`,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]!.commands).toContain('filao.identity.NotifyOfAlert.v1')
  expect(rows[0]!.commands).toContain(id)
  expect((await ask('GET', '/v1/price-alerts?active=true', 'client')).body['items']).toEqual([])
  expect((await ask('GET', '/v1/price-alerts', 'other')).body['items']).toEqual([])
  expect((await ask('DELETE', `/v1/price-alerts/${id}`, 'other')).status).toBe(404)
  expect((await ask('DELETE', `/v1/price-alerts/${id}`, 'client')).status).toBe(204)
  expect(await ask('DELETE', `/v1/price-alerts/${id}`, 'client')).toMatchObject({
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
  expect(await ask('POST', '/v1/price-alerts', 'client', body)).toMatchObject({
    status: code === 'asset-unknown' ? 404 : 422,
    body: { code, errors: [{ pointer }] },
  })
})
test('an alert on an indicator and a change in percent keep what they were made with', async () => {
  const rsi = { alertType: 'technical_indicator', technicalIndicator: 'rsi', indicatorParameters: { period: 7 } }
  expect((await ask('POST', '/v1/price-alerts', 'client', { symbol: 'BTC', ...rsi })).body).toMatchObject(rsi)
  const change = { alertType: 'percent_change', conditionValue: '5', repeatAlert: true }
  expect((await ask('POST', '/v1/price-alerts', 'client', { symbol: 'BTC', ...change })).body).toMatchObject({
    ...change,
    referencePrice: '152',
  })
})
test('a watchlist keeps its order, belongs to its owner and goes without symbols', async () => {
  const put = (symbols: readonly string[]) => ask('PUT', '/v1/watchlists/My%20list', 'client', { symbols })
  expect(await put(['BTCX', 'AAPL'])).toMatchObject({
    status: 200,
    body: { name: 'My list', symbols: ['BTCX', 'AAPL'] },
  })
  expect((await ask('GET', '/v1/watchlists/My%20list', 'client')).body['symbols']).toEqual(['BTCX', 'AAPL'])
  expect((await ask('GET', '/v1/watchlists', 'client')).body['items']).toHaveLength(1)
  expect((await ask('GET', '/v1/watchlists/My%20list', 'other')).status).toBe(404)
  expect((await ask('GET', '/v1/watchlists', 'other')).body['items']).toEqual([])
  expect(await put(['AAPL', 'NONE'])).toMatchObject({ status: 404, body: { errors: [{ pointer: '/symbols/1' }] } })
  expect(await put(['AAPL', 'AAPL'])).toMatchObject({ status: 422, body: { code: 'watched-twice' } })
  expect((await put([])).status).toBe(200)
  expect(await ask('GET', '/v1/watchlists/My%20list', 'client')).toMatchObject({
    status: 404,
    body: { code: 'watchlist-not-found' },
  })
})

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
async function addressOf({ app }: ServiceApp): Promise<string> {
  if (!app.getHttpServer().listening) await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`
}

test('a stream begins with what its symbols show, and tells each change after it', async () => {
  const headers = { authorization: `Bearer ${tokens.client}` }
  const answer = await fetch(`${await addressOf(service)}/v1/quotes/stream?symbols=BTC,NONE`, { headers })
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
  const { body: asset } = await ask('GET', '/v1/assets/BTC', 'client')
  platform.now += 1000
  const head = { type: 'IngestQuote', assetId: asset['id'] as string, symbol: 'BTC', source: 'book' } as const
  await submit(engine, { ...head, lastPrice: 15_300_000_000n, asOf: platform.now })
  expect(await next()).toMatchObject({ event: 'quote', data: { symbol: 'BTC', last: '153', stale: false } })
  await ask('PATCH', '/v1/assets/BTC', 'admin', { status: 'suspended' })
  expect(await next()).toMatchObject({ event: 'status', data: { symbol: 'BTC', status: 'suspended' } })
  await ask('PATCH', '/v1/assets/BTC', 'admin', { status: 'active' })
  await events.return(undefined)
})
test.each([
  ['', '/symbols'],
  ['?symbols=', '/symbols/0'],
  ['?symbols=btc', '/symbols/0'],
  [`?symbols=${Array.from({ length: 101 }, (_, at) => `S${at}`).join()}`, '/symbols'],
])('a stream of %s is refused, and nobody is let in without a token', async (query, pointer) => {
  expect(await ask('GET', `/v1/quotes/stream${query}`, 'client')).toMatchObject({
    status: 422,
    body: { code: 'invalid-request', errors: [{ pointer }] },
  })
  expect((await service.app.inject({ method: 'GET', url: `/v1/quotes/stream${query}` })).statusCode).toBe(401)
})

test('a full queue is 503 over HTTP with when to come again; nothing of it is done, and what was taken is', async () => {
  const address = await addressOf(service)
  const set = (rate: string): Promise<Response> =>
    fetch(`${address}/v1/fx-rates/EUR/MUR`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokens.treasury}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rate, source: 'bank', asOf: new Date(platform.now).toISOString() }),
    })
  const rateOf = async (): Promise<unknown> => {
    const { body } = await ask('GET', '/v1/fx-rates', 'client')
    return (body['items'] as { base: string; quote: string; rate: string }[]).find(
      ({ base, quote }) => base === 'EUR' && quote === 'MUR',
    )?.rate
  }
  platform.now += 1000
  const before = await rateOf()
  const pairId = pairIdOf('EUR', 'MUR')
  const head = await platform.pool.connect()
  await head.query('BEGIN')
  // Whoever writes a batch waits here.
  await head.query('SELECT FROM market.log_head WHERE partition = $1 FOR UPDATE', [partitionOf(pairId)])
  const taken: Promise<unknown>[] = []
  let overloaded = false
  while (!overloaded && taken.length < 10_000) {
    const rate = { base: 'EUR', quote: 'MUR', rate: 5_000_000_000n, source: 'flood', asOf: 0 }
    taken.push(
      submit(engine, { type: 'SetFxRate', pairId, ...rate }).catch((error: Error) => {
        overloaded ||= error.name === 'Overloaded'
      }),
    )
    if (taken.length % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(taken.length).toBeGreaterThan(4000)
  const refused = await set('51')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toMatchObject({ code: 'overloaded', type: 'https://filao.dev/problems/overloaded' })
  await head.query('ROLLBACK')
  head.release()
  await Promise.all(taken)
  expect(await rateOf()).toBe(before)
  expect((await set('51')).status).toBe(200)
  expect(await rateOf()).toBe('51')
})
