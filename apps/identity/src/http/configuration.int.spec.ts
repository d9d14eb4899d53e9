import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { Configuration } from '@filao/service'
import {
  IdentityApi,
  START_MS_MAX,
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
const client = (): Promise<Registered> => api.client()

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
      expect(await ask('POST', '/v1/users', { body: api.someone() })).toMatchObject({
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
