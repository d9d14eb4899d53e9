import { newTrader, staffOf, treasuryOf, type Answer, type Session, type Trader } from '../api.fixture'
import { eventually, type Platform } from '../platform.fixture'

/** An instrument whose issuer comes to stand on a list, over HTTP alone. */
export function issuersAreScreened(platform: Platform): void {
  const SYMBOL = 'THORNB'
  const ISSUER = { legalName: 'Thornbury Peat Foundry Ltd', country: 'MUS' }
  let admin: Session
  let officers: Readonly<Record<'first' | 'second', Session>>
  let buyer: Trader
  let assetId: string

  beforeAll(async () => {
    const { development } = platform
    const staff = (name: string): Promise<Session> => staffOf(development, name)
    admin = await staff('admin1')
    officers = { first: await staff('compliance1'), second: await staff('compliance2') }
    const terms = { assetType: 'stock', exchange: 'SEM', quoteCurrency: 'USD', tickSize: '0.01', minOrderQuantity: '1' }
    const asset = { symbol: SYMBOL, name: 'Thornbury Peat', issuer: ISSUER, calendarCode: 'ALWAYS', ...terms }
    const listed = await admin.post('/v1/assets', asset)
    expect(listed).toMatchObject({ status: 201, body: { issuer: ISSUER, halted: false } })
    assetId = String(listed.body['id'])
    const treasury = await treasuryOf(development)
    buyer = await newTrader(development, treasury, { USD: '10000' })
    const seller = await newTrader(development, treasury, { [assetId]: '100' })
    const offer = { ...LIMIT, side: 'sell', quantity: '10' }
    await eventually(
      () => seller.session.post('/v1/orders', offer),
      ({ status }) => status < 300,
    )
  })

  const LIMIT = { symbol: SYMBOL, type: 'limit', timeInForce: 'gtc', limitPrice: '20' }
  const bid = { ...LIMIT, side: 'buy', quantity: '1' }
  const shown = (halted: boolean): Promise<Answer> =>
    eventually(
      () => buyer.session.get(`/v1/assets/${SYMBOL}`),
      ({ body }) => body['halted'] === halted,
    )

  const filled = async (): Promise<void> => {
    const order = await eventually(
      () => buyer.session.post('/v1/orders', bid),
      ({ status }) => status < 300,
    )
    const path = `/v1/orders/${String(order.body['id'])}`
    await eventually(
      () => buyer.session.get(path),
      ({ body }) => body['status'] === 'filled',
    )
  }

  /** The domestic register, a day after the one that a platform begins with. */
  async function lists(name: string): Promise<void> {
    const path = '/v1/screening/lists/mu-domestic/versions'
    const provenance = { noticeNumber: 'GN 9/2026', noticeDate: '2026-01-02', documentHash: 'a'.repeat(64) }
    const register = {
      generatedAt: '2026-01-02T00:00:00.000Z',
      entries: [{ id: 'thornbury', schema: 'Organization', name, provenance }],
    }
    const { body } = await officers.first.upload(path, Buffer.from(JSON.stringify(register)))
    const approved = await officers.second.post(`${path}/${String(body['sha256'])}/approve`, {})
    expect(approved).toMatchObject({ status: 200 })
  }

  const hits = async (): Promise<Record<string, unknown>[]> =>
    ((await officers.first.get('/v1/hits?status=open')).body['items'] as Record<string, unknown>[]).filter(
      ({ subjectId }) => subjectId === assetId,
    )

  test('an instrument of an issuer that nobody lists is traded', filled)

  test('a list that names the issuer halts trading in it before anybody has looked, and says nobody why', async () => {
    await lists(ISSUER.legalName)
    expect((await shown(true)).body['haltReason']).toBe('Trading is halted.')
    // Below what anybody sells for: until order has heard of it, the offer is not bought up.
    await eventually(
      () => buyer.session.post('/v1/orders', { ...bid, limitPrice: '1' }),
      ({ status, body }) => status === 422 && body['code'] === 'instrument-halted',
    )
    const resumed = await admin.post(`/v1/markets/${SYMBOL}/resume`, {})
    expect(resumed).toMatchObject({ status: 200, body: { state: 'halted', haltReason: 'Trading is halted.' } })
    for (const path of ['/v1/screening/instruments', '/v1/hits', '/v1/alerts'])
      expect((await admin.get(path)).status).toBe(403)
    expect(await hits()).toMatchObject([{ subjectKind: 'issuer', userId: null, list: 'mu-domestic', status: 'open' }])
  })

  test('two people who clear the hit let it trade again', async () => {
    const [hit] = await hits()
    const clearing = { reasonCode: 'other', evidence: 'Another firm of the name: the numbers of the registers differ.' }
    const path = `/v1/hits/${String(hit!['id'])}/clear`
    expect(await officers.first.post(path, clearing)).toMatchObject({ status: 200, body: { status: 'open' } })
    expect(await officers.first.post(path, clearing)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
    expect((await buyer.session.get(`/v1/assets/${SYMBOL}`)).body['halted']).toBe(true)
    expect(await officers.second.post(path, clearing)).toMatchObject({ status: 200, body: { status: 'cleared' } })
    expect((await shown(false)).body['haltReason']).toBeNull()
    await filled()
  })
}
