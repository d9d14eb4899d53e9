import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isId } from '@filao/kernel'
import { decodeJwt } from 'jose'
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
const clientWithFactor = (): Promise<Shown> => api.clientWithFactor()

describe('registration', () => {
  test('makes an active client with an account, and tells nobody whether the e-mail was known', async () => {
    const person = { ...api.someone(), dateOfBirth: '1990-12-10', nationality: 'MUS', phoneNumber: '+23052500000' }
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
    [{ lastName: '  ' }, 422, '/lastName', 'too-small'],
  ])('refuses %j', async (fields, status, pointer, code) => {
    const answer = await ask('POST', '/v1/users', { body: { ...api.someone(), ...fields } })
    expect(answer).toMatchObject({
      status,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer, code })]) },
    })
  })
})

describe('a profile', () => {
  test('has names without the spaces around them', async () => {
    const { token } = await api.registered()
    const changed = await ask('PATCH', '/v1/users/me', { as: token, body: { firstName: ' Anne  Marie ' } })
    expect(changed).toMatchObject({ status: 200, body: { firstName: 'Anne  Marie' } })
  })
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
    const other = (await api.logIn(email, { otp: await codeOf(secret) })).body.refreshToken
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
