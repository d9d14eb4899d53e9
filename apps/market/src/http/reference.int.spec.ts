import { partitionOf } from '@filao/kernel'
import { pairIdOf } from '@filao/market'
import { submit } from '../testing/market-platform.store'
import { MarketService } from '../testing/market-service'

jest.setTimeout(60_000)

let market: MarketService
beforeAll(async () => {
  market = await MarketService.start()
})
afterAll(() => market.stop())

test('a day of a calendar is set and removed', async () => {
  const day = { kind: 'early_close', closeAt: '12:30', name: 'Eve', source: 'SEM notice' }
  const set = await market.ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'admin', day)
  expect(set.status).toBe(200)
  expect(set.body['days']).toContainEqual({ day: '2026-12-24', ...day })
  const removed = await market.ask('DELETE', '/v1/calendars/SEM/days/2026-12-24', 'admin')
  expect(removed.body['days']).not.toContainEqual(expect.objectContaining({ day: '2026-12-24' }))
  expect(await market.ask('PUT', '/v1/calendars/NONE/days/2026-12-24', 'admin', day)).toMatchObject({
    status: 404,
    body: { code: 'calendar-unknown' },
  })
  const { closeAt: _, ...untimed } = day
  expect(await market.ask('PUT', '/v1/calendars/SEM/days/2026-12-24', 'admin', untimed)).toMatchObject({
    status: 422,
    body: { code: 'calendar-invalid' },
  })
})
test('a rate is set and shown', async () => {
  expect(await market.ask('PUT', '/v1/fx-rates/USD/MUR', 'treasury', { rate: '46.10', source: 'bank' })).toMatchObject({
    status: 200,
    body: { rate: '46.1' },
  })
  const { body } = await market.ask('GET', '/v1/fx-rates', 'client')
  expect(body['items']).toContainEqual(
    expect.objectContaining({ base: 'USD', quote: 'MUR', rate: '46.1', source: 'bank' }),
  )
  expect(await market.ask('PUT', '/v1/fx-rates/USD/USD', 'treasury', { rate: '1', source: 'bank' })).toMatchObject({
    body: { code: 'same-currency' },
  })
})

test('a full queue is 503 over HTTP with when to come again; nothing of it is done, and what was taken is', async () => {
  const address = await market.address()
  const set = (rate: string): Promise<Response> =>
    fetch(`${address}/v1/fx-rates/EUR/MUR`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${market.tokens.treasury}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rate, source: 'bank', asOf: new Date(market.platform.now).toISOString() }),
    })
  const rateOf = async (): Promise<unknown> => {
    const { body } = await market.ask('GET', '/v1/fx-rates', 'client')
    return (body['items'] as { base: string; quote: string; rate: string }[]).find(
      ({ base, quote }) => base === 'EUR' && quote === 'MUR',
    )?.rate
  }
  market.platform.now += 1000
  const before = await rateOf()
  const pairId = pairIdOf('EUR', 'MUR')
  const head = await market.platform.pool.connect()
  await head.query('BEGIN')
  // Whoever writes a batch waits here.
  await head.query('SELECT FROM market.log_head WHERE partition = $1 FOR UPDATE', [partitionOf(pairId)])
  const taken: Promise<unknown>[] = []
  let overloaded = false
  while (!overloaded && taken.length < 10_000) {
    const rate = { base: 'EUR', quote: 'MUR', rate: 5_000_000_000n, source: 'flood', asOf: 0 }
    taken.push(
      submit(market.engine, { type: 'SetFxRate', pairId, ...rate }).catch((error: Error) => {
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
