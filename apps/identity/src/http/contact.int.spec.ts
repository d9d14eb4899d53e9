import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { Configuration } from '@filao/service'
import { decodeJwt } from 'jose'
import { codeOf, IdentityApi, START_MS_MAX, type Answer, type Team } from '../testing/identity-api'
import { TestMail } from '../testing/test-mail'

let api: IdentityApi
let mail: TestMail
let team: Team
beforeAll(async () => {
  api = await IdentityApi.start()
  mail = new TestMail(api.identity)
  team = await api.team()
}, START_MS_MAX)
afterAll(() => api.stop())

const post = (as: string, path: string, body?: object): Promise<Answer> =>
  api.ask('POST', path, { as, ...(body && { body }) })
const me = async (as: string): Promise<Record<string, unknown>> =>
  (await api.ask('GET', '/v1/users/me', { as })).body as Record<string, unknown>

describe('another e-mail address', () => {
  test('is asked for with a second factor, logs in, is verified by its link, and the old one is told', async () => {
    const { email, token, secret } = await api.clientWithFactor()
    const first = await mail.next(email)
    expect(await post((await api.client()).token, '/v1/users/me/email', { email: 'a@example.com' })).toMatchObject({
      status: 403,
      body: { code: 'step-up-required' },
    })
    const changed = await post(token, '/v1/users/me/email', { email: `New.${email}` })
    expect(changed).toMatchObject({ status: 200, body: { email: `new.${email}`, emailVerified: false } })
    expect(await mail.next(email)).toMatchObject({ template: 'email_changed', variables: {} })
    expect((await api.logIn(email)).status).toBe(401)
    expect((await api.logIn(`new.${email}`, { otp: await codeOf(secret) })).status).toBe(201)
    const verify = (link: string): Promise<Answer> =>
      api.ask('POST', '/v1/users/verify-email', { body: { token: link } })
    expect(await verify(first.variables['token']!)).toMatchObject({ status: 404 })
    expect(await verify((await mail.next(`new.${email}`)).variables['token']!)).toMatchObject({ status: 204 })
  })
  test('that somebody has is refused', async () => {
    const [one, two] = [await api.clientWithFactor(), await api.client()]
    expect(await post(one.token, '/v1/users/me/email', { email: two.email })).toMatchObject({
      status: 422,
      body: { code: 'email-taken', errors: [{ pointer: '/email' }] },
    })
  })
})

describe('a telephone number', () => {
  test('is changed with a second factor, and verified by the code that it gets', async () => {
    const { token } = await api.enrol(await api.client({ phoneNumber: '+23052500000' }))
    expect(await api.ask('PATCH', '/v1/users/me', { as: token, body: { phoneNumber: '+23051110000' } })).toMatchObject({
      status: 422,
    })
    expect(await post(token, '/v1/users/me/verify-phone', { code: '123456' })).toMatchObject({
      status: 404,
      body: { code: 'token-unknown' },
    })
    expect(await post(token, '/v1/users/me/phone', { phoneNumber: '+23057770000' })).toMatchObject({
      status: 200,
      body: { phoneNumber: '+23057770000', phoneVerified: false },
    })
    const { channel, variables } = await mail.next('+23057770000')
    expect({ channel, code: variables['code'] }).toEqual({ channel: 'sms', code: expect.stringMatching(/^\d{6}$/) })
    expect(await mail.next('+23052500000')).toMatchObject({ channel: 'sms', template: 'phone_changed' })
    const wrong = variables['code'] === '000000' ? '000001' : '000000'
    expect(await post(token, '/v1/users/me/verify-phone', { code: wrong })).toMatchObject({
      status: 422,
      body: { code: 'wrong-code', errors: [{ pointer: '/code' }] },
    })
    expect(await post(token, '/v1/users/me/verify-phone', { code: variables['code'] })).toMatchObject({ status: 204 })
    expect((await me(token))['phoneVerified']).toBe(true)
    expect(await post(token, '/v1/users/me/phone-verification')).toMatchObject({ status: 409 })
  })
})

describe('staff', () => {
  const patch = (as: string, id: string, body: object): Promise<Answer> =>
    api.ask('PATCH', `/v1/users/${id}`, { as, body: { reason: 'She has lost her telephone', ...body } })

  test('of support change how a client is reached: both places are told, and who did it and why is on record', async () => {
    const support = await team.grant('support')
    const { id, email, token } = await api.client({ phoneNumber: '+23052500000' })
    await mail.next(email)
    const body = { email: `New.${email}`, phoneNumber: '+23057770000' }
    const answer = await patch(support.token, id, body)
    expect(answer).toMatchObject({ status: 200, body: { id, emailVerified: false, phoneVerified: false } })
    expect(JSON.stringify(answer.body)).not.toMatch(/new\.ada|57770000/)
    expect(await me(token)).toMatchObject({ email: `new.${email}`, phoneNumber: '+23057770000' })
    expect(await mail.next(email)).toMatchObject({ template: 'email_changed' })
    expect(await mail.next('+23052500000')).toMatchObject({ channel: 'sms', template: 'phone_changed' })
    const { variables } = await mail.next(`new.${email}`)
    expect(await api.ask('POST', '/v1/users/verify-email', { body: { token: variables['token'] } })).toMatchObject({
      status: 204,
    })
    expect((await me(token))['emailVerified']).toBe(true)
    expect((await api.logIn(email)).status).toBe(401)
    expect((await api.logIn(`new.${email}`)).status).toBe(201)
    const { rows } = await api.identity.database.service.query(
      `SELECT type, data::text FROM identity.event_log WHERE key = $1 AND type LIKE '%Changed.v%'`,
      [id],
    )
    expect(rows).toHaveLength(2)
    for (const row of rows)
      expect(JSON.parse(row['data'])).toMatchObject({ changedBy: support.id, reason: { $enc: 1 } })
    expect(JSON.stringify(rows)).not.toContain('lost her telephone')
    const viewed = await api.identity.database.service.query(
      `SELECT data::text FROM identity.event_log WHERE type LIKE '%RecordViewed%' AND data::text LIKE $1`,
      [`%${id}%`],
    )
    expect(viewed.rows).toHaveLength(1)
  })
  test('of compliance see whom they have changed; the mailbox of somebody else is refused', async () => {
    const compliance = await team.grant('compliance')
    const [one, two] = [await api.client(), await api.client()]
    expect(await patch(compliance.token, one.id, { phoneNumber: '+23051110000' })).toMatchObject({
      status: 200,
      body: { email: one.email, phoneNumber: '+23051110000' },
    })
    expect(await patch(compliance.token, one.id, { email: two.email })).toMatchObject({
      status: 422,
      body: { code: 'email-taken', errors: [{ pointer: '/email' }] },
    })
  })
  test('change it of nobody of staff, of no stranger, not without a reason and not for nothing', async () => {
    const support = await team.grant('support')
    const { id } = await api.client()
    const body = { phoneNumber: '+23051110000' }
    expect(await patch(support.token, support.id, body)).toMatchObject({ status: 422, body: { code: 'not-a-client' } })
    for (const nobody of ['01935000-0000-7ffc-8000-000000000000', 'nobody'])
      expect((await patch(support.token, nobody, body)).status).toBe(404)
    for (const wrong of [{}, { ...body, reason: '' }, { ...body, firstName: 'Eve' }, { email: 'nowhere' }])
      expect((await patch(support.token, id, wrong)).status).toBe(422)
  })
  test.each(['mlro', 'treasury', 'admin', 'auditor'])('who are %s change nobody’s', async (role) => {
    const { token } = await team.grant(role, role === 'mlro' ? 'mlro' : undefined)
    const { id, token: own } = await api.client()
    const body = { phoneNumber: '+23051110000' }
    expect(await patch(token, id, body)).toMatchObject({ status: 403 })
    expect(await patch(own, id, body)).toMatchObject({ status: 403 })
  })
})

describe('a change of what has been verified', () => {
  const approved = async () => {
    const person = await api.clientWithFactor()
    const { kind } = await api.identity.submit({
      type: 'RecordKycStatus',
      userId: person.id,
      ...({ kycStatus: 'approved', status: 'approved', submitted: true } as object),
    } as never)
    expect(kind).toBe('done')
    return person
  }
  test('waits for compliance, who sees what is asked for, and is in force then', async () => {
    const { id, token } = await approved()
    expect(await api.ask('PATCH', '/v1/users/me', { as: token, body: { lastName: 'King' } })).toMatchObject({
      status: 422,
      body: { code: 'identity-locked' },
    })
    const asked = await post(token, '/v1/users/me/identity-change', { lastName: 'King' })
    expect(asked).toMatchObject({ status: 202, body: { lastName: 'King', firstName: null } })
    expect((await me(token))['lastName']).toBe('Lovelace')
    const [compliance, support] = [await team.grant('compliance'), await team.grant('support')]
    const path = `/v1/users/${id}/identity-change`
    expect(await api.ask('GET', path, { as: support.token })).toMatchObject({ status: 403 })
    expect(await api.ask('GET', path, { as: compliance.token })).toMatchObject({ status: 200, body: asked.body })
    expect(await post(compliance.token, `${path}/${asked.body.id}/apply`)).toMatchObject({ status: 204 })
    expect((await me(token))['lastName']).toBe('King')
    expect(await post(compliance.token, `${path}/${asked.body.id}/apply`)).toMatchObject({ status: 404 })
    expect(await api.ask('GET', '/v1/users/me/identity-change', { as: token })).toMatchObject({ status: 404 })
  })
  test('is rejected, and nothing has changed', async () => {
    const { id, token } = await approved()
    const asked = await post(token, '/v1/users/me/identity-change', { nationality: 'FRA' })
    const compliance = await team.grant('compliance')
    const path = `/v1/users/${id}/identity-change/${asked.body.id}/reject`
    expect(await post(compliance.token, path, { reason: 'no document' })).toMatchObject({ status: 204 })
    expect((await me(token))['nationality']).toBeNull()
  })
  test('stands in the log sealed', async () => {
    const { id, token } = await approved()
    await post(token, '/v1/users/me/identity-change', { lastName: 'Zebulon' })
    const { rows } = await api.identity.database.service.query(
      'SELECT data::text FROM identity.event_log WHERE key = $1',
      [id],
    )
    expect(JSON.stringify(rows)).not.toContain('Zebulon')
  })
  test('before anything is verified is an edit of the profile', async () => {
    const { token } = await api.enrol(await api.registered())
    expect(await post(token, '/v1/users/me/identity-change', { lastName: 'King' })).toMatchObject({
      status: 422,
      body: { code: 'identity-not-locked' },
    })
  })
})

describe('a demo account', () => {
  test('is opened by whoever has verified the e-mail, once, beside the live one', async () => {
    const { email, token } = await api.client()
    const open = (): Promise<Answer> => post(token, '/v1/accounts', { mode: 'demo' })
    expect(await open()).toMatchObject({ status: 422, body: { code: 'email-not-verified' } })
    const { variables } = await mail.next(email)
    await api.ask('POST', '/v1/users/verify-email', { body: { token: variables['token'] } })
    const opened = await open()
    expect(opened).toMatchObject({
      status: 201,
      body: { mode: 'demo', kind: 'client', isPrimary: false, name: 'Demo account', status: 'open' },
    })
    expect((await open()).body).toEqual(opened.body)
    const { items } = (await api.ask('GET', '/v1/accounts', { as: token })).body
    expect(items.map(({ mode }: { mode: string }) => mode)).toEqual(['live', 'demo'])
    expect((await me(token))['accountType']).toBe('live_trader')
    expect(await post(token, '/v1/accounts', { mode: 'live' })).toMatchObject({ status: 422 })
  })
})

describe('sessions', () => {
  test('end all at once, or all but this one', async () => {
    const { email, token, refreshToken } = await api.client()
    const other = (await api.logIn(email)).body
    const refresh = async (given: string): Promise<number> =>
      (await api.ask('POST', '/v1/sessions/refresh', { body: { refreshToken: given } })).status
    expect(await api.ask('DELETE', '/v1/sessions?keepCurrent=true', { as: token })).toMatchObject({ status: 204 })
    expect(await refresh(other.refreshToken)).toBe(401)
    const kept = await api.ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })
    expect(kept.status).toBe(200)
    expect(await api.ask('DELETE', '/v1/sessions', { as: kept.body.accessToken })).toMatchObject({ status: 204 })
    expect(await refresh(kept.body.refreshToken)).toBe(401)
  })
})

describe('a setting of the platform', () => {
  /** Sets it by two admins, and lets it come into force. */
  const during = async (key: string, value: unknown, look: () => Promise<void>): Promise<void> => {
    const url = `/v1/configuration/identity/${key}`
    const [first, second] = team.admins
    const { body } = await post(first, `${url}/proposals`, { value, reason: 'test' })
    await post(second, `${url}/proposals/${body.id}/approve`, { commandHash: body.commandHash })
    const { versions } = (await api.ask('GET', url, { as: first })).body
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(versions.at(-1).effectiveFrom) + 1)
    try {
      await api.service.app.get(Configuration).onModuleInit()
      await look()
    } finally {
      now.mockRestore()
    }
  }
  const platform = async (): Promise<Record<string, unknown>> =>
    (await api.ask('GET', '/v1/platform')).body as Record<string, unknown>

  test('tells everybody what there is to tell', async () => {
    expect(await platform()).toEqual({ maintenanceMode: false, registrationEnabled: true, clientNotice: null })
    await during('client_notice', 'Closed on Friday.', async () => {
      expect(await platform()).toMatchObject({ clientNotice: 'Closed on Friday.' })
    })
  })
  test('says how long a session lives', async () => {
    const { email } = await api.client()
    const lives = {
      client: { absoluteSeconds: 7_200, idleSeconds: 600 },
      staff: { absoluteSeconds: 7_200, idleSeconds: 600 },
    }
    await during('identity.session_lives', lives, async () => {
      const { accessToken } = (await api.logIn(email)).body
      const { rows } = await api.identity.database.service.query(
        `SELECT extract(epoch FROM expires_at - logged_in_at)::int AS absolute,
          extract(epoch FROM idle_expires_at - logged_in_at)::int AS idle FROM identity.sessions WHERE id = $1`,
        [decodeJwt(accessToken).sid],
      )
      expect(rows).toEqual([{ absolute: 7_200, idle: 600 }])
    })
  })
  test('keeps clients out while the platform is worked on, and tells nobody else', async () => {
    const [{ email }, staff] = [await api.client(), await team.grant('support')]
    await during('maintenance_mode', true, async () => {
      expect(await platform()).toMatchObject({ maintenanceMode: true })
      expect(await api.logIn(email)).toMatchObject({ status: 503, body: { code: 'maintenance' } })
      expect(await api.logIn(email, { password: 'Wrong-Quartz-71' })).toMatchObject({ status: 401 })
      expect(await api.logIn(staff.email)).toMatchObject({ status: 401, body: { code: 'otp-required' } })
      expect(await api.ask('POST', '/v1/users', { body: api.someone() })).toMatchObject({ status: 503 })
    })
  })
})
