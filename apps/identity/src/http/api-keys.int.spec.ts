import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import {
  IdentityApi,
  START_MS_MAX,
  type Answer,
  type Asked,
  type Method,
  type Shown,
  type Team,
} from '../testing/identity-api'

let api: IdentityApi
let team: Team
beforeAll(async () => {
  api = await IdentityApi.start()
  team = await api.team()
}, START_MS_MAX)
afterAll(() => api.stop())

const ask = (method: Method, url: string, asked: Asked = {}): Promise<Answer> => api.ask(method, url, asked)
const clientWithFactor = (): Promise<Shown> => api.clientWithFactor()

describe('an API key', () => {
  const create = (as: string, fields: object = {}): Promise<Answer> =>
    ask('POST', '/v1/api-keys', {
      as,
      body: { name: 'bot', scopes: ['orders'], expiresAt: new Date(Date.now() + 86_400_000).toISOString(), ...fields },
    })
  const exchange = async (key: string, ip = '192.0.2.9'): Promise<{ status: number; accessToken?: string }> => {
    const answer = await fetch(`${api.management}/internal/api-key-tokens`, {
      method: 'POST',
      body: JSON.stringify({ key, ip }),
    })
    return { status: answer.status, ...((await answer.json()) as object) }
  }
  test('is shown once, and exchanged for a short token with its scopes', async () => {
    const { token, id } = await clientWithFactor()
    const made = await create(token)
    expect(made.status).toBe(201)
    const listed = (await ask('GET', '/v1/api-keys', { as: token })).body.items
    expect(listed).toMatchObject([{ id: made.body.id, prefix: made.body.prefix, ipAllowlist: null, revokedAt: null }])
    expect(JSON.stringify(listed)).not.toContain(made.body.key)
    const { accessToken } = await exchange(made.body.key)
    const claims = decodeJwt(accessToken!)
    expect(claims).toMatchObject({ sub: id, sid: made.body.id, scopes: ['orders'], roles: ['client'] })
    expect(claims.exp! - claims.iat!).toBe(60)
  })
  test('that is revoked, altered, or used from elsewhere is worth nothing', async () => {
    const { token } = await clientWithFactor()
    const { body } = await create(token, { ipAllowlist: ['192.0.2.9'] })
    expect((await exchange(body.key)).status).toBe(200)
    expect((await exchange(body.key, '192.0.2.8')).status).toBe(401)
    expect((await exchange(`${body.key.slice(0, -1)}${body.key.endsWith('A') ? 'B' : 'A'}`)).status).toBe(401)
    expect((await exchange('nonsense')).status).toBe(401)
    expect(await ask('DELETE', `/v1/api-keys/${body.id}`, { as: token })).toMatchObject({ status: 204 })
    expect((await exchange(body.key)).status).toBe(401)
  })
  test('lives a year at most', async () => {
    const { token } = await clientWithFactor()
    const answer = await create(token, { expiresAt: new Date(Date.now() + 366 * 86_400_000).toISOString() })
    expect(answer).toMatchObject({ status: 422, body: { code: 'api-key-life', errors: [{ pointer: '/expiresAt' }] } })
  })
  test('stops when its user is suspended', async () => {
    const { token, id } = await clientWithFactor()
    const { body } = await create(token)
    const compliance = await team.grant('compliance')
    await ask('POST', `/v1/users/${id}/suspend`, { as: compliance.token, body: { reason: 'fraud' } })
    expect((await exchange(body.key)).status).toBe(401)
  })
})
