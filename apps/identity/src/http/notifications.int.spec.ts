import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { NotificationsRead, UserNotified, type Contract } from '@filao/contracts'
import type { ProjectedEvent } from '@filao/engine'
import { fromTimestamp, makeId } from '@filao/kernel'
import { until } from '@filao/testing'
import { deliveriesProjection } from '../mail/deliveries.projection'
import { IdentityApi, START_MS_MAX, type Answer, type Registered } from '../testing/identity-api'
import { TestMail } from '../testing/test-mail'

// People register with passwords that take long to hash: on a busy machine more than the usual five seconds.
jest.setTimeout(START_MS_MAX)

let api: IdentityApi
let mail: TestMail
beforeAll(async () => {
  api = await IdentityApi.start()
  mail = new TestMail(api.identity)
}, START_MS_MAX)
afterAll(() => api.stop())

const FIRED_AT = fromTimestamp('2026-11-27T09:30:15.000Z')
const alertId = makeId({ partition: 2, at: FIRED_AT, unique: 7n })

async function verified(): Promise<Registered> {
  const person = await api.client()
  const { variables } = await mail.next(person.email)
  await api.ask('POST', '/v1/users/verify-email', { body: { token: variables['token'] } })
  return person
}

/** As market's command would have it. */
async function fire(userId: string, details: object = {}): Promise<string> {
  const terms = { symbol: 'AAPL', alertType: 'price_above', conditionValue: 19_000_000_000n, price: 19_112_000_000n }
  const command = { type: 'NotifyOfAlert', userId, alertId, firedAt: FIRED_AT, ...terms, ...details }
  const answer = await api.identity.submit(command as never)
  if (answer.kind !== 'done') throw new Error(`not told: ${JSON.stringify(answer)}`)
  return `identity/${answer.partition}/${answer.position}`
}

/** What the application shows, once it has come as far as `after`. */
async function shown({ token }: Pick<Registered, 'token'>, after: string, query = ''): Promise<Answer> {
  const [, partition, position] = after.split('/')
  await until(async () => {
    const { rows } = await api.identity.database.service.query<{ position: string }>(
      `SELECT position FROM identity.source_position WHERE consumer = $1 AND source_partition = $2`,
      [deliveriesProjection.consumer, partition],
    )
    return Number(rows[0]?.position ?? 0) >= Number(position)
  })
  return api.ask('GET', `/v1/notifications${query}`, { as: token })
}

describe('a fired alert', () => {
  test('is shown to its owner alone, and sent once', async () => {
    const [owner, other] = [await verified(), await api.client()]
    const at = await fire(owner.id, { customMessage: 'Sell?' })
    const { status, body } = await shown(owner, at)
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          category: 'price_alerts',
          title: 'AAPL has reached 191.12',
          body:
            'The price of AAPL has reached 191.12. You asked to be told at 190 or above. ' +
            'That was at 2026-11-27 09:30 UTC.',
          customMessage: 'Sell?',
          link: '/price-alerts',
          readAt: null,
          createdAt: expect.any(String),
        },
      ],
      next: null,
    })
    expect((await api.ask('GET', '/v1/notifications', { as: other.token })).body.items).toEqual([])
    const message = await mail.next(owner.email)
    expect(message).toMatchObject({
      channel: 'email',
      template: 'price_alert',
      variables: { title: body.items[0].title, customMessage: 'Sell?', link: 'https://filao.test/price-alerts' },
    })
    await mail.send()
    expect(mail.to(owner.email).filter(({ template }) => template === 'price_alert')).toHaveLength(1)
  })
  test('is not sent to who does not want it, and shown nevertheless', async () => {
    const owner = await verified()
    const preferences = [{ category: 'price_alerts', channel: 'email', enabled: false }]
    const set = await api.ask('PATCH', '/v1/notification-preferences', { as: owner.token, body: { preferences } })
    expect(set.body.items).toContainEqual({ ...preferences[0], fixed: false })
    expect((await shown(owner, await fire(owner.id))).body.items).toHaveLength(1)
    await mail.send()
    expect(mail.to(owner.email).filter(({ template }) => template === 'price_alert')).toEqual([])
  })
  test('that is wanted by e-mail alone is not shown', async () => {
    const owner = await verified()
    const preferences = [{ category: 'price_alerts', channel: 'in_app', enabled: false }]
    await api.ask('PATCH', '/v1/notification-preferences', { as: owner.token, body: { preferences } })
    expect((await shown(owner, await fire(owner.id))).body.items).toEqual([])
    expect(await mail.next(owner.email)).toMatchObject({ template: 'price_alert' })
  })
  test('stands in the log and in its row with what its owner wrote sealed', async () => {
    const owner = await verified()
    await shown(owner, await fire(owner.id, { customMessage: 'Zebulon' }))
    const { rows } = await api.identity.database.service.query(
      `SELECT data::text AS text FROM identity.event_log WHERE type LIKE '%UserNotified%'
        UNION ALL SELECT to_json(n)::text FROM identity.notifications n`,
    )
    expect(rows.length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toContain('Zebulon')
    expect(JSON.stringify(rows)).not.toContain(owner.email)
  })
})

describe('a message', () => {
  test('whose sending was not noted is sent again as the same', async () => {
    const owner = await verified()
    await shown(owner, await fire(owner.id))
    const first = await mail.next(owner.email)
    // As a kill between the sending and its note leaves it.
    await api.identity.database.service.query(
      `UPDATE identity.notification_deliveries SET status = 'queued', attempts = 0, sent_at = NULL WHERE user_id = $1`,
      [owner.id],
    )
    const keys = async (): Promise<string[]> => {
      await mail.send()
      return mail.to(owner.email).flatMap((one) => (one.template === 'price_alert' ? [one.idempotencyKey] : []))
    }
    expect(await keys()).toEqual([first.idempotencyKey, first.idempotencyKey])
  })
})

describe('the projection', () => {
  test('that is given the same events twice tells once, and marks as read once', async () => {
    const owner = await verified()
    const { id: userId } = owner
    const at = await fire(userId)
    const partition = Number(at.split('/')[1])
    const seen = async (): Promise<unknown> =>
      (
        await api.identity.database.service.query(
          `SELECT (SELECT json_agg(n) FROM identity.notifications n WHERE n.user_id = $1) AS told,
            (SELECT count(*)::int FROM identity.notification_deliveries d WHERE d.user_id = $1) AS messages`,
          [userId],
        )
      ).rows
    await shown(owner, at)
    const { rows } = await api.identity.database.service.query<{ position: string; data: object; headers: object }>(
      `SELECT position, data, headers FROM identity.event_log WHERE type LIKE '%UserNotified%' AND data->>'userId' = $1`,
      [userId],
    )
    const [{ data, headers, position }] = rows as [(typeof rows)[0]]
    const place = { source: 'identity', partition, headers: headers as Record<string, string> }
    const eventOf = (contract: Contract, message: object): never => contract.decode(JSON.stringify(message)) as never
    const told: ProjectedEvent<never> = {
      ...{ ...place, position: Number(position), at: fromTimestamp(place.headers['ce_time']!) },
      event: eventOf(UserNotified, data),
    }
    const notificationIds = [(data as { notificationId: string }).notificationId]
    const read: ProjectedEvent<never> = {
      ...{ ...place, position: Number(position) + 1, at: FIRED_AT },
      event: eventOf(NotificationsRead, { userId, notificationIds }),
    }
    await deliveriesProjection.apply(api.identity.database.service, [told, read])
    const once = await seen()
    expect(once).toMatchObject([{ told: [{ read_at: expect.any(String) }] }])
    await deliveriesProjection.apply(api.identity.database.service, [told, { ...read, at: FIRED_AT + 5000 }])
    expect(await seen()).toEqual(once)
  })
})

describe('GET /v1/notifications', () => {
  test('goes on by cursor, newest first, and tells what has not been read', async () => {
    const owner = await verified()
    for (const symbol of ['ONE', 'TWO', 'THREE']) await fire(owner.id, { symbol })
    const last = await fire(owner.id, { symbol: 'FOUR' })
    const titles = ({ body }: Answer): string[] =>
      (body.items as { title: string }[]).map(({ title }) => title.split(' ')[0]!)
    const first = await shown(owner, last, '?limit=3')
    expect(titles(first)).toEqual(['FOUR', 'THREE', 'TWO'])
    const rest = await shown(owner, last, `?limit=3&cursor=${first.body.next}`)
    expect([titles(rest), rest.body.next]).toEqual([['ONE'], null])

    const ids = (first.body.items as { id: string }[]).slice(1).map(({ id }) => id)
    const body = { ids, read: true }
    const marked = await api.ask('PATCH', '/v1/notifications', { as: owner.token, body })
    expect(marked.status).toBe(204)
    const after = String(marked.headers['filao-position'])
    expect(titles(await shown(owner, after, '?unread=true'))).toEqual(['FOUR', 'ONE'])
    expect((await shown(owner, after)).body.items[1].readAt).toEqual(expect.any(String))
  })
  test('what is of another cannot be marked, and nothing is then', async () => {
    const [owner, other] = [await verified(), await verified()]
    const theirs = await shown(other, await fire(other.id))
    const mine = await shown(owner, await fire(owner.id))
    const ids = [mine.body.items[0].id, theirs.body.items[0].id]
    expect(await api.ask('PATCH', '/v1/notifications', { as: owner.token, body: { ids, read: true } })).toMatchObject({
      status: 404,
      body: { code: 'notification-unknown' },
    })
    expect((await api.ask('GET', '/v1/notifications', { as: owner.token })).body.items[0].readAt).toBeNull()
  })
  test.each([
    [{ ids: [], read: true }, '/ids'],
    [{ ids: [alertId], read: false }, '/read'],
    [{ ids: ['x'], read: true }, '/ids/0'],
  ])('%j does not fit', async (body, pointer) => {
    const { token } = await api.client()
    expect(await api.ask('PATCH', '/v1/notifications', { as: token, body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    })
  })
})

describe('notification preferences', () => {
  test('are told of everything, and what concerns security cannot be switched off', async () => {
    const { token } = await api.client()
    const { body } = await api.ask('GET', '/v1/notification-preferences', { as: token })
    expect(body.items).toHaveLength(21)
    expect(body.items).toContainEqual({ category: 'price_alerts', channel: 'email', enabled: true, fixed: false })
    expect(body.items).toContainEqual({ category: 'security', channel: 'email', enabled: true, fixed: true })
    expect(body.items).toContainEqual({ category: 'promotional', channel: 'email', enabled: false, fixed: false })
    const off = (category: string, channel: string): Promise<Answer> =>
      api.ask('PATCH', '/v1/notification-preferences', {
        as: token,
        body: { preferences: [{ category, channel, enabled: false }] },
      })
    expect(await off('security', 'email')).toMatchObject({ status: 422, body: { code: 'preference-fixed' } })
    expect(await off('payments', 'in_app')).toMatchObject({ status: 422, body: { code: 'preference-fixed' } })
    expect(await off('news', 'push')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/preferences/0/channel' }] },
    })
  })
  test('are kept over a load of the state, and changed by a later word', async () => {
    const { token } = await api.client()
    const set = (enabled: boolean): Promise<Answer> =>
      api.ask('PATCH', '/v1/notification-preferences', {
        as: token,
        body: { preferences: [{ category: 'news', channel: 'in_app', enabled }] },
      })
    const isOn = ({ body }: Answer): boolean =>
      (body.items as { category: string; channel: string; enabled: boolean }[]).find(
        ({ category, channel }) => category === 'news' && channel === 'in_app',
      )!.enabled
    expect(isOn(await set(false))).toBe(false)
    expect(isOn(await set(true))).toBe(true)
    expect(isOn(await api.ask('GET', '/v1/notification-preferences', { as: token }))).toBe(true)
  })
})

test('what concerns security is shown in the application too', async () => {
  const { email, token } = await api.clientWithFactor()
  await mail.next(email)
  const changed = await api.ask('POST', '/v1/users/me/email', { as: token, body: { email: `new.${email}` } })
  expect(await mail.next(email)).toMatchObject({ template: 'email_changed' })
  const { body } = await shown({ token }, String(changed.headers['filao-position']))
  expect(body.items).toMatchObject([{ category: 'security', title: 'Your e-mail address has been changed' }])
})
