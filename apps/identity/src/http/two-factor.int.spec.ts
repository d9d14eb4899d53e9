import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import {
  codeOf,
  firstCodeOf,
  IdentityApi,
  START_MS_MAX,
  PASSWORD,
  type Answer,
  type Team,
} from '../testing/identity-api'
import { TestMail } from '../testing/test-mail'

let api: IdentityApi
let team: Team
beforeAll(async () => {
  api = await IdentityApi.start()
  team = await api.team()
}, START_MS_MAX)
afterAll(() => api.stop())

const stepUp = (as: string, code: string): Promise<Answer> =>
  api.ask('POST', '/v1/sessions/step-up', { as, body: { code } })
const begin = (as: string, password = PASSWORD): Promise<Answer> =>
  api.ask('POST', '/v1/users/me/two-factor', { as, body: { password } })
const confirm = (as: string, code: string): Promise<Answer> =>
  api.ask('POST', '/v1/users/me/two-factor/confirm', { as, body: { code } })
const me = async (as: string): Promise<Record<string, unknown>> =>
  (await api.ask('GET', '/v1/users/me', { as })).body as Record<string, unknown>
const query = async (sql: string, values: unknown[]): Promise<Record<string, unknown>[]> =>
  (await api.identity.database.service.query<Record<string, unknown>>(sql, values)).rows

describe('an authenticator', () => {
  test('is begun with the password, put in force by its first code, and then asked for at the log-in', async () => {
    const { email, token } = await api.client()
    expect(await begin(token, 'Wrong-Quartz-71')).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
    const { status, body } = await begin(token)
    expect(status).toBe(201)
    expect(body.uri).toContain(body.secret)
    expect((await me(token))['twoFactorEnabled']).toBe(false)
    expect(await confirm(token, '000000')).toMatchObject({
      status: 422,
      body: { code: 'wrong-code', errors: [{ pointer: '/code' }] },
    })
    const confirmed = await confirm(token, await firstCodeOf(body.secret))
    expect(confirmed.status).toBe(200)
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10)
    expect((await me(token))['twoFactorEnabled']).toBe(true)
    expect(await api.logIn(email)).toMatchObject({ status: 401, body: { code: 'otp-required' } })
    expect(await api.logIn(email, { otp: '000000' })).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    })
    const shown = await api.logIn(email, { otp: await codeOf(body.secret) })
    expect(shown.status).toBe(201)
    const claims = decodeJwt(shown.body.accessToken)
    expect(claims).toMatchObject({ amr: ['pwd', 'mfa'], second_factor_time: expect.any(Number) })
    const refreshed = await api.ask('POST', '/v1/sessions/refresh', {
      body: { refreshToken: shown.body.refreshToken },
    })
    expect(decodeJwt(refreshed.body.accessToken)).toMatchObject({
      amr: ['pwd', 'mfa'],
      second_factor_time: claims['second_factor_time'],
    })
  })

  test('shows each code once', async () => {
    const { email, secret, token } = await api.clientWithFactor()
    const code = await codeOf(secret)
    expect((await api.logIn(email, { otp: code })).status).toBe(201)
    expect(await api.logIn(email, { otp: code })).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
    expect(await stepUp(token, code)).toMatchObject({ status: 422, body: { code: 'code-used' } })
    expect(await stepUp(token, await codeOf(secret))).toMatchObject({ status: 200 })
  })

  test('leaves its secret sealed in its row, and nothing of it in the log', async () => {
    const { id, secret, recoveryCodes } = await api.clientWithFactor()
    const rows = await query('SELECT kind, secret, secret_hash FROM identity.credentials WHERE user_id = $1', [id])
    expect(rows.filter(({ kind }) => kind === 'recovery_code')).toHaveLength(10)
    expect(rows.find(({ kind }) => kind === 'totp')).toMatchObject({ secret: { $enc: 1 }, secret_hash: null })
    const log = await query('SELECT data::text, headers::text FROM identity.event_log WHERE key = $1', [id])
    const drafts = await query('SELECT * FROM identity.secret_drafts', [])
    for (const text of [JSON.stringify(rows), JSON.stringify(log), JSON.stringify(drafts)]) {
      expect(text).not.toContain(secret)
      for (const code of recoveryCodes) expect(text).not.toContain(code)
    }
  })

  test('is removed by whoever has just shown it; other sessions end, and the password is enough again', async () => {
    const { email, secret, token } = await api.clientWithFactor()
    const other = (await api.logIn(email, { otp: await codeOf(secret) })).body
    expect(await api.ask('DELETE', '/v1/users/me/two-factor', { as: token })).toMatchObject({ status: 204 })
    expect(await api.ask('POST', '/v1/sessions/refresh', { body: { refreshToken: other.refreshToken } })).toMatchObject(
      { status: 401 },
    )
    expect((await api.logIn(email)).status).toBe(201)
  })

  test('is one: another is neither begun nor confirmed', async () => {
    const { token, secret } = await api.clientWithFactor()
    expect(await begin(token)).toMatchObject({ status: 409, body: { code: 'already-enrolled' } })
    expect(await confirm(token, await codeOf(secret))).toMatchObject({ status: 409 })
    expect(await confirm((await api.client()).token, '123456')).toMatchObject({
      status: 422,
      body: { code: 'factor-not-begun' },
    })
  })
})

describe('a recovery code', () => {
  test('logs in and steps up once each, however it is typed', async () => {
    const { email, token, recoveryCodes } = await api.clientWithFactor()
    const typed = recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ')
    expect((await api.logIn(email, { otp: typed })).status).toBe(201)
    expect(await api.logIn(email, { otp: recoveryCodes[0]! })).toMatchObject({ status: 401 })
    expect(await stepUp(token, recoveryCodes[1]!)).toMatchObject({ status: 200 })
    expect(await stepUp(token, recoveryCodes[1]!)).toMatchObject({ status: 422, body: { code: 'code-used' } })
  })
  test('of another user is none', async () => {
    const [one, two] = [await api.clientWithFactor(), await api.clientWithFactor()]
    expect(await stepUp(one.token, two.recoveryCodes[0]!)).toMatchObject({ status: 422, body: { code: 'wrong-code' } })
  })
  test('is renewed with all others', async () => {
    const { token, recoveryCodes } = await api.clientWithFactor()
    const renewed = await api.ask('POST', '/v1/users/me/two-factor/recovery-codes', { as: token })
    expect(renewed).toMatchObject({ status: 200 })
    expect(await stepUp(token, recoveryCodes[0]!)).toMatchObject({ status: 422 })
    expect(await stepUp(token, renewed.body.recoveryCodes[0])).toMatchObject({ status: 200 })
  })
})

describe('a step-up', () => {
  test('opens what asks for it, and a session without one does not', async () => {
    const { email, secret, token } = await api.clientWithFactor()
    const plain = await api.client()
    const create = (as: string): Promise<Answer> =>
      api.ask('POST', '/v1/api-keys', {
        as,
        body: { name: 'bot', scopes: ['orders'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
      })
    expect(await create(plain.token)).toMatchObject({ status: 403, body: { code: 'step-up-required' } })
    expect((await create(token)).status).toBe(201)
    // An older token of the same session says nothing of what was shown since.
    const before = (await api.logIn(email, { otp: await codeOf(secret) })).body
    expect((await create(before.accessToken)).status).toBe(201)
    const stepped = await stepUp(before.accessToken, await codeOf(secret))
    expect(stepped).toMatchObject({ status: 200, body: { tokenType: 'Bearer', expiresIn: 900 } })
    expect(decodeJwt(stepped.body.accessToken)['sid']).toBe(decodeJwt(before.accessToken)['sid'])
  })
  test('wrong five times in a row ends the session', async () => {
    const { token } = await api.clientWithFactor()
    for (let n = 0; n < 5; n += 1) expect(await stepUp(token, '000000')).toMatchObject({ body: { code: 'wrong-code' } })
    expect(await stepUp(token, '000000')).toMatchObject({ status: 401, body: { code: 'session-over' } })
  })
  test('without a factor says so', async () => {
    expect(await stepUp((await api.client()).token, '123456')).toMatchObject({
      status: 422,
      body: { code: 'factor-not-enrolled' },
    })
  })
})

describe('a lost authenticator', () => {
  const reset = (as: string, id: string): Promise<Answer> =>
    api.ask('POST', `/v1/users/${id}/two-factor/reset`, { as, body: { reason: 'seen in person, with passport' } })

  test('is reset by two admins: sessions end, its owner is told, and the password is enough to enrol another', async () => {
    const mail = new TestMail(api.identity)
    const { id, email, token, recoveryCodes } = await api.clientWithFactor()
    expect(await mail.next(email)).toMatchObject({ template: 'email_verification' })
    const [first, second] = team.admins
    expect(await reset(first, id)).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
    expect(await reset(first, id)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
    expect(await api.logIn(email)).toMatchObject({ body: { code: 'otp-required' } })
    expect(await reset(second, id)).toMatchObject({ status: 200, body: { outcome: 'done' } })
    expect(await mail.next(email)).toMatchObject({ channel: 'email', template: 'factor_reset', variables: {} })
    expect(await stepUp(token, recoveryCodes[0]!)).toMatchObject({ status: 401, body: { code: 'session-over' } })
    const { accessToken } = (await api.logIn(email)).body
    expect((await me(accessToken))['twoFactorEnabled']).toBe(false)
    expect(await stepUp(accessToken, recoveryCodes[0]!)).toMatchObject({ body: { code: 'factor-not-enrolled' } })
    const again = await api.enrol({ id, email, token: accessToken })
    expect(await api.logIn(email, { otp: await codeOf(again.secret) })).toMatchObject({ status: 201 })
    expect(await query('SELECT status, kind FROM identity.proposals WHERE user_id = $1', [id])).toEqual([
      { status: 'approved', kind: 'factor_reset' },
    ])
  })

  test('of staff lets them do nothing but enrol another', async () => {
    const person = await team.grant('support')
    for (const admin of team.admins) expect((await reset(admin, person.id)).status).toBe(200)
    const { accessToken } = (await api.logIn(person.email)).body
    expect(await api.ask('GET', '/v1/accounts', { as: accessToken })).toMatchObject({
      status: 403,
      body: { code: 'second-factor-required' },
    })
    const { token } = await api.enrol({ ...person, token: accessToken })
    expect(await api.ask('GET', '/v1/accounts', { as: token })).toMatchObject({ status: 200 })
  })

  test('is reset by admins alone, where there is one', async () => {
    const { id } = await api.clientWithFactor()
    const { token: support } = await team.grant('support')
    expect(await reset(support, id)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    const [admin] = team.admins
    expect(await reset(admin, (await api.client()).id)).toMatchObject({ body: { code: 'factor-not-enrolled' } })
    expect(await reset(admin, '019ab5bc-2e00-7004-8000-000000000001')).toMatchObject({ status: 404 })
  })
})

describe('staff', () => {
  test('do nothing before they have a second factor, but enrol one', async () => {
    const person = await team.hire('support')
    const { token } = person
    expect(await api.ask('GET', '/v1/accounts', { as: token })).toMatchObject({
      status: 403,
      body: { code: 'second-factor-required' },
    })
    expect(await api.ask('GET', '/v1/users/me', { as: token })).toMatchObject({ status: 200 })
    expect(await api.ask('GET', '/v1/sessions', { as: token })).toMatchObject({ status: 200 })
    const { token: shown } = await api.enrol(person)
    expect(await api.ask('GET', '/v1/accounts', { as: shown })).toMatchObject({ status: 200 })
  })
})
