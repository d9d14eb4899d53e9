import { ask, newClient, Session, staffOf, type Client } from '../api.fixture'
import { EventStreamReader } from '../event-stream.fixture'
import { eventually, REVOKED_MS_MAX, type Platform } from '../platform.fixture'
import { PriceProvider } from '../price-provider.fixture'

/** Prices of the world outside: shown with their age, watched by alerts, and what money is worth by them. */
export function pricesComeFromOutside(platform: Platform): void {
  let admin: Session
  let client: Client
  let provider: PriceProvider

  beforeAll(async () => {
    const { development } = platform
    provider = new PriceProvider(development)
    admin = await staffOf(development, 'admin1')
    client = await newClient(development)
  })

  /** What has come to the client's mailbox of a kind, the newest first. */
  const mailed = async (template: string): Promise<Record<string, unknown>[]> => {
    const mailbox = platform.development.simulators['mailbox']!
    const { body } = await ask(`${mailbox}/messages?to=${encodeURIComponent(client.person.email)}`)
    return (body['items'] as Record<string, unknown>[]).filter((message) => message['template'] === template)
  }

  /** Nothing is sent to an address that nobody has shown to be theirs. */
  const verifyEmail = async (): Promise<void> => {
    const [message] = await eventually(
      () => mailed('email_verification'),
      ({ length }) => length > 0,
    )
    const { token } = message!['variables'] as { token: string }
    const { gateway } = platform.development
    expect((await ask(`${gateway}/v1/users/verify-email`, { method: 'POST', body: { token } })).status).toBe(204)
  }

  const feedOf = async (symbol: string): Promise<Record<string, unknown> | null> =>
    (await client.session.get(`/v1/assets/${symbol}/quote`)).body['feed'] as Record<string, unknown> | null

  test('what the provider says of a listed instrument is shown with its own time, and marked when it grows old', async () => {
    await provider.list(admin, 'OUTSIDE', 50)
    const fresh = await eventually(
      () => feedOf('OUTSIDE'),
      (feed) => feed?.['last'] !== undefined && feed['last'] !== null && feed['stale'] === false,
    )
    expect(Math.abs(Number(fresh!['last']) - 50)).toBeLessThan(5)
    await provider.tell('faults', { freeze: ['OUTSIDE'] })
    await eventually(
      () => feedOf('OUTSIDE'),
      (feed) => feed?.['stale'] === true,
    )
  })

  test('a stream begins with what is shown and tells each change, for as long as its session lives and no longer', async () => {
    await provider.list(admin, 'STREAMED', 70)
    const { gateway } = platform.development
    const session = await Session.logIn(gateway, client.person)
    const stream = await EventStreamReader.open(`${gateway}/v1/quotes/stream?symbols=STREAMED,NOWHERE`, session.token)
    expect(await stream.next('ready')).toEqual({ symbols: ['STREAMED', 'NOWHERE'] })
    expect(await stream.next('snapshot')).toMatchObject({
      quotes: [
        { symbol: 'STREAMED', currency: 'USD' },
        { symbol: 'NOWHERE', last: null },
      ],
      statuses: [
        { symbol: 'STREAMED', status: 'active' },
        { symbol: 'NOWHERE', status: null, unavailable: true },
      ],
    })
    // Who looks at a symbol makes it wanted, without watchlist or alert.
    const isStreamed = (symbols: readonly string[]): boolean => symbols.includes('STREAMED')
    await eventually(() => provider.streamed(), isStreamed)
    await provider.quote('STREAMED', 90)
    const near90 = (last: unknown): boolean => Math.abs(Number(last) - 90) < 5
    const isFresh = ({ last, stale }: Record<string, unknown>): boolean => near90(last) && stale === false
    expect(await stream.next('quote', isFresh)).toMatchObject({ symbol: 'STREAMED' })
    await admin.post('/v1/markets/STREAMED/halt', { reason: 'for the test' })
    expect(await stream.next('status', ({ halted }) => halted === true)).toMatchObject({ symbol: 'STREAMED' })
    await admin.post('/v1/markets/STREAMED/resume', {})
    // Longer than a proxy waits for an answer that is silent.
    await provider.tell('faults', { freeze: ['STREAMED'] })
    for (let heartbeats = 0; heartbeats < 4; heartbeats += 1) await stream.next('heartbeat')
    expect((await session.delete('/v1/sessions/current')).status).toBe(204)
    const endedAt = performance.now()
    await stream.end()
    expect(performance.now() - endedAt).toBeLessThan(REVOKED_MS_MAX)
    await eventually(
      () => provider.streamed(),
      (symbols) => !isStreamed(symbols),
    )
  })

  test('an alert fires once, when the price outside crosses its value, though the provider breaks down before', async () => {
    await provider.list(admin, 'WATCHED', 100)
    await eventually(
      () => feedOf('WATCHED'),
      (feed) => feed !== null,
    )
    await verifyEmail()
    const terms = { symbol: 'WATCHED', alertType: 'price_above', conditionValue: '150', customMessage: 'Sell?' }
    const made = await eventually(
      () => client.session.post('/v1/price-alerts', terms),
      ({ body }) => body['code'] !== 'price-stale',
    )
    expect(made).toMatchObject({ status: 201, body: { isActive: true, armed: true } })
    // An alert makes its symbol wanted: it is streamed.
    await eventually(
      () => provider.streamed(),
      (symbols) => symbols.includes('WATCHED'),
    )
    await provider.tell('faults', { drop: true, streamError: { code: 500, times: 1 }, tooMany: 1 })
    await provider.quote('WATCHED', 200)
    const alerts = await eventually(
      async () => (await client.session.get('/v1/price-alerts')).body['items'] as Record<string, unknown>[],
      ([alert]) => alert?.['isActive'] === false,
    )
    expect(alerts).toMatchObject([{ id: made.body['id'], triggerCount: 1, customMessage: 'Sell?' }])
    expect(Number(alerts[0]!['triggeredPrice'])).toBeGreaterThan(150)
    expect((await client.session.delete(`/v1/price-alerts/${String(made.body['id'])}`)).status).toBe(204)
    const shown = await eventually(
      async () => (await client.session.get('/v1/notifications')).body['items'] as Record<string, unknown>[],
      (items) => items.length > 0,
    )
    expect(shown).toMatchObject([{ category: 'price_alerts', customMessage: 'Sell?', readAt: null }])
    const messages = await eventually(
      () => mailed('price_alert'),
      ({ length }) => length > 0,
    )
    expect(messages).toMatchObject([{ subject: shown[0]!['title'] }])
    expect(messages[0]!['text']).toContain('Sell?')
  })

  test('a portfolio says by which rate it is told in another money, and nobody converts what is not there', async () => {
    const { body } = await client.session.get('/v1/portfolio?displayCurrency=MUR')
    expect(body).toMatchObject({
      totals: [
        { currency: 'MUR', value: '0' },
        { currency: 'USD', value: '0' },
      ],
    })
    expect(body['display']).toMatchObject({ currency: 'MUR', value: '0', missing: [], rates: [{ base: 'USD' }] })
    const conversion = { from: 'USD', to: 'MUR', amount: '10', leastToReceive: '1' }
    expect(await client.session.post('/v1/conversions', conversion)).toMatchObject({
      status: 422,
      body: { code: 'insufficient-balance' },
    })
  })
}
