import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose'
import { ask, Session } from '../api.fixture'
import { eventually, REVOKED_MS_MAX } from '../platform.fixture'
import { signingKeyOf } from '../signing-key.fixture'
import { expectProblem, type Given } from './expectations.fixture'

/** A route of each service, for whoever is logged in as an auditor or a client. */
const CLIENT_ROUTES = ['/v1/users/me', '/v1/assets', '/v1/orders', '/v1/wallets']

/** Tokens and keys that do not hold, and what they are answered on every service. */
export function credentialsAreChecked(given: Given): void {
  let gateway: string
  let session: Session
  let signingKey: KeyObject
  let header: { alg: string; kid: string; typ: string }
  let claims: JWTPayload
  beforeAll(async () => {
    gateway = given.development.gateway
    const person = given.development.clients[0]!
    session = await Session.logIn(gateway, person)
    // API keys are made by whoever has just shown a second factor.
    await session.enrol(person.password)
    header = decodeProtectedHeader(session.token) as typeof header
    claims = decodeJwt(session.token)
    signingKey = signingKeyOf(given.folder)
  })

  const sign = (changes: JWTPayload, key = signingKey, protectedHeader = header): Promise<string> =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader(protectedHeader).sign(key)
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = (): number => Math.floor(Date.now() / 1000)

  const tokens: readonly [string, () => string | Promise<string>][] = [
    ['has expired', () => sign({ iat: now() - 1000, exp: now() - 60 })],
    ['has no end', () => sign({ exp: undefined })],
    ['is for another audience', () => sign({ aud: 'another' })],
    ['is from another issuer', () => sign({ iss: 'https://example.com' })],
    ['names no session', () => sign({ sid: undefined })],
    ['is signed by a key of nobody', () => sign({}, generateKeyPairSync('ed25519').privateKey)],
    [
      'names a key that there is not',
      () => sign({}, generateKeyPairSync('ed25519').privateKey, { ...header, kid: 'other' }),
    ],
    ['is unsigned', () => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`],
    ['is unsigned in capitals', () => `${part({ alg: 'NoNe', kid: header.kid })}.${part(claims)}.`],
    ['is signed with the public key as a secret', () => hmacOfPublicKey()],
    [
      'has other claims than were signed',
      () => session.token.replace(/\..*\./, `.${part({ ...claims, roles: ['admin'] })}.`),
    ],
    ['has lost its signature', () => session.token.replace(/[^.]+$/, '')],
    ['is no token', () => 'nonsense'],
    ['is too long', () => 'a'.repeat(5000)],
    ['looks like an API key', () => 'fk_000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ]

  /** HS256 with what everybody may read: the oldest confusion of algorithms. */
  async function hmacOfPublicKey(): Promise<string> {
    const { body } = await ask(`${gateway}/.well-known/jwks.json`)
    const { x } = (body['keys'] as { x: string }[])[0]!
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: header.kid }).sign(Buffer.from(x, 'base64url'))
  }

  test('a token of ours, signed by our key, is let in: what follows is refused for what it says', async () => {
    for (const path of CLIENT_ROUTES) expect((await ask(gateway + path, { token: await sign({}) })).status).toBe(200)
  })

  test.each(tokens)('a token that %s is 401 on every service', async (_, make) => {
    const token = await make()
    for (const path of CLIENT_ROUTES) {
      const answer = await ask(gateway + path, { token })
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="filao", error="invalid_token"')
    }
  })

  test.each(['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a b', 'Token x', 'bearer\tx'])(
    'a header that holds no token is 401: %j',
    async (authorization) => {
      const answer = await ask(`${gateway}/v1/orders`, { headers: { authorization } })
      expectProblem(answer, 401, 'unauthenticated')
    },
  )

  test('a session that has ended is soon refused by every service, though its token still holds', async () => {
    const leaving = await Session.logIn(gateway, given.development.clients[1]!)
    const statuses = (): Promise<number[]> =>
      Promise.all(CLIENT_ROUTES.map(async (path) => (await leaving.get(path)).status))
    expect(await statuses()).toEqual([200, 200, 200, 200])
    expect((await leaving.delete('/v1/sessions/current')).status).toBe(204)
    await eventually(statuses, (now) => now.every((status) => status === 401), REVOKED_MS_MAX)
  })

  test('an API key does what its scope says, and nothing when it is revoked', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const made = await session.post('/v1/api-keys', { name: 'bot', scopes: ['orders'], expiresAt })
    expect(made.status).toBe(201)
    const token = String(made.body['key'])
    const status = async (path: string): Promise<number> => (await ask(gateway + path, { token })).status
    expect(await Promise.all(['/v1/orders', '/v1/assets', '/v1/books/AAPL'].map(status))).toEqual([200, 200, 200])
    for (const path of ['/v1/wallets', '/v1/portfolio', '/v1/users/me', '/v1/api-keys', '/v1/sessions']) {
      expectProblem(await ask(gateway + path, { token }), 403, 'forbidden')
    }
    expect((await session.delete(`/v1/api-keys/${String(made.body['id'])}`)).status).toBe(204)
    await eventually(
      () => status('/v1/orders'),
      (now) => now === 401,
      REVOKED_MS_MAX,
    )
  })

  test('too many requests are 429, with how many there may be and when to come again', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const made = await session.post('/v1/api-keys', { name: 'hasty', scopes: ['orders'], expiresAt })
    const token = String(made.body['key'])
    const cancelAll = () => ask(`${gateway}/v1/orders?symbol=NONE`, { method: 'DELETE', token })
    const first = await cancelAll()
    expect(first.status).toBe(200)
    expect(first.headers.get('ratelimit-policy')).toBe(`"orders_api_key";q=${given.ordersPerKey};w=60`)
    expect(first.headers.get('ratelimit')).toMatch(/^"orders_api_key";r=\d+;t=\d+$/)
    // Twice the limit, should a new minute begin in between, and side by side, so that it takes no two of them.
    const answers = await Promise.all(Array.from({ length: 2 * given.ordersPerKey }, cancelAll))
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expectProblem(answer, 429, 'too-many-requests')
      expect(answer.headers.get('ratelimit')).toMatch(/^"orders_api_key";r=0;t=\d+$/)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect((await ask(`${gateway}/v1/orders`, { token })).status).toBe(200)
  })

  test('a role that is not held is 403, whatever is asked', async () => {
    for (const path of ['/v1/trial-balance', '/v1/adjustments', '/v1/audit/events', '/v1/users', '/v1/roles']) {
      expectProblem(await session.get(path), 403, 'forbidden')
    }
    expectProblem(await session.post('/v1/markets/AAPL/halt', { reason: 'mine' }), 403, 'forbidden')
  })

  test('a wrong log-in tells nothing of who exists', async () => {
    const known = given.development.clients[2]!
    const attempts = [
      { email: known.email, password: 'not the password' },
      { email: `nobody-${randomUUID()}@example.com`, password: 'not the password' },
      { email: 'not an e-mail', password: known.password },
    ]
    const answers = await Promise.all(attempts.map((body) => ask(`${gateway}/v1/sessions`, { method: 'POST', body })))
    const shown = answers.map((answer) => {
      const { requestId, ...problem } = expectProblem(answer, 401, 'invalid-credentials')
      return { ...problem, hasId: typeof requestId, headers: [...answer.headers.keys()].sort() }
    })
    expect(shown[1]).toEqual(shown[0])
    expect(shown[2]).toEqual(shown[0])
  })

  test('a registration tells nothing of who exists', async () => {
    const body = {
      password: `a long password ${randomUUID()}`,
      firstName: 'Ada',
      lastName: 'L',
      dateOfBirth: '1990-01-01',
    }
    const register = (email: string) => ask(`${gateway}/v1/users`, { method: 'POST', body: { ...body, email } })
    const fresh = await register(`new-${randomUUID()}@example.com`)
    const known = await register(given.development.clients[0]!.email)
    expect([fresh.status, known.status]).toEqual([201, 201])
    expect(Object.keys(known.body).sort()).toEqual(Object.keys(fresh.body).sort())
    expect([...known.headers.keys()].sort()).toEqual([...fresh.headers.keys()].sort())
  })
}
