import { randomUUID } from 'node:crypto'
import { newTrader, staffOf, treasuryOf, type Answer, type Session, type Trader } from '../api.fixture'
import { eventually } from '../platform.fixture'
import { expectProblem, type Given } from './expectations.fixture'

const limit = (changes: object = {}): object => ({
  symbol: 'AAPL',
  side: 'buy',
  type: 'limit',
  timeInForce: 'gtc',
  quantity: '1',
  limitPrice: '100',
  ...changes,
})
const without = (name: string, changes: object = {}): object =>
  Object.fromEntries(Object.entries(limit(changes)).filter(([member]) => member !== name))

/** Orders that no market takes, each with the answer that says why and where. */
export function ordersAreJudged(given: Given): void {
  let buyer: Trader
  let seller: Trader
  let admin: Session
  beforeAll(async () => {
    const treasury = await treasuryOf(given.development)
    admin = await staffOf(given.development, 'admin1')
    const aapl = await admin.get('/v1/assets/AAPL')
    buyer = await newTrader(given.development, treasury, { USD: '1000000' })
    seller = await newTrader(given.development, treasury, { [String(aapl.body['id'])]: '1000' })
    await list('SHUT', { calendarCode: await calendarThatIsShut() })
    await list('SMALL', { minOrderQuantity: '10', maxOrderQuantity: '100', lotSize: '5', tickSize: '0.25' })
  })

  const place = (body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    buyer.session.post('/v1/orders', body, headers)

  async function list(symbol: string, terms: object): Promise<void> {
    const listed = await admin.post('/v1/assets', {
      symbol,
      name: symbol,
      issuer: { legalName: `${symbol} Works Ltd`, country: 'MUS' },
      assetType: 'stock',
      exchange: 'NASDAQ',
      quoteCurrency: 'USD',
      tickSize: '0.01',
      minOrderQuantity: '1',
      calendarCode: 'ALWAYS',
      ...terms,
    })
    expect(listed).toMatchObject({ status: 201 })
    // Order opens the book when it has heard of the instrument, and trades when it has heard of its session.
    await eventually(
      () => place(limit({ symbol, type: 'market', timeInForce: 'ioc', limitPrice: undefined, quantity: '10' })),
      ({ body }) => ['no-liquidity', 'market-closed'].includes(String(body['code'])) && heardOfSession(body),
    )
  }

  /** Until its session is known a market is closed without a next opening. */
  const heardOfSession = ({ code, detail }: Record<string, unknown>): boolean =>
    code === 'no-liquidity' || String(detail).includes('nextOpen')

  /** Open for an hour, the day after tomorrow at the earliest. */
  async function calendarThatIsShut(): Promise<string> {
    const day = ((new Date().getUTCDay() + 2) % 7) + 1
    const sessions = [{ day, open: '09:00', close: '10:00' }]
    const periods = [{ effectiveFrom: '2026-01-01', settlementDays: 1, sessions }]
    const set = await admin.put('/v1/calendars/SHUT', { timezone: 'UTC', periods, days: [] })
    expect(set).toMatchObject({ status: 200 })
    return 'SHUT'
  }

  test.each([
    ['a number for an amount', limit({ quantity: 1 }), '/quantity', 'invalid-type'],
    ['an exponent', limit({ quantity: '1e3' }), '/quantity', 'invalid-format'],
    ['nine decimals', limit({ quantity: '1.123456789' }), '/quantity', 'invalid-format'],
    ['a negative amount', limit({ quantity: '-1' }), '/quantity', 'invalid-format'],
    ['ten to the thirty', limit({ limitPrice: `1${'0'.repeat(30)}` }), '/limitPrice', 'invalid-format'],
    ['a leading zero', limit({ limitPrice: '0100' }), '/limitPrice', 'invalid-format'],
    ['a plus', limit({ limitPrice: '+100' }), '/limitPrice', 'invalid-format'],
    ['a point without digits', limit({ limitPrice: '100.' }), '/limitPrice', 'invalid-format'],
    ['a comma', limit({ limitPrice: '100,5' }), '/limitPrice', 'invalid-format'],
    ['a digit of another script', limit({ quantity: '١' }), '/quantity', 'invalid-format'],
    ['an amount that ends in a line', limit({ quantity: '1\n' }), '/quantity', 'invalid-format'],
    ['an amount in a list', limit({ quantity: ['1'] }), '/quantity', 'invalid-type'],
    ['no amount', without('quantity'), '/quantity', 'required'],
    ['null for an amount', limit({ quantity: null }), '/quantity', 'invalid-type'],
    ['an unknown field', limit({ colour: 'red' }), '/colour', 'unknown-field'],
    ['constructor as a field', limit({ constructor: { admin: true } }), '/constructor', 'unknown-field'],
    ['a side that there is not', limit({ side: 'short' }), '/side', 'invalid-value'],
    ['a symbol in lower case', limit({ symbol: 'aapl' }), '/symbol', 'invalid-format'],
    ['a time without milliseconds', limit({ expiresAt: '2026-12-01T00:00:00Z' }), '/expiresAt', 'invalid-format'],
    ['a time with an offset', limit({ expiresAt: '2026-12-01T00:00:00.000+04:00' }), '/expiresAt', 'invalid-format'],
    ['the year 0', limit({ expiresAt: '0000-01-01T00:00:00.000Z' }), '/expiresAt', 'custom'],
    ['an account that is no id', limit({ accountId: 'mine' }), '/accountId', 'invalid-format'],
    ['a client order id of 65 characters', limit({ clientOrderId: 'x'.repeat(65) }), '/clientOrderId', 'too-big'],
  ])('%s is 422 and named', async (_, body, pointer, code) => {
    const problem = expectProblem(await place(body), 422, 'invalid-request')
    expect(problem['errors']).toEqual([{ pointer, code, detail: expect.any(String) as string }])
  })

  test.each([
    ['a price off tick', limit({ limitPrice: '100.001' }), 'price-not-tick-multiple', '/limitPrice'],
    ['a price of nothing', limit({ limitPrice: '0.00000001' }), 'price-not-tick-multiple', '/limitPrice'],
    ['a stop off tick', limit({ type: 'stop_limit', stopPrice: '100.001' }), 'price-not-tick-multiple', '/stopPrice'],
    ['a quantity off lot', limit({ quantity: '1.5' }), 'quantity-not-lot-multiple', '/quantity'],
    ['a quantity of nothing', limit({ quantity: '0' }), 'quantity-below-min', '/quantity'],
    ['less than the least', limit({ symbol: 'SMALL', quantity: '5' }), 'quantity-below-min', '/quantity'],
    ['more than the most', limit({ symbol: 'SMALL', quantity: '105' }), 'quantity-above-max', '/quantity'],
    ['a limit order without its price', without('limitPrice'), 'limit-price-required', '/limitPrice'],
    ['a stop without its price', without('limitPrice', { type: 'stop_loss' }), 'stop-price-required', '/stopPrice'],
    [
      'a trailing stop without its trail',
      without('limitPrice', { type: 'trailing_stop' }),
      'trail-required',
      '/trailAmount',
    ],
    [
      'an ioc for a stop',
      without('limitPrice', { type: 'stop_loss', stopPrice: '90', timeInForce: 'ioc' }),
      'time-in-force-not-allowed',
      '/timeInForce',
    ],
    [
      'a gtc for a market order',
      without('limitPrice', { type: 'market' }),
      'time-in-force-not-allowed',
      '/timeInForce',
    ],
    ['post-only that must trade', limit({ postOnly: true, timeInForce: 'fok' }), 'post-only-not-allowed', '/postOnly'],
    ['an end in the past', limit({ expiresAt: '2026-01-01T00:00:00.000Z' }), 'expires-at-not-allowed', '/expiresAt'],
    ['an end in ten years', limit({ expiresAt: '2036-01-01T00:00:00.000Z' }), 'expires-at-not-allowed', '/expiresAt'],
  ])('%s is 422 and names rule and field', async (_, body, code, pointer) => {
    const problem = expectProblem(await place(body), 422, code)
    expect(problem['errors']).toEqual([{ pointer, code, detail: expect.any(String) as string }])
  })

  test.each([
    ['a price for a market order', limit({ type: 'market', timeInForce: 'ioc' }), 'price-not-allowed'],
    [
      'a market order that nobody answers',
      limit({ symbol: 'SMALL', type: 'market', timeInForce: 'ioc', limitPrice: undefined, quantity: '10' }),
      'no-liquidity',
    ],
    [
      'more money than there is',
      limit({ quantity: '999999999999', limitPrice: '999999999999.99' }),
      'amount-out-of-range',
    ],
  ])('%s is 422 and names the rule', async (_, body, code) => {
    expectProblem(await place(body), 422, code)
  })

  test('an instrument outside its hours is 422 and says when it opens', async () => {
    const problem = expectProblem(await place(limit({ symbol: 'SHUT' })), 422, 'market-closed')
    expect(problem['detail']).toMatch(/nextOpen \d{4}-\d\d-\d\dT09:00:00\.000Z/)
  })

  test('an instrument that there is not is 404 and named', async () => {
    const problem = expectProblem(await place(limit({ symbol: 'NOSUCH' })), 404, 'instrument-unknown')
    expect(problem['errors']).toEqual([
      { pointer: '/symbol', code: 'instrument-unknown', detail: expect.any(String) as string },
    ])
  })

  test('another client is nobody: his account, orders and executions are 404', async () => {
    const mine = await buyer.session.placed(limit())
    const id = String(mine.body['id'])
    expectProblem(await place(limit({ accountId: seller.accountId })), 404, 'account-not-found')
    for (const path of [
      '/v1/orders',
      '/v1/executions',
      '/v1/wallets',
      '/v1/holdings',
      '/v1/portfolio',
      '/v1/ledger-entries',
    ]) {
      expectProblem(await buyer.session.get(`${path}?accountId=${seller.accountId}`), 404, 'account-not-found')
      expectProblem(await buyer.session.get(`${path}?accountId=${randomUUID()}`), 404, 'account-not-found')
    }
    expectProblem(await seller.session.get(`/v1/orders/${id}`), 404, 'order-not-found')
    expectProblem(await seller.session.delete(`/v1/orders/${id}`), 404, 'order-not-found')
    expectProblem(await seller.session.post(`/v1/orders/${id}/replace`, { quantity: '2' }), 404, 'order-not-found')
    expect((await seller.session.get(`/v1/executions?orderId=${id}`)).body['items']).toEqual([])
    expectProblem(await buyer.session.get('/v1/orders/no-id'), 404, 'not-found')
    expect((await buyer.session.delete(`/v1/orders/${id}`)).body).toMatchObject({ status: 'cancelled' })
  })

  test('a halted market takes no order and lets go of those that it has', async () => {
    const resting = await buyer.session.placed(limit({ symbol: 'SMALL', quantity: '10' }))
    expect(resting).toMatchObject({ status: 201, body: { status: 'open' } })
    expect(await admin.post('/v1/markets/SMALL/halt', { reason: 'news' })).toMatchObject({
      status: 200,
      body: { state: 'halted' },
    })
    expectProblem(await place(limit({ symbol: 'SMALL', quantity: '10' })), 422, 'instrument-halted')
    const gone = await buyer.session.delete(`/v1/orders/${String(resting.body['id'])}`)
    expect(gone).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    expect(await admin.post('/v1/markets/SMALL/resume', {})).toMatchObject({ status: 200, body: { state: 'open' } })
  })

  test('a storm of cancels: each has an answer, and every order is cancelled once', async () => {
    const orders = await Promise.all(
      Array.from({ length: 10 }, () => buyer.session.placed(limit({ limitPrice: '50' }))),
    )
    const ids = orders.map(({ body }) => String(body['id']))
    const storm = [...ids, ...ids, ...ids].map((id) => buyer.session.delete(`/v1/orders/${id}`))
    const sweeps = Array.from({ length: 4 }, () => buyer.session.delete('/v1/orders?symbol=AAPL'))
    for (const answer of await Promise.all(storm))
      expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    for (const { status, body } of await Promise.all(sweeps)) {
      expect(status).toBe(200)
      for (const { outcome } of body['items'] as { outcome: string }[]) expect(outcome).toBe('cancelled')
    }
    const free = await eventually(
      () => buyer.session.get('/v1/wallets/USD'),
      ({ body }) => body['reserved'] === '0',
    )
    expect(free.body).toMatchObject({ available: '1000000' })
  })
}
