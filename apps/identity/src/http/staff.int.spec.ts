import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import {
  codeOf,
  IdentityApi,
  START_MS_MAX,
  type Answer,
  type Asked,
  type Method,
  type Registered,
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
const client = (): Promise<Registered> => api.client()

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
  test('are proposed for a role by admins at once, and each is told what became of it', async () => {
    const { id: userId } = await team.grant('support')
    const propose = (as: string): Promise<Answer> =>
      ask('POST', '/v1/roles', { as, body: { userId, role: 'compliance', reason: 'joins the team' } })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => propose(team.admins[at % 2]!)))
    const told = answers.map(({ status, body }) => (status === 201 ? body.status : `${status} ${body.code}`))
    // One supersedes the other; whoever looks for theirs too late is told that it is no more.
    expect(new Set(told)).toEqual(new Set(['proposed', ...told.filter((one) => one === '404 proposal-unknown')]))
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
  test('say why, which stands sealed in the log, and of a client’s matter nowhere else', async () => {
    const { id } = await client()
    const [one, two] = [await team.grant('compliance'), await team.grant('admin')]
    const body = { reason: 'Her brother Zebulon Quist has told the desk' }
    for (const [action, as] of [
      ['suspend', one],
      ['reinstate', one],
      ['close', one],
      ['two-factor/reset', two],
    ] as const)
      expect((await ask('POST', `/v1/users/${id}/${action}`, { as: as.token, body })).status).toBeLessThan(500)
    const rows = await api.identity.database.owner.query(
      `SELECT data::text, commands::text FROM identity.event_log WHERE key = $1
        UNION ALL SELECT reason, kind FROM identity.proposals WHERE user_id = $1`,
      [id],
    )
    const written = JSON.stringify(rows.rows)
    for (const type of ['reinstatement', 'closure']) expect(written).toContain(type)
    expect(written).not.toContain('Zebulon')
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
      decodeJwt((await api.logIn(support.email, { otp: await codeOf(support.secret) })).body.accessToken)['roles'],
    ).toEqual([])
  })
  test('are of senior management when two admins say so, and their tokens say it as long as that holds', async () => {
    const director = await team.grant('treasury')
    let { body: tokens } = await api.logIn(director.email, { otp: await codeOf(director.secret) })
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
