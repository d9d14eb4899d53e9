import { answer, DECLARED } from '@filao/testing/servers'
import { ask, newcomer, Session, staffOf, untilKnown, type Answer, type Client } from '../api.fixture'
import { eventually, type Platform } from '../platform.fixture'
import { PriceProvider } from '../price-provider.fixture'

type Body = Record<string, unknown>
const itemsOf = ({ body }: Answer): Body[] => body['items'] as Body[]

/** From the registration to paper money, over HTTP and the mailbox alone; and what keeps the way safe. */
export function newcomersFindTheirWay(platform: Platform): void {
  let gateway: string
  let client: Pick<Client, 'session' | 'person'>
  let demo: string

  beforeAll(async () => {
    gateway = platform.development.gateway
    client = await newcomer(gateway)
  })

  /** The newest message of a kind in the client's mailbox. */
  const mailed = async (template: string): Promise<Body> => {
    const mailbox = platform.development.simulators['mailbox']!
    const isOfKind = (message: Body): boolean => message['template'] === template
    const found = await eventually(
      () => ask(`${mailbox}/messages?to=${encodeURIComponent(client.person.email)}`),
      (messages) => itemsOf(messages).some(isOfKind),
    )
    return itemsOf(found).find(isOfKind)!['variables'] as Body
  }
  const post = (path: string, body: object): Promise<Answer> => ask(gateway + path, { method: 'POST', body })
  const openDemo = (): Promise<Answer> => client.session.post('/v1/accounts', { mode: 'demo' })

  test('paper money waits for the e-mail, verified by the link that comes, and for the proof of who it is', async () => {
    expect(await openDemo()).toMatchObject({ status: 422, body: { code: 'email-not-verified' } })
    const { token } = await mailed('email_verification')
    expect((await post('/v1/users/verify-email', { token })).status).toBe(204)
    expect((await post('/v1/users/verify-email', { token: 'another' })).status).toBeGreaterThanOrEqual(400)
    expect(await openDemo()).toMatchObject({ status: 422, body: { code: 'kyc-not-submitted' } })
  })

  test('who has shown the provider who they are trades with paper money, before any officer has looked', async () => {
    await untilKnown(client.session)
    await answer(client.session, '/v1/kyc/due-diligence', { method: 'PUT', body: DECLARED })
    await answer(client.session, '/v1/kyc/sessions', { method: 'POST' })
    const opened = await eventually(openDemo, ({ body }) => body['code'] !== 'kyc-not-submitted')
    expect(opened).toMatchObject({ status: 201, body: { mode: 'demo', isPrimary: false } })
    demo = String(opened.body['id'])
    expect((await client.session.get('/v1/users/me')).body).toMatchObject({ accountType: 'demo_trader' })
    await client.session.renew()
    const wallets = await eventually(
      () => client.session.get(`/v1/wallets?accountId=${demo}`),
      (answer) => answer.status === 200 && itemsOf(answer).length > 0,
    )
    expect(itemsOf(wallets)).toMatchObject([{ currency: 'USD', available: '100000' }])
  })

  test('a demo order is filled by the price outside, and the paper books follow it', async () => {
    const provider = new PriceProvider(platform.development)
    const admin = await staffOf(platform.development, 'admin1')
    await provider.list(admin, 'PAPER', 40)
    const market = { symbol: 'PAPER', type: 'market', timeInForce: 'day', quantity: '10', accountId: demo }
    // Until a price has come, and when the last has grown old, there is none to fill by.
    const filled = async (side: 'buy' | 'sell'): Promise<Answer> => {
      const placed = await eventually(
        () => client.session.placed({ ...market, side }),
        ({ status, body }) => status < 300 && body['status'] !== 'rejected',
      )
      return await eventually(
        () => client.session.get(`/v1/orders/${String(placed.body['id'])}`),
        ({ body }) => body['status'] === 'filled',
      )
    }
    const averagePrice = ({ body }: Answer): number => Number(body['averagePrice'])
    const bought = averagePrice(await filled('buy'))
    expect(Math.abs(bought - 40)).toBeLessThan(4)
    const holdings = await eventually(
      () => client.session.get(`/v1/holdings?accountId=${demo}`),
      (answer) => itemsOf(answer).length > 0,
    )
    expect(itemsOf(holdings)).toMatchObject([{ symbol: 'PAPER', quantity: '10' }])
    const sold = averagePrice(await filled('sell'))
    // Without a fee.
    const left = 100_000 + 10 * (sold - bought)
    await eventually(
      () => client.session.get(`/v1/wallets/USD?accountId=${demo}`),
      ({ body: { available, total } }) => total === available && Math.abs(Number(total) - left) < 0.000_001,
    )
    const live = await eventually(
      () => client.session.get('/v1/books/PAPER'),
      ({ status }) => status === 200,
    )
    expect(live.body).toMatchObject({ bids: [], asks: [] })
  })

  test('an order of paper money is found by the id that its client gave it', async () => {
    const order = { symbol: 'PAPER', side: 'buy', type: 'limit', quantity: '1', limitPrice: '1', accountId: demo }
    const placed = await eventually(
      () => client.session.placed({ ...order, clientOrderId: 'mine' }),
      ({ status }) => status < 300,
    )
    const found = await client.session.get(`/v1/orders/by-client-id/mine?accountId=${demo}`)
    expect(found).toMatchObject({ status: 200, body: { id: placed.body['id'], accountId: demo } })
    expect((await client.session.delete(`/v1/orders/${String(placed.body['id'])}`)).status).toBe(200)
  })

  test('paper money neither comes in nor goes out, and real money still waits', async () => {
    const deposit = { currency: 'USD', amount: '100', method: 'bank_transfer', accountId: demo }
    expect(await client.session.post('/v1/deposits', deposit)).toMatchObject({ status: 422 })
    expect(itemsOf(await client.session.get('/v1/accounts')).filter(({ mode }) => mode === 'live')).toEqual([])
  })

  test('a lost password is chosen anew by the link that comes, and every session ends', async () => {
    const { email } = client.person
    expect((await post('/v1/users/reset-password', { email })).status).toBe(202)
    expect((await post('/v1/users/reset-password', { email: 'nobody@example.com' })).status).toBe(202)
    const { token } = await mailed('password_reset')
    const newPassword = 'another password of mine'
    expect((await post('/v1/users/reset-password/confirm', { token, newPassword })).status).toBe(204)
    expect((await post('/v1/users/reset-password/confirm', { token, newPassword })).status).toBeGreaterThanOrEqual(400)
    await eventually(
      () => client.session.get('/v1/wallets'),
      ({ status }) => status === 401,
    )
    const person = { email, password: newPassword }
    client = { person, session: await Session.logIn(gateway, person) }
  })

  test('a second factor is asked for from the moment it is there', async () => {
    const { email, password } = client.person
    await client.session.enrol(password)
    expect(await post('/v1/sessions', { email, password })).toMatchObject({
      status: 401,
      body: { code: 'otp-required' },
    })
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const key = { name: 'bot', scopes: ['orders'], expiresAt }
    expect((await client.session.post('/v1/api-keys', key)).status).toBe(201)
  })
}
