import { newTrader, Session, treasuryOf, type Answer } from './api.fixture'
import { eventually, Platform } from './platform.fixture'

// Everybody is matched before a version is in force, and every instance has to have seen it.
jest.setTimeout(120_000)

const platform = new Platform()
let gateway: string
let officers: { first: Session; second: Session; mlro: Session; support: Session }
let client: Session
let orders: string[]

const NAME = { firstName: 'Octavio', lastName: 'Brellwick' }

beforeAll(async () => {
  await platform.start()
  const { gateway: address, staff } = platform.development
  gateway = address
  const officer = (name: string): Promise<Session> => Session.logIn(gateway, staff[name]!)
  officers = {
    first: await officer('compliance1'),
    second: await officer('compliance2'),
    mlro: await officer('mlro'),
    support: await officer('support'),
  }
  const treasury = await treasuryOf(platform.development)
  client = (await newTrader(platform.development, treasury, { USD: '100000' }, NAME)).session
  orders = [await placed('10'), await placed('11')]
}, 480_000)
afterAll(() => platform.stop(), 60_000)

const place = (limitPrice: string): Promise<Answer> =>
  client.post('/v1/orders', {
    symbol: 'AAPL',
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    quantity: '1',
    limitPrice,
  })

async function placed(limitPrice: string): Promise<string> {
  const { status, body } = await place(limitPrice)
  expect([status, body['status']]).toEqual([201, 'open'])
  return String(body['id'])
}

/** The UN's list as its author would publish it a day later, with some names. */
const list = (day: string, names: readonly (readonly [string, string])[]): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="${day}T00:00:00.000Z"><INDIVIDUALS>${names
      .map(
        ([first, last], at) =>
          `<INDIVIDUAL><DATAID>99000${at + 10}</DATAID><FIRST_NAME>${first}</FIRST_NAME><SECOND_NAME>${last}</SECOND_NAME>` +
          `<REFERENCE_NUMBER>XXi.9${at + 10}</REFERENCE_NUMBER></INDIVIDUAL>`,
      )
      .join('')}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>`,
  )

async function load(by: Session, file: Buffer): Promise<Record<string, unknown>> {
  const answer = await fetch(`${gateway}/v1/screening/lists/un/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(file),
  })
  const body = (await answer.json()) as Record<string, unknown>
  expect([answer.status, body]).toMatchObject([201, { state: 'loaded' }])
  return body
}

const first = async (path: string): Promise<Record<string, unknown>> =>
  ((await officers.first.get(path)).body['items'] as Record<string, unknown>[])[0]!
const userId = (): string => client.user.id

test('a version of a list that names a client with live orders freezes the client and ends the orders', async () => {
  const names = [...Array(4).keys()].map((n) => [`Invented${n}`, `Nobody${n}`] as const)
  const version = await load(officers.first, list('2026-02-01', [...names, [NAME.firstName, NAME.lastName]]))
  const path = `/v1/screening/lists/un/versions/${String(version['sha256'])}`
  expect((await officers.first.post(`${path}/approve`, {})).body).toMatchObject({ code: 'same-approver' })
  expect((await officers.second.post(`${path}/approve`, {})).status).toBe(200)
  for (const id of orders) {
    const ended = await eventually(
      () => client.get(`/v1/orders/${id}`),
      ({ body }) => body['status'] === 'cancelled',
      60_000,
    )
    expect(ended.body).toMatchObject({ status: 'cancelled', filledQuantity: '0' })
  }
  expect((await place('10')).body).toMatchObject({ status: 'rejected', rejectionReason: 'under_review' })
  const wallet = await eventually(
    () => client.get('/v1/wallets/USD'),
    ({ body }) => body['reserved'] === '0',
  )
  expect(wallet.body).toMatchObject({ available: '100000' })
  await eventually(
    () => first('/v1/screening/lists'),
    ({ state }) => state === 'active',
  )
})

test('nobody but compliance and the MLRO learns of it', async () => {
  for (const path of ['/v1/hits', '/v1/alerts', '/v1/freezes']) {
    expect((await client.get(path)).status).toBe(403)
    expect((await officers.support.get(path)).status).toBe(403)
  }
  const own = await Promise.all(
    ['/v1/users/me', '/v1/accounts', '/v1/orders', '/v1/wallets', '/v1/portfolio'].map((path) => client.get(path)),
  )
  const seen = await officers.support.get(`/v1/users/${userId()}`)
  expect(JSON.stringify([...own, seen].map(({ body }) => body))).not.toMatch(
    /freez|frozen|sanction|screen|provisional|XXi/i,
  )
})

test('one person clears nothing; two clear the hit, and two lift the freeze', async () => {
  const hit = await first(`/v1/hits?userId=${userId()}`)
  const freeze = await first(`/v1/freezes?userId=${userId()}`)
  expect(hit).toMatchObject({ status: 'open', list: 'un', score: 1 })
  expect(freeze).toMatchObject({ status: 'active', reason: 'provisional_match' })
  const clear = (by: Session): Promise<Answer> =>
    by.post(`/v1/hits/${String(hit['id'])}/clear`, { reasonCode: 'birth_date', evidence: 'Passport seen: born 1990.' })
  const lift = (by: Session): Promise<Answer> => by.post(`/v1/freezes/${String(freeze['id'])}/lift`, {})

  expect((await lift(officers.first)).body).toMatchObject({ code: 'hit-open' })
  expect((await clear(officers.first)).body).toMatchObject({ status: 'open' })
  expect((await clear(officers.first)).body).toMatchObject({ code: 'same-approver' })
  expect((await place('10')).body).toMatchObject({ rejectionReason: 'under_review' })
  expect((await clear(officers.second)).body).toMatchObject({ status: 'cleared' })
  expect((await lift(officers.first)).body).toMatchObject({ status: 'active' })
  expect((await lift(officers.first)).body).toMatchObject({ code: 'same-approver' })
  expect((await lift(officers.mlro)).body).toMatchObject({ status: 'lifted' })
  await eventually(
    () => place('10'),
    ({ body }) => body['status'] === 'open',
  )
})

test('a screening that is asked like yente answers like it, from the list in force', async () => {
  const queries = { q: { schema: 'Person', properties: { name: ['Octavio Brellwick'] } } }
  const { body, headers } = await officers.first.post('/match/un', { queries })
  expect(body).toMatchObject({
    responses: { q: { results: [{ caption: 'Octavio Brellwick', score: 1, match: true }] } },
  })
  expect(headers.get('filao-algorithm')).toBe('filao-name/1')
})
