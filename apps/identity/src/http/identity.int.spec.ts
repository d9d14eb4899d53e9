import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { unvalidatedParameters } from '@filao/service'
import { http } from '../identity.module'
import {
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

test.each(http.controllers.map((controller) => [controller.name, controller] as const))(
  '%s validates every parameter',
  (_name, controller) => {
    expect(unvalidatedParameters(controller)).toEqual([])
  },
)

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

test('the key set is public', async () => {
  const { status, body, headers } = await ask('GET', '/.well-known/jwks.json')
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=300'])
  expect(body.keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }])
  expect(JSON.stringify(body)).not.toContain('"d"')
})
