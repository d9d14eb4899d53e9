import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '@filao/testing'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, IdentityApi, START_MS_MAX, PASSWORD, type Answer } from '../testing/identity-api'
import { TestMail } from '../testing/test-mail'

let api: IdentityApi
let mail: TestMail
beforeAll(async () => {
  api = await IdentityApi.start()
  mail = new TestMail(api.identity)
}, START_MS_MAX)
afterAll(() => api.stop())

const NEW_PASSWORD = 'Yak-Feldspar-72'
const verify = (token: string): Promise<Answer> => api.ask('POST', '/v1/users/verify-email', { body: { token } })
const resend = (as: string): Promise<Answer> => api.ask('POST', '/v1/users/me/email-verification', { as })
const requestReset = (email: string): Promise<Answer> =>
  api.ask('POST', '/v1/users/reset-password', { body: { email } })
const reset = (token: string, newPassword = NEW_PASSWORD): Promise<Answer> =>
  api.ask('POST', '/v1/users/reset-password/confirm', { body: { token, newPassword } })
const isVerified = async (as: string): Promise<boolean> =>
  (await api.ask('GET', '/v1/users/me', { as })).body.emailVerified

describe('the link that verifies an e-mail', () => {
  test('is sent with the registration, and is good once', async () => {
    const { email, token } = await api.client()
    const sent = await mail.next(email)
    expect(sent).toMatchObject({ channel: 'email', template: 'email_verification', to: email })
    expect(sent.variables['link']).toBe(`https://filao.test/verify-email#${sent.variables['token']}`)
    expect(await isVerified(token)).toBe(false)
    expect(await verify(sent.variables['token']!)).toMatchObject({ status: 204 })
    expect(await isVerified(token)).toBe(true)
    expect(await verify(sent.variables['token']!)).toMatchObject({ status: 422, body: { code: 'token-used' } })
    expect(await resend(token)).toMatchObject({ status: 409, body: { code: 'already-verified' } })
  })
  test('is sent again twice within an hour; only the newest is good', async () => {
    const { email, token } = await api.client()
    const first = await mail.next(email)
    expect(await resend(token)).toMatchObject({ status: 202 })
    const second = await mail.next(email)
    expect(await verify(first.variables['token']!)).toMatchObject({ status: 404, body: { code: 'token-unknown' } })
    expect(await resend(token)).toMatchObject({ status: 202 })
    expect(await resend(token)).toMatchObject({ status: 422, body: { code: 'sends-max' } })
    expect(await verify(second.variables['token']!)).toMatchObject({ status: 404 })
    expect(await verify((await mail.next(email)).variables['token']!)).toMatchObject({ status: 204 })
  })
  test('altered or of nobody is none', async () => {
    for (const token of ['nonsense', 'A'.repeat(64)]) {
      expect(await verify(token)).toMatchObject({ status: 404, body: { code: 'token-unknown' } })
    }
  })
  test('stands nowhere but in the mail: the row has its hash, the log its id', async () => {
    const { id, email } = await api.client()
    const { variables } = await mail.next(email)
    const { service } = api.identity.database
    const { rows: tokens } = await service.query('SELECT * FROM identity.user_tokens WHERE user_id = $1', [id])
    expect(tokens).toMatchObject([{ kind: 'email_verification', sent_to: email, used_at: null }])
    const { rows: log } = await service.query('SELECT data::text FROM identity.event_log WHERE key = $1', [id])
    const { rows: sent } = await service.query('SELECT * FROM identity.notification_deliveries WHERE user_id = $1', [
      id,
    ])
    expect(sent).toMatchObject([{ status: 'sent', provider_reference: expect.any(String), attempts: 1 }])
    for (const text of [JSON.stringify(tokens), JSON.stringify(log), JSON.stringify(sent)]) {
      expect(text).not.toContain(variables['token'])
    }
    for (const text of [JSON.stringify(log), JSON.stringify(sent)]) expect(text).not.toContain(email)
  })
})

describe('a reset of the password', () => {
  test('sets it by the link, once, and ends every session', async () => {
    const { email, refreshToken } = await api.client()
    await mail.next(email)
    expect(await requestReset(email.toUpperCase())).toMatchObject({ status: 202 })
    const { template, variables } = await mail.next(email)
    expect(template).toBe('password_reset')
    expect(await reset(variables['token']!, `${email.split('@')[0]}-Feldspar`)).toMatchObject({
      status: 422,
      body: { code: 'weak-password', errors: [{ pointer: '/newPassword' }] },
    })
    expect(await reset(variables['token']!)).toMatchObject({ status: 204 })
    expect(await reset(variables['token']!)).toMatchObject({ status: 422, body: { code: 'token-used' } })
    expect(await api.ask('POST', '/v1/sessions/refresh', { body: { refreshToken } })).toMatchObject({ status: 401 })
    expect(await api.logIn(email)).toMatchObject({ status: 401 })
    expect(await api.logIn(email, { password: NEW_PASSWORD })).toMatchObject({ status: 201 })
  })
  test('revokes API keys, which a change of the password does not, and tells the user so', async () => {
    const { email, secret, token } = await api.clientWithFactor()
    await mail.next(email)
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const made = await api.ask('POST', '/v1/api-keys', {
      as: token,
      body: { name: 'bot', scopes: ['orders'], expiresAt },
    })
    const isGood = async (): Promise<boolean> => {
      const body = JSON.stringify({ key: made.body.key, ip: '192.0.2.9' })
      return (await fetch(`${api.management}/internal/api-key-tokens`, { method: 'POST', body })).ok
    }
    const change = { currentPassword: PASSWORD, newPassword: 'Quartz-Lantern-88' }
    expect(await api.ask('POST', '/v1/users/me/password', { as: token, body: change })).toMatchObject({ status: 204 })
    expect(await isGood()).toBe(true)
    await requestReset(email)
    expect(await reset((await mail.next(email)).variables['token']!)).toMatchObject({ status: 204 })
    expect(await isGood()).toBe(false)
    expect(await mail.next(email)).toMatchObject({ template: 'password_was_reset', variables: {} })
    const { accessToken: as } = (await api.logIn(email, { password: NEW_PASSWORD, otp: await codeOf(secret) })).body
    expect((await api.ask('GET', '/v1/notifications', { as })).body.items).toMatchObject([
      { category: 'security', title: 'Your password has been reset' },
    ])
  })
  test('is answered alike for whoever is unknown, closed, or asks too often', async () => {
    const { email } = await api.client()
    const answers: Answer[] = [await requestReset('nobody@example.com')]
    for (let n = 0; n < 4; n += 1) answers.push(await requestReset(email))
    const shapes = answers.map(({ status, body, headers }) => ({ status, body, names: Object.keys(headers).sort() }))
    for (const shape of shapes) expect(shape).toEqual(shapes[0])
    expect(shapes[0]!.status).toBe(202)
    const resets = (): number => mail.to(email).filter(({ template }) => template === 'password_reset').length
    await until(async () => {
      await mail.send()
      return resets() === 3
    })
    // A fourth would be queued by now.
    await sleep(200)
    await mail.send()
    expect(resets()).toBe(3)
    expect(mail.to('nobody@example.com')).toEqual([])
  })
  test('is not done by the token of another kind', async () => {
    const { email } = await api.client()
    const { variables } = await mail.next(email)
    expect(await reset(variables['token']!)).toMatchObject({ status: 404, body: { code: 'token-unknown' } })
    expect(await api.logIn(email, { password: PASSWORD })).toMatchObject({ status: 201 })
  })
})

describe('a message that is not sent', () => {
  test('is tried again with the same key, later and later, and given up in the end', async () => {
    const { email } = await api.client()
    mail.failing = new Error('away')
    await mail.settled(email)
    const due = async (): Promise<Record<string, unknown>> => {
      const { rows } = await api.identity.database.service.query(
        `SELECT status, attempts, last_error, round(extract(epoch FROM next_attempt_at - now()) / 60)::int AS minutes
          FROM identity.notification_deliveries ORDER BY created_at DESC, id DESC LIMIT 1`,
      )
      return rows[0] as Record<string, unknown>
    }
    const seen = [await due()]
    for (let n = 0; n < 5; n += 1) {
      await api.identity.database.service
        .query(`UPDATE identity.notification_deliveries SET next_attempt_at = now() - interval '1 s',
        expires_at = now() + interval '1 day' WHERE status = 'queued'`)
      await mail.send()
      seen.push(await due())
    }
    mail.failing = undefined
    expect(seen.map(({ status, minutes }) => (status === 'queued' ? minutes : status))).toEqual([
      1,
      5,
      30,
      120,
      720,
      'failed',
    ])
    expect(seen.at(-1)).toMatchObject({ attempts: 6, last_error: 'away' })
    expect(mail.alarms).toMatchObject([{ alarm: 'message', template: 'email_verification', attempts: 6 }])
  })
})
