import { unsignedToken } from '../testing/identity-stand-in'
import { AS_JSON, ID, ThingsService } from '../testing/things-service'

let things: ThingsService
beforeAll(async () => {
  things = await ThingsService.start()
})
afterAll(() => things.stop())

describe('caller', () => {
  it('is known by his token', async () => {
    const { body } = await things.inject('GET', '/v1/things')
    expect(body['caller']).toMatchObject({ userId: 'user-1', accountId: 'account-1', kind: 'client' })
  })

  it('without a token is 401 and told how', async () => {
    const { headers, body } = await things.inject('GET', '/v1/things', { as: '' })
    expect(body).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(headers['www-authenticate']).toBe('Bearer realm="filao"')
  })

  it.each<[string, () => Promise<string> | string]>([
    ['expired', () => things.identity.token({}, { expiresInSeconds: -60 })],
    ['foreign', () => things.identity.token({}, { foreign: true })],
    ['unsigned', () => unsignedToken({ sub: 'user-1', iss: 'https://filao.dev', aud: 'filao', sid: 's' })],
    ['not one', () => 'x y'],
  ])('with a token that is %s is 401', async (_, token) => {
    const { headers, body } = await things.inject('GET', '/v1/things', { as: `Bearer ${await token()}` })
    expect(body).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="filao"/)
  })

  it('without the role is 403, with any of them let in', async () => {
    expect((await things.inject('DELETE', `/v1/things/${ID}`)).body).toMatchObject({ status: 403, code: 'forbidden' })
    const treasury = `Bearer ${await things.identity.token({ roles: ['treasury'] })}`
    expect((await things.inject('DELETE', `/v1/things/${ID}`, { as: treasury })).status).toBe(200)
    expect((await things.inject('GET', '/v1/things', { as: treasury })).status).toBe(403)
  })

  it('with an API key does what its scopes allow, at the rate of programs', async () => {
    things.identity.apiKeys.set('fk_reading_0123456789', await things.identity.token({ scopes: ['read'] }))
    things.identity.apiKeys.set('fk_trading_0123456789', await things.identity.token({ scopes: ['trade'] }))
    const payload = '{"symbol":"A","quantity":"1"}'
    const reading = await things.inject('POST', '/v1/things', {
      headers: AS_JSON,
      payload,
      as: 'Bearer fk_reading_0123456789',
    })
    expect(reading.body).toMatchObject({ status: 403, code: 'forbidden' })
    const trading = await things.inject('POST', '/v1/things', {
      headers: AS_JSON,
      payload,
      as: 'Bearer fk_trading_0123456789',
    })
    expect(trading.status).toBe(201)
    expect(trading.headers['ratelimit-policy']).toBe('"orders_api_key";q=600;w=60')
  })

  it('with an API key comes to no route that names no scope', async () => {
    things.identity.apiKeys.set('fk_anything_0123456789', await things.identity.token({ scopes: ['read', 'trade'] }))
    const answer = await things.inject('GET', '/v1/things', { as: 'Bearer fk_anything_0123456789' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await things.inject('GET', '/v1/things')).status).toBe(200)
  })

  it('may be anyone on a public route, whatever he sends', async () =>
    expect((await things.inject('GET', '/v1/open', { as: 'Bearer nonsense' })).status).toBe(200))
})

describe('rate', () => {
  it('is limited by address where nobody is known, the address that the trusted proxy saw', async () => {
    const from = (address: string) =>
      things.inject('POST', '/v1/open/sessions', { as: '', headers: { 'x-forwarded-for': `6.6.6.6, ${address}` } })
    const sixFrom = async (address: string) => {
      const answers = []
      for (let attempt = 0; attempt < 6; attempt += 1) answers.push(await from(address))
      return answers
    }
    let answers = await sixFrom('192.0.2.1')
    // A minute has begun in between, and the next is long enough.
    if (answers[5]!.status === 200) answers = await sixFrom('192.0.2.3')
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    const refused = answers[5]!
    expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.headers['ratelimit']).toMatch(/^"credentials";r=0;t=\d+$/)
    expect((await from('192.0.2.2')).status).toBe(200)
  })

  it('is also counted for tokens that do not hold', async () => {
    const { headers } = await things.inject('GET', '/v1/things', { as: 'Bearer nonsense' })
    expect(headers['ratelimit-policy']).toBe('"default";q=1000;w=60')
  })
})
