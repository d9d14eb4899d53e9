import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { isId, partitionOf } from '@filao/kernel'
import { Configuration, unvalidatedParameters } from '@filao/service'
import { decodeJwt } from 'jose'
import { http } from '../identity.module'
import {
  codeOf,
  IdentityApi,
  START_MS_MAX,
  PASSWORD,
  type Answer,
  type Asked,
  type Method,
  type Registered,
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
const someone = () => api.someone()
const logIn = (email: string, password = PASSWORD, from?: string): Promise<Answer> =>
  api.logIn(email, { password, ...(from && { from }) })
const client = (): Promise<Registered> => api.client()
const clientWithFactor = (): Promise<Shown> => api.clientWithFactor()

test.each(http.controllers.map((controller) => [controller.name, controller] as const))(
  '%s validates every parameter',
  (_name, controller) => {
    expect(unvalidatedParameters(controller)).toEqual([])
  },
)

describe('registration', () => {
  test('makes an active client with an account, and tells nobody whether the e-mail was known', async () => {
    const person = { ...someone(), dateOfBirth: '1990-12-10', nationality: 'MUS', phoneNumber: '+23052500000' }
    const first = await ask('POST', '/v1/users', { body: person })
    const again = await ask('POST', '/v1/users', { body: { ...person, email: person.email.toUpperCase() } })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      email: person.email,
      accountStatus: 'pending_kyc',
      accountType: 'market_data_only',
      roles: ['client'],
    })
    expect(again.status).toBe(201)
    const shape = ({ id, createdAt, ...rest }: Record<string, unknown>) => ({
      ...rest,
      id: isId(String(id)),
      createdAt: typeof createdAt,
    })
    expect(shape(again.body)).toEqual(shape(first.body))
    expect(Object.keys(again.headers).sort()).toEqual(Object.keys(first.headers).sort())
    expect(first.headers['filao-position']).toBeUndefined()
    const { body } = await logIn(person.email)
    expect(body.user).toMatchObject({ id: first.body.id, dateOfBirth: '1990-12-10', phoneNumber: '+23052500000' })
  })
  test.each([
    [{ password: 'short' }, 422, '/password', 'too-small'],
    [{ password: 'password1234' }, 422, '/password', 'weak-password'],
    [{ email: 'nobody' }, 422, '/email', 'invalid-format'],
    [{ dateOfBirth: '2099-01-01' }, 422, '/dateOfBirth', 'custom'],
    [{ dateOfBirth: '2001-02-30' }, 422, '/dateOfBirth', 'invalid-format'],
    [
      { dateOfBirth: new Date(Date.now() - 17 * 366 * 86_400_000).toISOString().slice(0, 10) },
      422,
      '/dateOfBirth',
      'under-age',
    ],
    [{ role: 'admin' }, 422, '/role', 'unknown-field'],
    [
      { residentialAddress: { street: 'x', city: 'y', country: 'MUS', postalCode: '1', planet: 'z' } },
      422,
      '/residentialAddress/planet',
      'unknown-field',
    ],
    [{ firstName: 'A\u0007B' }, 422, '/firstName', 'invalid-format'],
  ])('refuses %j', async (fields, status, pointer, code) => {
    const answer = await ask('POST', '/v1/users', { body: { ...someone(), ...fields } })
    expect(answer).toMatchObject({
      status,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer, code })]) },
    })
  })
})

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
  test('of one address is refused after fifty wrong passwords', async () => {
    const from = '198.51.100.7'
    for (let n = 0; n < 50; n++) await logIn(`nobody${n}@example.com`, PASSWORD, from)
    expect(await logIn('nobody@example.com', PASSWORD, from)).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String) },
    })
    expect(await logIn('nobody@example.com')).toMatchObject({ status: 401 })
  }, 30_000)
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

describe('a profile', () => {
  test('is the caller’s own, and changes where it is given', async () => {
    const { token } = await api.registered()
    const address = { street: '1 Rue Désiré', city: 'Port Louis', country: 'MUS', postalCode: '11101' }
    const changed = await ask('PATCH', '/v1/users/me', { as: token, body: { residentialAddress: address } })
    expect(changed).toMatchObject({ status: 200, body: { firstName: 'Ada', residentialAddress: address } })
    const position = String(changed.headers['filao-position'])
    const read = await api.service.app.inject({
      method: 'GET',
      url: '/v1/users/me',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(read.json()).toEqual(changed.body)
    expect(position).toMatch(/^identity\/[0-3]\/\d+$/)
    expect(await ask('PATCH', '/v1/users/me', { as: token, body: {} })).toMatchObject({ status: 422 })
  })
  test('gets a new password with the old one, and other sessions end', async () => {
    const { email, token, secret } = await clientWithFactor()
    const other = (await api.logIn(email, { otp: codeOf(secret) })).body.refreshToken
    const change = (currentPassword: string, newPassword: string): Promise<Answer> =>
      ask('POST', '/v1/users/me/password', { as: token, body: { currentPassword, newPassword } })
    expect(await change('Wrong-Quartz-71', 'Yak-Feldspar-72')).toMatchObject({ status: 401 })
    expect(await change(PASSWORD, `${email.split('@')[0]}-Feldspar-72`)).toMatchObject({
      status: 422,
      body: { code: 'weak-password' },
    })
    expect(await change(PASSWORD, 'Yak-Feldspar-72')).toMatchObject({ status: 204 })
    expect(await ask('POST', '/v1/sessions/refresh', { body: { refreshToken: other } })).toMatchObject({ status: 401 })
    expect(await logIn(email)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
    expect(await logIn(email, 'Yak-Feldspar-72')).toMatchObject({ status: 401, body: { code: 'otp-required' } })
  })
  test('of a client has an account', async () => {
    const { token } = await client()
    const { body } = await ask('GET', '/v1/accounts', { as: token })
    expect(body).toMatchObject({ items: [{ mode: 'live', kind: 'client', isPrimary: true, status: 'open' }] })
    expect(decodeJwt(token)['accountId']).toBe(body.items[0].id)
    const another = await client()
    expect((await ask('GET', `/v1/accounts?userId=${another.id}`, { as: token })).body.items).toEqual([])
  })
  test('asks for a token', async () => {
    expect(await ask('GET', '/v1/users/me')).toMatchObject({ status: 401 })
    expect(await ask('GET', '/v1/users', { as: (await client()).token })).toMatchObject({ status: 403 })
  })
})

describe('staff', () => {
  test('see clients by their role: support masked, compliance whole, admins not at all', async () => {
    const person = await client()
    const [support, compliance] = [await team.grant('support'), await team.grant('compliance')]
    const seen = async (as: string) => (await ask('GET', `/v1/users/${person.id}`, { as })).body
    expect(await seen(support.token)).toMatchObject({ email: 'a***@example.com', firstName: 'Ada' })
    expect(await seen(compliance.token)).toMatchObject({ email: person.email })
    expect(await ask('GET', `/v1/users/${person.id}`, { as: team.admins[0] })).toMatchObject({ status: 403 })
    expect(await ask('GET', `/v1/users/${person.id.replace(/.$/, '0')}`, { as: compliance.token })).toMatchObject({
      status: expect.any(Number),
    })
  })
  test('page through clients without meeting one twice', async () => {
    const compliance = await team.grant('compliance')
    for (let n = 0; n < 3; n++) await client()
    const ids: string[] = []
    let cursor: string | null = ''
    for (let page = 0; page < 50 && cursor !== null; page++) {
      const answer: Answer = await ask('GET', `/v1/users?limit=2&kind=client${cursor && `&cursor=${cursor}`}`, {
        as: compliance.token,
      })
      ids.push(...answer.body.items.map(({ id }: { id: string }) => id))
      cursor = answer.body.next
    }
    expect(ids.length).toBeGreaterThan(3)
    expect(new Set(ids).size).toBe(ids.length)
    for (const wrong of ['nonsense', Buffer.from('["x","y"]').toString('base64url')]) {
      expect(await ask('GET', `/v1/users?cursor=${wrong}`, { as: compliance.token })).toMatchObject({ status: 422 })
    }
  })
  test('suspend alone and reinstate by two; sessions end, wallet is told', async () => {
    const person = await client()
    const [one, two] = [await team.grant('compliance'), await team.grant('mlro', 'mlro')]
    const act = (action: string, as: string): Promise<Answer> =>
      ask('POST', `/v1/users/${person.id}/${action}`, { as, body: { reason: 'fraud' } })
    expect(await act('suspend', one.token)).toMatchObject({ status: 200, body: { outcome: 'done' } })
    expect(await act('suspend', one.token)).toMatchObject({ status: 409, body: { code: 'already-suspended' } })
    expect(await ask('POST', '/v1/sessions/refresh', { body: { refreshToken: person.refreshToken } })).toMatchObject({
      status: 401,
    })
    expect(await act('reinstate', one.token)).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
    expect(await act('reinstate', one.token)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
    expect(await act('reinstate', two.token)).toMatchObject({ status: 200, body: { outcome: 'done' } })
    expect((await ask('GET', `/v1/users/${person.id}`, { as: one.token })).body.accountStatus).toBe('active')
  })
  test('of nobody’s id is 404, whatever partition it names', async () => {
    const compliance = await team.grant('compliance')
    for (const id of ['01935000-0000-7ffc-8000-000000000000', '01935000-0000-7004-8000-000000000000', 'nobody']) {
      const answer = await ask('POST', `/v1/users/${id}/suspend`, { as: compliance.token, body: { reason: 'x' } })
      expect(answer.status).toBe(404)
    }
  })
  test('of treasury make a market maker, two of them', async () => {
    const { token } = await client()
    const accountId = (await ask('GET', '/v1/accounts', { as: token })).body.items[0].id
    const [one, two] = [await team.grant('treasury'), await team.grant('treasury')]
    const set = (as: string): Promise<Answer> =>
      ask('POST', `/v1/accounts/${accountId}/kind`, { as, body: { kind: 'market_maker', reason: 'liquidity' } })
    expect(await set(one.token)).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
    expect(await set(one.token)).toMatchObject({ status: 403 })
    expect(await set(two.token)).toMatchObject({ status: 200, body: { outcome: 'done' } })
    expect((await ask('GET', '/v1/accounts', { as: token })).body.items[0].kind).toBe('market_maker')
  })
  test('lose a role to one admin, with the sessions that name it', async () => {
    const support = await team.grant('support')
    const { body } = await ask('GET', `/v1/roles?userId=${support.id}`, { as: team.admins[0] })
    expect(
      await ask('POST', `/v1/roles/${body.items[0].id}/revoke`, { as: team.admins[0], body: { reason: 'left' } }),
    ).toMatchObject({ status: 204 })
    expect(
      await ask('POST', `/v1/roles/${body.items[0].id}/revoke`, { as: team.admins[0], body: { reason: 'left' } }),
    ).toMatchObject({ status: 404 })
    expect(
      decodeJwt((await api.logIn(support.email, { otp: codeOf(support.secret) })).body.accessToken)['roles'],
    ).toEqual([])
  })
  test('are of senior management when two admins say so, and their tokens say it as long as that holds', async () => {
    const director = await team.grant('treasury')
    let { body: tokens } = await api.logIn(director.email, { otp: codeOf(director.secret) })
    const renewed = async (): Promise<unknown> => {
      const { refreshToken } = tokens
      tokens = (await ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })).body
      return decodeJwt(tokens.accessToken)['senior_management']
    }
    const grant = (as: string): Promise<Answer> =>
      ask('POST', `/v1/users/${director.id}/senior-management`, { as, body: { reason: 'director' } })
    expect(await grant(director.token)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await grant(team.admins[0])).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
    expect(await grant(team.admins[0])).toMatchObject({ status: 403, body: { code: 'same-approver' } })
    expect(await renewed()).toBeUndefined()
    expect(await grant(team.admins[1])).toMatchObject({ status: 200, body: { outcome: 'done' } })
    expect(await renewed()).toBe(true)
    const compliance = await team.grant('compliance')
    const seen = async (): Promise<Answer> => ask('GET', `/v1/users/${director.id}`, { as: compliance.token })
    expect((await seen()).body).toMatchObject({ isSeniorManagement: true })
    const revoke = { as: team.admins[0], body: { reason: 'left the board' } }
    expect((await ask('POST', `/v1/users/${director.id}/senior-management/revoke`, revoke)).status).toBe(200)
    expect((await seen()).body).toMatchObject({ isSeniorManagement: false })
    const { refreshToken } = tokens
    expect(await ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })).toMatchObject({ status: 401 })
  })
  test('of a role that clashes are refused, with the field', async () => {
    const treasury = await team.grant('treasury')
    const answer = await ask('POST', '/v1/roles', {
      as: team.admins[0],
      body: { userId: treasury.id, role: 'auditor', reason: 'x' },
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'role-incompatible', errors: [{ pointer: '/role' }] } })
  })
})

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

describe('oversight', () => {
  const logged = async (name: string, about: string): Promise<unknown[]> => {
    const { rows } = await api.identity.database.service.query(
      `SELECT data, headers->>'ce_actor' AS actor FROM identity.event_log
        WHERE type = $1 AND data::text LIKE '%' || $2 || '%' ORDER BY partition, position`,
      [`filao.identity.${name}.v1`, about],
    )
    return rows
  }

  test('what staff look at is on record before they see it', async () => {
    const person = await client()
    const support = await team.grant('support')
    await ask('GET', `/v1/users/${person.id}`, { as: support.token })
    await ask('GET', `/v1/users?email=${person.email}`, { as: support.token })
    await ask('GET', `/v1/accounts?userId=${person.id}`, { as: support.token })
    const views = await logged('RecordViewed', person.id)
    expect(views).toHaveLength(3)
    for (const kind of ['user', 'users', 'accounts']) {
      expect(views).toContainEqual({
        actor: `staff:${support.id}`,
        data: expect.objectContaining({ kind, recordIds: [person.id], viewedBy: support.id }),
      })
    }
  })
  test('what a client reads of themselves is on no record', async () => {
    const { id, token } = await client()
    await ask('GET', '/v1/users/me', { as: token })
    expect(await logged('RecordViewed', id)).toEqual([])
  })
  test('what staff are refused is a fact', async () => {
    const person = await client()
    const compliance = await team.grant('compliance')
    const reinstate = () =>
      ask('POST', `/v1/users/${person.id}/reinstate`, { as: compliance.token, body: { reason: 'fraud' } })
    expect(await reinstate()).toMatchObject({ status: 422, body: { code: 'user-not-suspended' } })
    expect(await logged('StaffCommandRefused', person.id)).toEqual([
      {
        actor: `staff:${compliance.id}`,
        data: { aboutId: person.id, command: 'ReinstateUser', reason: 'user_not_suspended' },
      },
    ])
  })
})

describe('a setting', () => {
  const url = '/v1/configuration/identity/client_notice'
  const propose = (as: string, body: object): Promise<Answer> =>
    ask('POST', `${url}/proposals`, { as, body: { reason: 'works on Sunday', ...body } })
  const approve = (as: string, { id, commandHash }: { id: string; commandHash: string }): Promise<Answer> =>
    ask('POST', `${url}/proposals/${id}/approve`, { as, body: { commandHash } })
  let one: Shown
  let two: Shown
  beforeAll(async () => {
    one = await team.grant('admin')
    two = await team.grant('admin')
  })

  test('has its default until two people have set it, from the time on that they have agreed on', async () => {
    expect(await ask('GET', url, { as: one.token })).toMatchObject({
      status: 200,
      body: { version: 0, value: null, versions: [], proposal: null },
    })
    const effectiveFrom = new Date(Date.now() + 3_600_000).toISOString()
    const { status, body: proposal } = await propose(one.token, { value: 'Works on Sunday', effectiveFrom })
    expect({ status, proposal }).toMatchObject({ status: 201, proposal: { status: 'open', proposedBy: one.id } })
    expect(await approve(one.token, proposal)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
    expect(await approve(two.token, { ...proposal, commandHash: '0'.repeat(64) })).toMatchObject({
      status: 422,
      body: { code: 'proposal-changed' },
    })
    expect(await approve(two.token, proposal)).toMatchObject({ status: 200, body: { status: 'approved' } })
    expect(await approve(two.token, proposal)).toMatchObject({ status: 200, body: { status: 'approved' } })
    const later = await ask('GET', url, { as: two.token })
    expect(later.body).toMatchObject({
      version: 0,
      value: null,
      versions: [
        {
          version: 1,
          value: 'Works on Sunday',
          effectiveFrom,
          effectiveUntil: null,
          proposedBy: one.id,
          approvedBy: two.id,
        },
      ],
      proposal: null,
    })
  })
  test('is in force no sooner than every instance can know of it', async () => {
    const soon = new Date(Date.now() + 5_000).toISOString()
    expect(await propose(one.token, { value: 'Works on Sunday', effectiveFrom: soon })).toMatchObject({
      status: 422,
      body: { code: 'effective-from-too-early', errors: [{ pointer: '/effectiveFrom' }] },
    })
  })
  test('takes a new proposal in place of one that is open, and drops what is rejected', async () => {
    const { body: first } = await propose(one.token, { value: 'Works on Sunday' })
    const { body: second } = await propose(two.token, { value: 'Works on Monday' })
    expect(await approve(two.token, first)).toMatchObject({ status: 409, body: { code: 'already-decided' } })
    const reject = (as: string) =>
      ask('POST', `${url}/proposals/${second.id}/reject`, { as, body: { reason: 'not now' } })
    expect(await reject(one.token)).toMatchObject({ status: 200, body: { status: 'rejected', decidedBy: one.id } })
    expect(await approve(one.token, second)).toMatchObject({ status: 409 })
  })
  test('takes only what its schema takes, of those whose area it is', async () => {
    expect(await propose(one.token, { value: 7 })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ pointer: '/value' }] },
    })
    expect(await propose((await team.grant('compliance')).token, { value: 'Works on Sunday' })).toMatchObject({
      status: 403,
    })
    expect(await ask('GET', url, { as: (await client()).token })).toMatchObject({ status: 403 })
    expect(await ask('GET', '/v1/configuration/identity/none', { as: one.token })).toMatchObject({
      status: 404,
      body: { code: 'configuration-unknown' },
    })
  })
  test('that closes registration closes it', async () => {
    const closing = '/v1/configuration/identity/registration_enabled'
    const [first, second] = team.admins
    const { body } = await ask('POST', `${closing}/proposals`, { as: first, body: { value: false, reason: 'full' } })
    await ask('POST', `${closing}/proposals/${body.id}/approve`, {
      as: second,
      body: { commandHash: body.commandHash },
    })
    const [version] = (await ask('GET', closing, { as: first })).body.versions
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(version.effectiveFrom))
    try {
      await api.service.app.get(Configuration).onModuleInit()
      expect(await ask('POST', '/v1/users', { body: someone() })).toMatchObject({
        status: 403,
        body: { code: 'registration-disabled' },
      })
    } finally {
      now.mockRestore()
    }
  })
  test('cannot be changed in the database by the service', async () => {
    await expect(
      api.identity.database.service.query(`UPDATE identity.config_versions SET value = '"Closed"'`),
    ).rejects.toThrow(/permission denied/)
    await expect(api.identity.database.owner.query('DELETE FROM identity.config_versions')).rejects.toThrow(
      /append only/,
    )
  })
})

test('the key set is public', async () => {
  const { status, body, headers } = await ask('GET', '/.well-known/jwks.json')
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=300'])
  expect(body.keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }])
  expect(JSON.stringify(body)).not.toContain('"d"')
})
