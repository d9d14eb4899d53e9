import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { ask, newTrader, staffOf, treasuryOf, type Session, type Trader, type Treasury } from '../api.fixture'
import { expectBooksToAddUp } from '../books.fixture'
import { eventually, type Platform } from '../platform.fixture'

/** Four services one after the other, each of which takes half a minute to come up on a busy machine. */
const RESTARTED_MS_MAX = 240_000

/** Orders from acceptance to settlement, what is refused, and what a crash leaves of it. */
export function ordersAreTraded(platform: Platform): void {
  let gateway: string
  let treasury: Treasury
  let auditor: Session
  let assetId: string
  let buyer: Trader
  let seller: Trader

  beforeAll(async () => {
    gateway = platform.development.gateway
    treasury = await treasuryOf(platform.development)
    auditor = await staffOf(platform.development, 'auditor')
    const asset = await treasury.first.get('/v1/assets/AAPL')
    assetId = asset.body['id'] as string
    buyer = await newTrader(platform.development, treasury, { USD: '1000000' })
    seller = await newTrader(platform.development, treasury, { [assetId]: '5000' })
  })

  const limit = (side: 'buy' | 'sell', quantity: string, limitPrice: string): object => ({
    symbol: 'AAPL',
    side,
    type: 'limit',
    timeInForce: 'gtc',
    quantity,
    limitPrice,
  })

  test('an order is placed, reserved, matched, settled and audited', async () => {
    const sold = await seller.session.order(limit('sell', '10', '150'))
    expect(sold).toMatchObject({ status: 'open', remainingQuantity: '10' })
    const bought = await buyer.session.order(limit('buy', '4', '151'))
    expect(bought).toMatchObject({ status: 'filled', filledQuantity: '4', averagePrice: '150' })

    const executions = await eventually(
      () => buyer.session.get(`/v1/executions?orderId=${String(bought['id'])}`),
      ({ body }) => (body['items'] as { settledAt: string | null }[])[0]?.settledAt?.length === 24,
    )
    expect(executions.body['items']).toMatchObject([{ price: '150', quantity: '4', liquidity: 'taker', fee: '0.6' }])
    // 1,000,000 − 4 × 150 − 0.1 %; what was reserved above the price is free again.
    const cash = await eventually(
      () => buyer.session.get('/v1/wallets/USD'),
      ({ body }) => body['reserved'] === '0',
    )
    expect(cash.body).toMatchObject({ available: '999399.4', total: '999399.4' })
    const holdings = await buyer.session.get('/v1/holdings')
    expect(holdings.body['items']).toMatchObject([{ assetId, quantity: '4', averagePrice: '150' }])
    await expectBooksToAddUp(treasury.first)
  })

  test('audit holds exactly every event', async () => {
    await eventually(
      () => auditor.get('/v1/audit/completeness'),
      ({ body }) => {
        const sources = body['items'] as { agrees: boolean; gaps: unknown; count: string }[]
        return sources.length > 0 && sources.every(({ agrees }) => agrees)
      },
    )
  })

  test('a repeated key is one order, and another body is refused', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const first = await seller.session.placed(limit('sell', '1', '200'), key)
    const again = await seller.session.placed(limit('sell', '1', '200'), key)
    expect(again.status).toBe(201)
    expect(again.body['id']).toBe(first.body['id'])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = await seller.session.post('/v1/orders', limit('sell', '2', '200'), key)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } })
  })

  test('another client sees nothing of an order', async () => {
    const placed = await seller.session.order(limit('sell', '1', '201'))
    const id = String(placed['id'])
    expect((await buyer.session.get(`/v1/orders/${id}`)).status).toBe(404)
    expect((await buyer.session.delete(`/v1/orders/${id}`)).status).toBe(404)
    expect((await seller.session.delete(`/v1/orders/${id}`)).body).toMatchObject({ status: 'cancelled' })
  })

  test('what cannot be paid is rejected by wallet, and the client is told', async () => {
    const placed = await seller.session.order(limit('buy', '1000', '100'))
    expect(placed).toMatchObject({ status: 'rejected', rejectionReason: 'insufficient_balance' })
  })

  test.each([
    ['a number for an amount', { ...limit('buy', '1', '100'), quantity: 1 }, 422, 'invalid-request'],
    ['an exponent', limit('buy', '1e3', '100'), 422, 'invalid-request'],
    ['nine decimals', limit('buy', '1.123456789', '100'), 422, 'invalid-request'],
    ['a negative amount', limit('buy', '-1', '100'), 422, 'invalid-request'],
    ['ten to the thirty', limit('buy', `1${'0'.repeat(30)}`, '100'), 422, 'invalid-request'],
    ['an unknown field', { ...limit('buy', '1', '100'), colour: 'red' }, 422, 'invalid-request'],
    ['a price off tick', limit('buy', '1', '100.001'), 422, 'price-not-tick-multiple'],
    ['a quantity off lot', limit('buy', '1.5', '100'), 422, 'quantity-not-lot-multiple'],
    ['an unknown instrument', { ...limit('buy', '1', '100'), symbol: 'NOSUCH' }, 404, 'instrument-unknown'],
  ])('%s is refused in words', async (_, body, status, code) => {
    const answer = await buyer.session.post('/v1/orders', body)
    expect(answer).toMatchObject({ status, body: { code, type: `https://filao.dev/problems/${code}` } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  test('broken JSON, no key, no token and foreign tokens have their answers', async () => {
    expect(await buyer.session.post('/v1/orders', '{"symbol":')).toMatchObject({
      status: 400,
      body: { code: 'unreadable-json' },
    })
    const without = await buyer.session.post('/v1/orders', limit('buy', '1', '100'), { 'idempotency-key': '' })
    expect(without).toMatchObject({ status: 400, body: { code: 'idempotency-key-required' } })
    expect((await ask(`${gateway}/v1/orders`)).status).toBe(401)
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"1"}').toString('base64url')}.`
    expect((await ask(`${gateway}/v1/orders`, { token: unsigned })).status).toBe(401)
    expect((await buyer.session.get('/v1/trial-balance')).status).toBe(403)
  })

  test('nothing is lost or doubled when services are killed under load', async () => {
    const prices = Array.from({ length: 60 }, (_, index) => String(140 + (index % 7)))
    const keys = prices.map(() => ({ 'idempotency-key': randomUUID() }))
    const send = async (index: number): Promise<string> => {
      const trader = index % 2 === 0 ? seller : buyer
      const body = limit(index % 2 === 0 ? 'sell' : 'buy', '1', prices[index]!)
      const deadline = Date.now() + RESTARTED_MS_MAX
      while (Date.now() < deadline) {
        const answer = await trader.session.post('/v1/orders', body, keys[index]).catch(() => undefined)
        if (answer && answer.status < 300) return String(answer.body['id'])
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      throw new Error('an order was not accepted')
    }
    const placing = Promise.all(
      prices.map((_, index) => new Promise((r) => setTimeout(r, index * 60)).then(() => send(index))),
    )
    for (const service of ['wallet', 'order', 'audit', 'wallet']) {
      await new Promise((resolve) => setTimeout(resolve, 700))
      await platform.kill(service)
    }
    const ids = await placing
    expect(new Set(ids).size).toBe(ids.length)
    await eventually(
      async () => {
        const db = new pg.Client({ connectionString: platform.development.postgres['order']!.ownerUrl })
        await db.connect()
        const { rows } = await db.query<{ pending: string; unsettled: string; orders: string }>(
          `SELECT (SELECT count(*) FROM "order".orders WHERE status = 'pending') AS pending,
          (SELECT count(*) FROM "order".executions WHERE leg_status = 'pending') AS unsettled,
          (SELECT count(*) FROM "order".orders WHERE id = ANY ($1::uuid[])) AS orders`,
          [ids],
        )
        await db.end()
        return rows[0]!
      },
      ({ pending, unsettled, orders }) => pending === '0' && unsettled === '0' && Number(orders) === ids.length,
      RESTARTED_MS_MAX,
    )
    await expectBooksToAddUp(treasury.first)
    await eventually(
      () => auditor.get('/v1/audit/completeness'),
      ({ body }) => (body['items'] as { agrees: boolean }[]).every(({ agrees }) => agrees),
      RESTARTED_MS_MAX,
    )
  }, 900_000)
}
