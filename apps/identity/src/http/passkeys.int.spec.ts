import { SoftwareAuthenticator } from '@filao/testing'
import { decodeJwt } from 'jose'
import {
  codeOf,
  IdentityApi,
  PASSWORD,
  START_MS_MAX,
  type Answer,
  type Registered,
  type Team,
} from '../testing/identity-api'

/** Where the platform is opened, when nothing else is set. */
const ORIGIN = 'http://127.0.0.1:8080'
let api: IdentityApi
let team: Team
beforeAll(async () => {
  api = await IdentityApi.start()
  team = await api.team()
}, START_MS_MAX)
afterAll(() => api.stop())

const post = (as: string, url: string, body?: object): Promise<Answer> =>
  api.ask('POST', url, { as, ...(body && { body }) })
const device = (settings = {}): SoftwareAuthenticator => new SoftwareAuthenticator({ origin: ORIGIN, ...settings })

/** Has an authenticator made a passkey of somebody who is logged in. */
async function enrol(as: string, authenticator: SoftwareAuthenticator, password = PASSWORD): Promise<Answer> {
  const { body: options } = await post(as, '/v1/users/me/passkeys/options')
  return post(as, '/v1/users/me/passkeys', { password, label: 'Phone', passkey: authenticator.create(options) })
}
async function logIn(email: string, authenticator: SoftwareAuthenticator, password = PASSWORD): Promise<Answer> {
  const { body: options } = await api.ask('POST', '/v1/sessions/passkey-options')
  return api.ask('POST', '/v1/sessions', { body: { email, password, passkey: authenticator.get(options) } })
}
async function stepUp(as: string, authenticator: SoftwareAuthenticator): Promise<Answer> {
  const { body: options } = await post(as, '/v1/sessions/step-up/passkey-options')
  return post(as, '/v1/sessions/step-up', { passkey: authenticator.get(options) })
}
async function withPasskey(): Promise<
  Registered & { readonly phone: SoftwareAuthenticator; readonly passkeyId: string }
> {
  const [client, phone] = [await api.client(), device()]
  const { status, body } = await enrol(client.token, phone)
  if (status !== 201) throw new Error(`no passkey: ${JSON.stringify(body)}`)
  return { ...client, token: body.accessToken, phone, passkeyId: body.passkey.id }
}

describe('a passkey', () => {
  test('is enrolled with the password, asked for at the log-in, and shown instead of a code', async () => {
    const { email, token } = await api.client()
    const phone = device()
    expect(await enrol(token, phone, 'Wrong-Quartz-71')).toMatchObject({ body: { code: 'invalid-credentials' } })
    const enrolled = await enrol(token, phone)
    expect(enrolled).toMatchObject({ status: 201, body: { passkey: { label: 'Phone', transports: ['internal'] } } })
    expect(new Set(enrolled.body.recoveryCodes).size).toBe(10)
    expect((await api.ask('GET', '/v1/users/me', { as: token })).body).toMatchObject({ twoFactorEnabled: true })
    expect(await api.logIn(email)).toMatchObject({ status: 401, body: { code: 'otp-required' } })
    const shown = await logIn(email, phone)
    expect(shown.status).toBe(201)
    expect(decodeJwt(shown.body.accessToken)).toMatchObject({
      amr: ['pwd', 'mfa'],
      second_factor_time: expect.any(Number),
    })
    expect(await logIn(email, phone, 'Wrong-Quartz-71')).toMatchObject({ body: { code: 'invalid-credentials' } })
    expect((await api.logIn(email, { otp: enrolled.body.recoveryCodes[0] })).status).toBe(201)
  })

  test('signs each challenge once, and its count only rises', async () => {
    const { email, phone } = await withPasskey()
    const { body: options } = await api.ask('POST', '/v1/sessions/passkey-options')
    const body = { email, password: PASSWORD, passkey: phone.get(options) }
    expect((await api.ask('POST', '/v1/sessions', { body })).status).toBe(201)
    expect(await api.ask('POST', '/v1/sessions', { body })).toMatchObject({ body: { code: 'invalid-credentials' } })
    expect((await logIn(email, phone)).status).toBe(201)
    phone.signCount = 1
    expect(await logIn(email, phone)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
  })

  test('steps up within its own session alone', async () => {
    const { email, phone } = await withPasskey()
    const [one, other] = [(await logIn(email, phone)).body.accessToken, (await logIn(email, phone)).body.accessToken]
    expect(await stepUp(one, phone)).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } })
    const { body: options } = await post(one, '/v1/sessions/step-up/passkey-options')
    expect(await post(other, '/v1/sessions/step-up', { passkey: phone.get(options) })).toMatchObject({
      status: 422,
      body: { code: 'wrong-code', errors: [{ pointer: '/passkey' }] },
    })
    expect(await post(one, '/v1/sessions/step-up', {})).toMatchObject({ body: { code: 'invalid-request' } })
  })

  test('of another is none, and is not enrolled by a second user', async () => {
    const [ada, ben] = [await withPasskey(), await api.client()]
    expect(await logIn(ben.email, ada.phone)).toMatchObject({ status: 201 })
    expect(await enrol(ben.token, ada.phone)).toMatchObject({ status: 422, body: { code: 'passkey-taken' } })
    const own = await enrol(ben.token, device())
    expect(own.status).toBe(201)
    expect(await logIn(ben.email, ada.phone)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
  })

  test('made for another site, or for another session, is not taken', async () => {
    const { token } = await api.client()
    const { email } = await api.client()
    const elsewhere = await enrol(token, device({ origin: 'https://filao.example' }))
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'passkey-invalid' } })
    const { body: options } = await post((await api.logIn(email)).body.accessToken, '/v1/users/me/passkeys/options')
    const passkey = device().create(options)
    expect(await post(token, '/v1/users/me/passkeys', { password: PASSWORD, label: 'x', passkey })).toMatchObject({
      body: { code: 'passkey-invalid' },
    })
  })

  test('beside an authenticator takes a code of it, and each does by itself', async () => {
    const { email, token, secret } = await api.clientWithFactor()
    const phone = device()
    expect(await enrol(token, phone)).toMatchObject({ status: 201, body: { recoveryCodes: [] } })
    expect((await logIn(email, phone)).status).toBe(201)
    expect((await api.logIn(email, { otp: await codeOf(secret) })).status).toBe(201)
    expect((await api.ask('DELETE', '/v1/users/me/two-factor', { as: token })).status).toBe(204)
    expect(await api.logIn(email)).toMatchObject({ body: { code: 'otp-required' } })
    expect((await logIn(email, phone)).status).toBe(201)
  })

  test('is listed and removed by its owner alone; the password is enough again', async () => {
    const { email, token, passkeyId } = await withPasskey()
    const { body } = await api.ask('GET', '/v1/users/me/passkeys', { as: token })
    expect(body).toMatchObject({
      items: [{ id: passkeyId, label: 'Phone', lastUsedAt: expect.any(String) }],
      next: null,
    })
    const other = await withPasskey()
    expect(await api.ask('DELETE', `/v1/users/me/passkeys/${passkeyId}`, { as: other.token })).toMatchObject({
      status: 404,
      body: { code: 'passkey-unknown' },
    })
    expect(await api.ask('DELETE', `/v1/users/me/passkeys/${passkeyId}`, { as: token })).toMatchObject({ status: 204 })
    expect((await api.ask('GET', '/v1/users/me/passkeys', { as: token })).body.items).toEqual([])
    expect((await api.logIn(email)).status).toBe(201)
  })

  test('is a second factor of staff, and reset with all others', async () => {
    const person = await team.hire('support')
    const phone = device({ counts: false })
    const { accessToken } = (await enrol(person.token, phone)).body
    expect(await api.ask('GET', '/v1/accounts', { as: accessToken })).toMatchObject({ status: 200 })
    expect((await logIn(person.email, phone)).status).toBe(201)
    expect((await logIn(person.email, phone)).status).toBe(201)
    for (const admin of team.admins) {
      const reset = await post(admin, `/v1/users/${person.id}/two-factor/reset`, { reason: 'phone lost' })
      expect(reset.status).toBe(200)
    }
    expect((await api.logIn(person.email)).status).toBe(201)
  })

  test('tells nobody who has one: what a log-in asks it by is alike for all', async () => {
    const { body } = await api.ask('POST', '/v1/sessions/passkey-options')
    expect(body).toEqual({
      ...{
        challenge: expect.any(String),
        rpId: '127.0.0.1',
        timeout: expect.any(Number),
        userVerification: 'required',
      },
    })
  })
})
