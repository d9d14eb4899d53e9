import { jest } from '@jest/globals'
import { createLog } from '../logging/log'
import { type Problem } from '../problem/problem'
import { identityStandIn, unsignedToken, type IdentityStandIn } from '../testing/identity-stand-in'
import { AccessTokens, remoteKeys } from './access-tokens'
import { ApiKeys } from './api-keys'
import { actorOf, callerOf } from './caller'
import { Revocations } from './revocations'

const log = createLog({ service: 'order', instance: 'one', logLevel: 'silent' })
const CLAIMS = { sub: 'u', sid: 's', jti: 'j', iat: 1, exp: 2, roles: ['client'], amr: ['pwd'] }
const problem = (status: number, code: string): unknown => expect.objectContaining({ status, code })

describe('caller', () => {
  it('is a client with that role, and staff with any other', () => {
    expect(callerOf(CLAIMS, false)).toMatchObject({ kind: 'client', roles: ['client'], viaApiKey: false })
    expect(callerOf({ ...CLAIMS, roles: ['admin'] }, false)).toMatchObject({ kind: 'staff', roles: ['admin'] })
    const senior = { ...CLAIMS, senior_management: true }
    expect(callerOf({ ...senior, roles: ['mlro'] }, false).isSeniorManagement).toBe(true)
    expect(callerOf({ ...CLAIMS, roles: ['mlro'] }, false).isSeniorManagement).toBe(false)
    // A client is not, whatever the token says.
    expect(callerOf(senior, false).isSeniorManagement).toBe(false)
    expect(callerOf({ ...CLAIMS, roles: ['service'] }, false)).toMatchObject({ kind: 'service', roles: ['service'] })
  })

  it('is no client without any role: staff whose last role was revoked', () =>
    expect(callerOf({ ...CLAIMS, roles: [] }, false)).toMatchObject({ kind: 'staff', roles: [] }))

  it('has no role that this version does not know', () =>
    expect(callerOf({ ...CLAIMS, roles: ['root', 'client'] }, false).roles).toEqual(['client']))

  it('is a program, with scopes, when its token has scopes', () =>
    expect(callerOf({ ...CLAIMS, scopes: ['trade'] }, false)).toMatchObject({ viaApiKey: true, scopes: ['trade'] }))

  it('is named by kind and id as the cause of what it does', () =>
    expect(actorOf(callerOf({ ...CLAIMS, roles: ['treasury'] }, false))).toBe('staff:u'))
})

describe('authentication', () => {
  let identity: IdentityStandIn
  let revocations: Revocations
  let tokens: AccessTokens

  beforeEach(async () => {
    identity = await identityStandIn()
    revocations = new Revocations({ url: `${identity.url}/internal/revocations`, log, pollMs: 20 })
    tokens = new AccessTokens({
      issuer: 'https://filao.dev',
      audience: 'filao',
      keys: remoteKeys(identity.url),
      revocations,
    })
  })
  afterEach(async () => {
    await revocations.stop()
    await identity.close()
  })

  it('takes a token of identity, verifies it once and knows it from then on', async () => {
    const token = await identity.token({ auth_time: 1_700_000_000, amr: ['pwd', 'mfa'], kyc: 'approved' })
    expect(tokens.known(token)).toBeUndefined()
    const caller = await tokens.verify(token)
    expect(caller).toMatchObject({
      userId: 'user-1',
      accountId: 'account-1',
      sessionId: 'session-1',
      authTime: 1_700_000_000_000,
      amr: ['pwd', 'mfa'],
      kyc: 'approved',
    })
    expect(tokens.known(token)).toBe(caller)
    expect(identity.asked.get('/.well-known/jwks.json')).toBe(1)
  })

  it.each<[string, (identity: IdentityStandIn) => Promise<string> | string]>([
    ['expired', ({ token }) => token({}, { expiresInSeconds: -60 })],
    ['of another issuer', ({ token }) => token({}, { issuer: 'https://evil.example' })],
    ['for another audience', ({ token }) => token({}, { audience: 'other' })],
    ['signed by a foreign key', ({ token }) => token({}, { foreign: true })],
    ['unsigned', () => unsignedToken({ sub: 'user-1', sid: 's', iss: 'https://filao.dev', aud: 'filao' })],
    ['without a session', ({ token }) => token({ sid: undefined as never })],
    ['with roles that are no list', ({ token }) => token({ roles: 'admin' })],
    ['changed', async ({ token }) => (await token()).replace(/\.[^.]+\./, '.e30.')],
    ['no token', () => 'abc'],
    ['longer than any token', () => 'a'.repeat(5_000)],
  ])('refuses a token that is %s', async (_, make) => {
    await expect(Promise.resolve(make(identity)).then((token) => tokens.verify(token))).rejects.toEqual(
      problem(401, 'unauthenticated'),
    )
    expect(tokens.size).toBe(0)
  })

  it('does not blame the token when the keys cannot be had', async () => {
    const token = await identity.token()
    identity.broken = 500
    await expect(tokens.verify(token)).rejects.toEqual(problem(503, 'identity-unavailable'))
    identity.broken = undefined
    await expect(tokens.verify(token)).resolves.toMatchObject({ userId: 'user-1' })
  })

  it('forgets a known token when it expires', async () => {
    const token = await identity.token({}, { expiresInSeconds: 60 })
    await tokens.verify(token)
    const now = Date.now()
    jest.spyOn(Date, 'now').mockReturnValue(now + 70_000)
    expect(tokens.known(token)).toBeUndefined()
    jest.restoreAllMocks()
  })

  it('refuses a revoked session, whether its token is known or new, and tells those who listen', async () => {
    const [known, fresh, other] = [await identity.token(), await identity.token(), await identity.token({ sid: 'x' })]
    await Promise.all([tokens.verify(known), tokens.verify(other)])
    const told: string[] = []
    revocations.onRevoked((sids) => told.push(...sids))
    await revocations.start()
    identity.revoked.push('session-1')
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(tokens.known(known)).toBeUndefined()
    await expect(tokens.verify(fresh)).rejects.toEqual(problem(401, 'unauthenticated'))
    expect(tokens.known(other)).toBeDefined()
    expect(told).toEqual(['session-1'])
  })

  it('goes on with what it knows while revocations cannot be followed, and catches up', async () => {
    const token = await identity.token()
    await tokens.verify(token)
    identity.broken = 503
    await expect(revocations.poll()).rejects.toThrow('503')
    expect(tokens.known(token)).toBeDefined()
    identity.revoked.push('session-1')
    identity.broken = undefined
    await revocations.poll()
    expect(tokens.known(token)).toBeUndefined()
  })

  describe('by API key', () => {
    const KEY = 'fk_0123456789abcdef'
    const exchange = (): ApiKeys => new ApiKeys(`${identity.url}/internal/api-key-tokens`)

    it('exchanges a key once for requests that come together and soon after each other', async () => {
      identity.apiKeys.set(KEY, 'token')
      const keys = exchange()
      expect(await Promise.all([keys.token(KEY, 'ip'), keys.token(KEY, 'ip')])).toEqual(['token', 'token'])
      expect(await keys.token(KEY, 'ip')).toBe('token')
      expect(identity.asked.get('/internal/api-key-tokens')).toBe(1)
      await keys.token(KEY, 'another address')
      expect(identity.asked.get('/internal/api-key-tokens')).toBe(2)
    })

    it('refuses a key that identity does not know, and one that is none without asking', async () => {
      await expect(exchange().token(KEY, 'ip')).rejects.toEqual(problem(401, 'unauthenticated'))
      await expect(exchange().token('fk_x y', 'ip')).rejects.toEqual(problem(401, 'unauthenticated'))
      expect(identity.asked.get('/internal/api-key-tokens')).toBe(1)
    })

    it('answers 503 while identity is away, and asks again afterwards', async () => {
      const keys = exchange()
      identity.apiKeys.set(KEY, 'token')
      identity.broken = 500
      await expect(keys.token(KEY, 'ip')).rejects.toEqual(problem(503, 'identity-unavailable'))
      identity.broken = undefined
      expect(await keys.token(KEY, 'ip')).toBe('token')
    })

    it('keeps no key in a problem', async () => {
      const thrown: unknown = await exchange()
        .token(KEY, 'ip')
        .catch((error: unknown) => error)
      expect(JSON.stringify(thrown) + (thrown as Problem).message).not.toContain(KEY)
    })
  })
})
