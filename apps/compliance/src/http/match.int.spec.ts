import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { ScreeningDesk, TELLING } from '../testing/screening-desk'

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let desk: ScreeningDesk
beforeAll(async () => {
  desk = await ScreeningDesk.start()
  await desk.listsInForce()
})
afterAll(() => desk.stop())

describe('POST /match', () => {
  const queries = {
    q1: { schema: 'Person', properties: { name: ['Marwella Ostregante'], birthDate: ['1974'], eyeColor: ['green'] } },
  }

  test('answers as yente does', async () => {
    const { status, body, headers } = await desk.post('eve', '/match/un?limit=3', {
      queries,
      weights: {},
      config: {},
    })
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
    const answer = await desk.post('eve', url, body)
    expect([answer.status, typeof answer.body.detail]).toEqual([400, 'string'])
  })

  test('asks all lists, or one that there is', async () => {
    const query = { queries: { q: { schema: 'Person', properties: { name: ['Honoria Velbrandt'] } } } }
    const of = async (url: string) =>
      (await desk.post('eve', url, query)).body.responses.q.results.map((one: { id: string }) => one.id)
    expect(await of('/match/all')).toEqual(['pep-one'])
    expect(await of('/match/all?exclude_dataset=pep')).toEqual([])
    expect((await desk.post('eve', '/match/nowhere', query)).status).toBe(404)
  })
})

test('no word of a hit, a reason or a name stands in the log or in what is sent to others', async () => {
  expect(await desk.logged()).not.toMatch(TELLING)
})
