import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { until } from '@filao/testing'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { submit, type ComplianceEngine } from '../testing/compliance-platform.store'
import { ScreeningService, type Person } from '../testing/screening-service'

const UN = readFileSync(join(__dirname, '../../../../libs/compliance/fixtures/un-invented.xml'))
const register = (entries: unknown[], generatedAt = '2026-01-05T00:00:00.000Z'): Buffer =>
  Buffer.from(JSON.stringify({ generatedAt, entries }))
/** The UN's file as it is a day later, with an entry more. */
const NEXT_UN = Buffer.from(
  UN.toString()
    .replace('2026-01-05T00:00:01.000Z', '2026-01-06T00:00:01.000Z')
    .replace(
      '</INDIVIDUALS>',
      `<INDIVIDUAL><DATAID>9000003</DATAID><FIRST_NAME>OCTAVIO</FIRST_NAME><SECOND_NAME>BRELLWICK</SECOND_NAME>
        <REFERENCE_NUMBER>XXi.003</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>`,
    ),
)

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let screening: ScreeningService
let engine: ComplianceEngine
let people: Record<'eve' | 'bob' | 'mlro' | 'client' | 'support' | 'treasury' | 'auditor' | 'service', Person>
beforeAll(async () => {
  screening = await ScreeningService.start()
  engine = (screening.platform as unknown as { running: ComplianceEngine }).running
  people = {
    eve: await screening.person('compliance', 1),
    bob: await screening.person('compliance', 2),
    mlro: await screening.person('mlro', 3),
    client: await screening.person('client', 4),
    support: await screening.person('support', 5),
    treasury: await screening.person('treasury', 6),
    auditor: await screening.person('auditor', 7),
    service: await screening.person('service', 8),
  }
})
afterAll(() => screening.stop())

const newId = (partition = 1): Id => makeId({ partition, at: Date.now(), unique: randomBytes(8).readBigUInt64BE() })
const post = (person: Person, url: string, body: unknown = {}) => screening.ask(person, 'POST', url, body)
const get = (person: Person, url: string) => screening.ask(person, 'GET', url)
const decided = async (command: ComplianceCommand): Promise<void> => {
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}

async function inForce(list: string, file: Buffer): Promise<string> {
  const loaded = await screening.ask(people.eve, 'POST', `/v1/screening/lists/${list}/versions`, file)
  expect([list, loaded.status, loaded.body]).toMatchObject([list, 201, { list, state: 'loaded' }])
  const { sha256 } = loaded.body
  expect((await post(people.eve, `/v1/screening/lists/${list}/versions/${sha256}/approve`)).body.code).toBe(
    'same-approver',
  )
  expect((await post(people.bob, `/v1/screening/lists/${list}/versions/${sha256}/approve`)).body.state).toBe('matching')
  await until(async () => {
    const { body } = await get(people.auditor, '/v1/screening/lists')
    return body.items.some(
      (version: { sha256: string; state: string }) => version.sha256 === sha256 && version.state === 'active',
    )
  })
  return loaded.body.versionId
}

async function client(firstName: string, lastName: string): Promise<Id> {
  const userId = newId()
  await decided({ type: 'RegisterSubject', userId, firstName, lastName })
  await decided({ type: 'RegisterAccount', userId, accountId: newId(), mode: 'live' })
  return userId
}

const asked = (userId: Id, names: string[]): ComplianceCommand => ({
  type: 'RequestCheck',
  checkId: newId(),
  ownerId: userId,
  subjectKind: 'client',
  subjectId: userId,
  names,
  referenceId: newId(),
  trigger: 'onboarding',
})

const checkOf = async (userId: Id): Promise<Record<string, unknown>> => {
  let found: Record<string, unknown> | undefined
  await until(async () => {
    const { body } = await get(people.eve, `/v1/screening/checks?userId=${userId}`)
    found = body.items[0]
    return found !== undefined && found['status'] !== 'requested'
  })
  return found!
}

describe('lists', () => {
  test('a check that finds no list is tried again: nobody is clear without one', async () => {
    const userId = await client('Ada', 'Lovelace')
    await decided(asked(userId, ['Ada Lovelace']))
    await until(
      async () => (await get(people.eve, `/v1/screening/checks?userId=${userId}`)).body.items[0].attempts === 1,
    )
    expect((await get(people.eve, `/v1/screening/checks?userId=${userId}`)).body.items[0]).toMatchObject({
      status: 'requested',
      result: null,
    })
  })

  test('come into force by two people, after everybody was matched', async () => {
    const provenance = { noticeNumber: 'GN 1/2026', noticeDate: '2026-01-02', documentHash: 'a'.repeat(64) }
    await Promise.all([
      inForce('un', UN),
      inForce('mu-domestic', register([{ id: 'one', schema: 'Person', name: 'Ponsoby Grandcourt', provenance }])),
      inForce('pep', register([{ id: 'one', schema: 'Person', name: 'Honoria Velbrandt' }])),
    ])
  })

  test.each([
    ['un', Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'defines types'],
    ['un', Buffer.from('<CONSOLIDATED_LIST/>'), 'dateGenerated'],
    ['un', Buffer.from('not at all'), 'no XML'],
    ['mu-domestic', register([{ id: 'one', schema: 'Person', name: 'A B' }], '2026-02-05T00:00:00.000Z'), 'notice'],
    ['internal', Buffer.from('{'), 'no JSON'],
    ['internal', register([{ id: 'one', schema: 'Person', name: 'A', more: 1 }]), 'entries'],
  ])('a file of %s that is none is refused', async (list, file, detail) => {
    const { status, body } = await screening.ask(people.eve, 'POST', `/v1/screening/lists/${list}/versions`, file)
    expect([status, body.code, body.detail]).toEqual([422, 'list-unreadable', expect.stringContaining(detail)])
  })

  test('the same file again is the same version, and a body of another kind is none', async () => {
    const again = await screening.ask(people.bob, 'POST', '/v1/screening/lists/un/versions', UN)
    expect([again.status, again.body.state, again.body.loadedBy]).toEqual([201, 'active', people.eve.id])
    expect((await post(people.eve, '/v1/screening/lists/un/versions', {})).status).toBe(415)
    expect((await screening.ask(people.client, 'POST', '/v1/screening/lists/un/versions', UN)).status).toBe(403)
  })
})

describe('a client', () => {
  test('who is on no list is clear, with what the check was run with', async () => {
    const userId = await client('Grace', 'Hopper')
    await decided(asked(userId, ['Grace Hopper']))
    expect(await checkOf(userId)).toMatchObject({
      result: 'clear',
      provider: 'filao',
      algorithm: 'filao-name/1',
      listVersionIds: expect.arrayContaining([expect.stringMatching(/^un\//), expect.stringMatching(/^mu-domestic\//)]),
      configVersions: { 'screening.scores': 0, 'screening.lists': 0, 'alerts.due_hours': 0 },
      subjectHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('who is listed is frozen, and cleared by two people', async () => {
    const userId = await client('Zorblax', 'Quentari')
    await decided(asked(userId, ['Zorblax Quentari Volomir']))
    expect(await checkOf(userId)).toMatchObject({ result: 'alert', bestScore: 1 })
    const [hit] = (await get(people.eve, `/v1/hits?userId=${userId}`)).body.items
    expect(hit).toMatchObject({
      list: 'un',
      referenceNumber: 'XXi.001',
      names: ['Zorblax Quentari Volomir'],
      status: 'open',
      score: 1,
    })
    const [freeze] = (await get(people.eve, `/v1/freezes?userId=${userId}`)).body.items
    expect(freeze).toMatchObject({ reason: 'provisional_match', reference: 'un/un-9000001', status: 'active' })
    const [alert] = (await get(people.eve, `/v1/alerts?userId=${userId}`)).body.items
    expect(alert).toMatchObject({ severity: 'critical', status: 'open', lacksOwner: false, isOverdue: false })
    const lacking = async (what: string): Promise<string[]> =>
      (await get(people.eve, `/v1/alerts?lacking=${what}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await lacking('owner')).toEqual([])
    await screening.platform.rows(
      `UPDATE compliance.alerts SET raised_at = raised_at - interval '16 minutes', due_at = due_at - interval '5 hours' WHERE id = $1`,
      [alert.id],
    )
    expect([await lacking('owner'), await lacking('time')]).toEqual([[alert.id], [alert.id]])
    expect((await get(people.eve, `/v1/alerts/${alert.id}`)).body).toMatchObject({ lacksOwner: true, isOverdue: true })

    const clearing = { reasonCode: 'birth_date', evidence: 'passport seen' }
    expect((await post(people.eve, `/v1/freezes/${freeze.id}/lift`)).body.code).toBe('hit-open')
    expect((await post(people.eve, `/v1/hits/${hit.id}/clear`, clearing)).body).toMatchObject({
      status: 'open',
      proposedBy: people.eve.id,
    })
    expect(await post(people.eve, `/v1/hits/${hit.id}/clear`, clearing)).toMatchObject({
      status: 403,
      body: { code: 'same-approver' },
    })
    expect((await post(people.bob, `/v1/hits/${hit.id}/clear`, clearing)).body).toMatchObject({
      status: 'cleared',
      decidedBy: people.bob.id,
    })
    expect((await post(people.eve, `/v1/freezes/${freeze.id}/lift`)).body).toMatchObject({
      status: 'active',
      liftProposedBy: people.eve.id,
    })
    expect((await post(people.bob, `/v1/freezes/${freeze.id}/lift`)).body.code).toBe('mlro-required')
    expect((await post(people.mlro, `/v1/freezes/${freeze.id}/lift`)).body).toMatchObject({ status: 'lifted' })
    const work = (what: string, person: Person) =>
      post(person, `/v1/alerts/${alert.id}/${what}`, what === 'assign' ? {} : { reason: 'another' })
    expect((await work('assign', people.eve)).body).toMatchObject({ status: 'assigned', assignedTo: people.eve.id })
    expect(await lacking('owner')).toEqual([])
    expect((await work('clear', people.eve)).body).toMatchObject({ status: 'clear_proposed' })
    expect((await work('clear', people.bob)).body).toMatchObject({ status: 'cleared', outcome: { status: 'cleared' } })
  })

  test('a confirmed match is told to the authorities within 24 hours, by the MLRO alone', async () => {
    const userId = await client('Zorblax', 'Quentari')
    await decided(asked(userId, ['Zorblax Quentari Volomir']))
    await checkOf(userId)
    const [hit] = (await get(people.eve, `/v1/hits?userId=${userId}`)).body.items
    expect((await post(people.eve, `/v1/hits/${hit.id}/confirm`)).body).toMatchObject({ status: 'confirmed' })
    const { items } = (await get(people.eve, '/v1/notices?status=due&kind=match')).body
    const notice = items.find((one: { userId: string }) => one.userId === userId)
    expect(notice).toMatchObject({ kind: 'match', hitId: hit.id, stage: null, report: null })
    expect(Date.parse(notice.dueAt) - Date.parse(notice.startsAt)).toBe(24 * 3_600_000)
    const receivedAt = new Date(Date.parse(notice.startsAt) - 3_600_000).toISOString()
    expect((await post(people.mlro, `/v1/notices/${notice.id}/received`, { receivedAt })).body).toMatchObject({
      startsAt: receivedAt,
    })
    const report = {
      assets: [{ asset: 'USD', amount: '120.5', murAmount: '5573.13' }],
      action: 'all accounts frozen',
      contact: 'the MLRO',
    }
    expect((await post(people.eve, `/v1/notices/${notice.id}/send`, report)).status).toBe(403)
    expect((await post(people.mlro, `/v1/notices/${notice.id}/send`, report)).body).toMatchObject({
      status: 'sent',
      closedBy: people.mlro.id,
      report: {
        ...report,
        listedParty: 'ZORBLAX QUENTARI VOLOMIR',
        referenceNumber: 'XXi.001',
        recipients: ['National Sanctions Secretariat', 'Financial Services Commission'],
      },
    })
    const words = ['120.5', 'ZORBLAX', 'XXi.001']
    const log = await screening.platform.rows(
      `SELECT data::text FROM compliance.event_log WHERE type LIKE '%Notice%' UNION ALL
        SELECT report::text FROM compliance.regulatory_notices`,
    )
    for (const word of words) expect(JSON.stringify(log)).not.toContain(word)
  })

  test('whom a new version names is frozen before it is in force, and nobody else is asked about', async () => {
    const named = await client('Octavio', 'Brellwick')
    const other = await client('Edsger', 'Dijkstra')
    const versionId = await inForce('un', NEXT_UN)
    const { items } = (await get(people.eve, `/v1/screening/checks?userId=${named}`)).body
    expect(items).toMatchObject([{ trigger: 'list', result: 'alert' }])
    expect(items[0].listVersionIds).toContain(versionId)
    expect((await get(people.eve, `/v1/freezes?userId=${named}`)).body.items).toMatchObject([{ status: 'active' }])
    expect((await get(people.eve, `/v1/screening/checks?userId=${other}`)).body.items).toEqual([])
    const version = (await get(people.eve, '/v1/screening/lists')).body.items.find(
      (one: { versionId: string }) => one.versionId === versionId,
    )
    expect(version).toMatchObject({ state: 'active', matchCount: 1 })
    // Somebody is still to be decided on: nobody says that there is nobody.
    const nil = (await get(people.mlro, '/v1/notices?kind=nil')).body.items
    expect(nil.map((one: { versionId: string }) => one.versionId)).not.toContain(versionId)
  })

  test('the bank of a bank account is matched as well: its client is not frozen, and who waits for it is told', async () => {
    const userId = await client('Ada', 'Byron')
    const [bankAccountId, accountId] = [newId(), newId()]
    const about = { subjectKind: 'account_bank', subjectId: bankAccountId, referenceId: accountId } as const
    const request = asked(userId, ['Velqua Maritime Bank'])
    await decided({ ...request, ...about, trigger: 'transaction' } as ComplianceCommand)
    expect(await checkOf(userId)).toMatchObject({ subjectKind: 'account_bank', result: 'clear' })
    await inForce('internal', register([{ id: 'bank', schema: 'Organization', name: 'Velqua Maritime Bank' }]))
    const { items } = (await get(people.eve, `/v1/screening/checks?userId=${userId}`)).body
    expect(items.find(({ trigger }: { trigger: string }) => trigger === 'list')).toMatchObject({
      subjectKind: 'account_bank',
      subjectId: bankAccountId,
      result: 'alert',
    })
    expect((await get(people.eve, `/v1/freezes?userId=${userId}`)).body.items).toEqual([])
    const told = await screening.platform.rows(
      `SELECT 1 FROM compliance.event_log WHERE commands::text LIKE $1 AND commands::text LIKE '%RecordScreening%'
        AND commands::text LIKE '%other%'`,
      [`%${bankAccountId}%`],
    )
    expect(told).toHaveLength(1)
  })

  test('a version in which nobody stands drafts a nil report, which is closed once', async () => {
    const { items } = (await get(people.mlro, '/v1/notices?kind=nil&status=due')).body
    const [domestic] = items.filter(({ list }: { list: string }) => list === 'mu-domestic')
    expect(domestic).toMatchObject({ kind: 'nil', userId: null, dueAt: null })
    const closing = { outcome: 'waived', reason: 'nobody asks for it' }
    expect((await post(people.mlro, `/v1/notices/${domestic.id}/close`, closing)).body).toMatchObject({
      status: 'waived',
      reason: 'nobody asks for it',
    })
    expect(
      (await post(people.mlro, `/v1/notices/${domestic.id}/close`, { ...closing, outcome: 'sent' })).body.code,
    ).toBe('notice-closed')
    expect(
      (await post(people.mlro, `/v1/notices/${domestic.id}/send`, { assets: [], action: 'a', contact: 'b' })).status,
    ).toBe(404)
  })
})

describe('POST /match', () => {
  const queries = {
    q1: { schema: 'Person', properties: { name: ['Marwella Ostregante'], birthDate: ['1974'], eyeColor: ['green'] } },
  }

  test('answers as yente does', async () => {
    const { status, body, headers } = await post(people.eve, '/match/un?limit=3', { queries, weights: {}, config: {} })
    expect(status).toBe(200)
    expect(body).toEqual({
      responses: {
        q1: {
          status: 200,
          total: { value: 1, relation: 'eq' },
          query: { id: null, schema: 'Person', properties: queries.q1.properties },
          results: [
            {
              id: 'un-9000002',
              caption: 'MARWELLA OSTREGANTE',
              schema: 'Person',
              properties: {
                name: ['MARWELLA OSTREGANTE'],
                birthDate: ['1974'],
                gender: ['female'],
                topics: ['sanction'],
              },
              datasets: ['un'],
              referents: ['XXi.002'],
              target: true,
              first_seen: '2025-06-01T00:00:00',
              last_seen: expect.stringMatching(/^2026-01-0\dT00:00:01$/),
              last_change: '2025-06-01T00:00:00',
              score: 1,
              match: true,
              explanations: {
                name: { score: 1, detail: 'primary', query: 'marwella ostregante', candidate: 'marwella ostregante' },
                birth: { score: 0, detail: 'compatible', query: '1974', candidate: '1974' },
              },
            },
          ],
        },
      },
      limit: 3,
    })
    expect(headers).toMatchObject({
      'filao-algorithm': 'filao-name/1',
      'filao-list-versions': expect.stringMatching(/^un\//),
    })
  })

  test.each([
    ['another algorithm', '/match/un?algorithm=logic-v1', { queries }],
    ['weights', '/match/un', { queries, weights: { name: 1 } }],
    ['no queries', '/match/un', {}],
    ['another schema', '/match/un', { queries: { q: { schema: 'Vessel', properties: {} } } }],
  ])('%s is 400 with a detail', async (_, url, body) => {
    const answer = await post(people.eve, url, body)
    expect([answer.status, typeof answer.body.detail]).toEqual([400, 'string'])
  })

  test('asks all lists, or one that there is', async () => {
    const query = { queries: { q: { schema: 'Person', properties: { name: ['Honoria Velbrandt'] } } } }
    const of = async (url: string) =>
      (await post(people.eve, url, query)).body.responses.q.results.map((one: { id: string }) => one.id)
    expect(await of('/match/all')).toEqual(['pep-one'])
    expect(await of('/match/all?exclude_dataset=pep')).toEqual([])
    expect((await post(people.eve, '/match/nowhere', query)).status).toBe(404)
  })
})

/** Domain 12.2: nobody but compliance and the MLRO learns of a hit by any answer, count or wording. */
describe('the wall', () => {
  const walled = [
    ...['/v1/hits', '/v1/alerts', '/v1/freezes', '/v1/notices'],
    ...['/v1/screening/checks', '/v1/screening/instruments'],
  ]

  test.each(['client', 'support', 'treasury', 'auditor', 'service'] as const)(
    '%s is answered alike whether there are hits or not',
    async (role) => {
      const unknown = newId()
      const [hit] = (await get(people.eve, '/v1/hits')).body.items
      const shape = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
        status,
        code: body['code'],
        detail: body['detail'],
      })
      for (const url of walled) {
        expect(shape(await get(people[role], url))).toMatchObject({ status: 403 })
        expect(shape(await get(people[role], `${url}?userId=${hit.userId}`))).toEqual(
          shape(await get(people[role], `${url}?userId=${unknown}`)),
        )
      }
      for (const what of ['clear', 'confirm', 'reject-clearing']) {
        const [real, invented] = await Promise.all(
          [hit.id, unknown].map((id) => post(people[role], `/v1/hits/${id}/${what}`, {})),
        )
        expect(shape(real!)).toEqual(shape(invented!))
        expect(real!.status).toBe(403)
      }
    },
  )

  test('what is seen of hits, alerts and freezes is on record', async () => {
    await get(people.eve, '/v1/hits')
    await get(people.eve, '/v1/alerts')
    await get(people.eve, '/v1/freezes')
    const rows = await screening.platform.rows(
      "SELECT DISTINCT data::jsonb->>'kind' AS kind FROM compliance.event_log WHERE type LIKE '%RecordViewed%' ORDER BY 1",
    )
    expect(rows).toEqual([{ kind: 'alerts' }, { kind: 'freezes' }, { kind: 'hits' }, { kind: 'notices' }])
  })

  test('no word of a hit, a reason or a name stands in the log or in what is sent to others', async () => {
    const rows = await screening.platform.rows(
      'SELECT data::text, commands::text, headers::text FROM compliance.event_log',
    )
    expect(JSON.stringify(rows)).not.toMatch(/quentari|brellwick|ostregante|provisional|passport seen|XXi\.00/i)
  })
})
