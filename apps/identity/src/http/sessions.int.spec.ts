import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { partitionOf } from '@filao/kernel'
import { decodeJwt } from 'jose'
import {
  IdentityApi,
  START_MS_MAX,
  PASSWORD,
  type Answer,
  type Asked,
  type Method,
  type Registered,
} from '../testing/identity-api'

let api: IdentityApi
beforeAll(async () => {
  api = await IdentityApi.start()
}, START_MS_MAX)
afterAll(() => api.stop())

const ask = (method: Method, url: string, asked: Asked = {}): Promise<Answer> => api.ask(method, url, asked)
const logIn = (email: string, password = PASSWORD, from?: string): Promise<Answer> =>
  api.logIn(email, { password, ...(from && { from }) })
const client = (): Promise<Registered> => api.client()

describe('a session', () => {
  test('begins with tokens that say who, and lists itself', async () => {
    const { id, token } = await client()
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: 'https://filao.dev',
      aud: 'filao',
      sub: id,
      roles: ['client'],
      accountType: 'live_trader',
      kyc: 'approved',
      amr: ['pwd'],
    })
    expect(partitionOf(claims['sid'] as string)).toBe(partitionOf(id))
    const { body } = await ask('GET', '/v1/sessions', { as: token })
    expect(body).toMatchObject({
      items: [{ id: claims['sid'], current: true, status: 'active', deviceType: 'desktop', ipAddress: '192.0.2.10' }],
      next: null,
    })
  })
  test('does not begin with anything wrong, and all of that looks alike', async () => {
    const { email } = await client()
    const answers = [
      await logIn(email, 'Wrong-Quartz-71'),
      await logIn('nobody@example.com'),
      await logIn('no e-mail at all'),
    ]
    const shapes = answers.map(({ status, body: { requestId: _id, ...body }, headers }) => ({
      status,
      body,
      names: Object.keys(headers).sort(),
    }))
    expect(shapes[0]).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
    expect(shapes[1]).toEqual(shapes[0])
    expect(shapes[2]).toEqual(shapes[0])
  })
  test('is caused by who has shown that they are the user, and by nobody until then', async () => {
    const { id, email, token, refreshToken } = await client()
    await logIn(email, 'Wrong-Quartz-71')
    await ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })
    const { rows } = await api.identity.database.service.query(
      `SELECT split_part(type, '.', 3) AS name, headers->>'ce_actor' AS actor, headers->>'ce_sessionid' AS session
        FROM identity.event_log WHERE key = $1 ORDER BY position`,
      [id],
    )
    const [actor, session] = [`client:${id}`, decodeJwt(token)['sid']]
    expect(rows).toEqual([
      { name: 'UserRegistered', actor, session: null },
      { name: 'TokenIssued', actor, session: null },
      { name: 'UserActivated', actor, session: null },
      { name: 'AccountOpened', actor, session: null },
      { name: 'SessionStarted', actor, session },
      { name: 'LoginFailed', actor: 'client:anonymous', session: null },
      { name: 'SessionRefreshed', actor, session },
    ])
  })
  test('is locked out after five wrong passwords, without saying so', async () => {
    const { email } = await client()
    for (let n = 0; n < 5; n++) await logIn(email, 'Wrong-Quartz-71')
    expect(await logIn(email)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
  })
  test(
    'of one address is refused after fifty wrong passwords',
    async () => {
      const from = '198.51.100.7'
      for (let n = 0; n < 50; n++) await logIn(`nobody${n}@example.com`, PASSWORD, from)
      expect(await logIn('nobody@example.com', PASSWORD, from)).toMatchObject({
        status: 429,
        headers: { 'retry-after': expect.any(String) },
      })
      expect(await logIn('nobody@example.com')).toMatchObject({ status: 401 })
    },
    START_MS_MAX,
  )
  test('is refreshed: a lost answer is given again, a stolen token ends it', async () => {
    const { refreshToken } = await client()
    const refresh = (token: string): Promise<Answer> =>
      ask('POST', '/v1/sessions/refresh', { body: { refreshToken: token } })
    const second = await refresh(refreshToken)
    expect(second.status).toBe(200)
    expect((await refresh(refreshToken)).body.refreshToken).toBe(second.body.refreshToken)
    const third = await refresh(second.body.refreshToken)
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'token-reuse' } })
    expect(await refresh(third.body.refreshToken)).toMatchObject({ status: 401, body: { code: 'session-over' } })
    expect(await refresh('nonsense')).toMatchObject({ status: 401, body: { code: 'invalid-refresh-token' } })
  })
  test('ends by logging out, and everybody hears of it', async () => {
    const { token, refreshToken } = await client()
    const before = (await (await fetch(`${api.management}/internal/revocations`)).json()) as { cursor: string }
    expect(await ask('DELETE', '/v1/sessions/current', { as: token })).toMatchObject({ status: 204 })
    expect(await ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })).toMatchObject({ status: 401 })
    const after = (await (await fetch(`${api.management}/internal/revocations?after=${before.cursor}`)).json()) as {
      cursor: string
      sids: string[]
    }
    expect(after.sids).toEqual([decodeJwt(token)['sid']])
    const rest = await (await fetch(`${api.management}/internal/revocations?after=${after.cursor}`)).json()
    expect(rest).toEqual({ cursor: after.cursor, sids: [] })
  })
  test('of another is not there', async () => {
    const [one, two] = [await client(), await client()]
    expect(await ask('DELETE', `/v1/sessions/${String(decodeJwt(two.token)['sid'])}`, { as: one.token })).toMatchObject(
      {
        status: 404,
        body: { code: 'session-unknown' },
      },
    )
  })
})
