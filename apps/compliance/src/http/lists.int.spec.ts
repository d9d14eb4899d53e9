import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { until } from '@filao/testing'
import { asked, NEXT_UN, register, ScreeningDesk, TELLING, UN } from '../testing/screening-desk'

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let desk: ScreeningDesk
beforeAll(async () => {
  desk = await ScreeningDesk.start()
})
afterAll(() => desk.stop())

describe('lists', () => {
  test('a check that finds no list is tried again: nobody is clear without one', async () => {
    const userId = await desk.client('Ada', 'Lovelace')
    await desk.decided(asked(userId, ['Ada Lovelace']))
    await until(
      async () => (await desk.get('eve', `/v1/screening/checks?userId=${userId}`)).body.items[0].attempts === 1,
    )
    expect((await desk.get('eve', `/v1/screening/checks?userId=${userId}`)).body.items[0]).toMatchObject({
      status: 'requested',
      result: null,
    })
  })

  test('come into force by two people, after everybody was matched', async () => {
    await desk.listsInForce()
  })

  test.each([
    ['un', Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'defines types'],
    ['un', Buffer.from('<CONSOLIDATED_LIST/>'), 'dateGenerated'],
    ['un', Buffer.from('not at all'), 'no XML'],
    ['mu-domestic', register([{ id: 'one', schema: 'Person', name: 'A B' }], '2026-02-05T00:00:00.000Z'), 'notice'],
    ['internal', Buffer.from('{'), 'no JSON'],
    ['internal', register([{ id: 'one', schema: 'Person', name: 'A', more: 1 }]), 'entries'],
  ])('a file of %s that is none is refused', async (list, file, detail) => {
    const { status, body } = await desk.post('eve', `/v1/screening/lists/${list}/versions`, file)
    expect([status, body.code, body.detail]).toEqual([422, 'list-unreadable', expect.stringContaining(detail)])
  })

  test('the same file again is the same version, and a body of another kind is none', async () => {
    const again = await desk.post('bob', '/v1/screening/lists/un/versions', UN)
    expect([again.status, again.body.state, again.body.loadedBy]).toEqual([201, 'active', desk.people.eve.id])
    expect((await desk.post('eve', '/v1/screening/lists/un/versions', {})).status).toBe(415)
    expect((await desk.post('client', '/v1/screening/lists/un/versions', UN)).status).toBe(403)
  })

  test('whom a new version names is frozen before it is in force, and nobody else is asked about', async () => {
    const named = await desk.client('Octavio', 'Brellwick')
    const other = await desk.client('Edsger', 'Dijkstra')
    const versionId = await desk.inForce('un', NEXT_UN)
    const { items } = (await desk.get('eve', `/v1/screening/checks?userId=${named}`)).body
    expect(items).toMatchObject([{ trigger: 'list', result: 'alert' }])
    expect(items[0].listVersionIds).toContain(versionId)
    expect((await desk.get('eve', `/v1/freezes?userId=${named}`)).body.items).toMatchObject([{ status: 'active' }])
    expect((await desk.get('eve', `/v1/screening/checks?userId=${other}`)).body.items).toEqual([])
    const version = (await desk.get('eve', '/v1/screening/lists')).body.items.find(
      (one: { versionId: string }) => one.versionId === versionId,
    )
    expect(version).toMatchObject({ state: 'active', matchCount: 1 })
    // Somebody is still to be decided on: nobody says that there is nobody.
    const nil = (await desk.get('mlro', '/v1/notices?kind=nil')).body.items
    expect(nil.map((one: { versionId: string }) => one.versionId)).not.toContain(versionId)
  })

  test('a version in which nobody stands drafts a nil report, which is closed once', async () => {
    const { items } = (await desk.get('mlro', '/v1/notices?kind=nil&status=due')).body
    const [domestic] = items.filter(({ list }: { list: string }) => list === 'mu-domestic')
    expect(domestic).toMatchObject({ kind: 'nil', userId: null, dueAt: null })
    const closing = { outcome: 'waived', reason: 'nobody asks for it' }
    expect((await desk.post('mlro', `/v1/notices/${domestic.id}/close`, closing)).body).toMatchObject({
      status: 'waived',
      reason: 'nobody asks for it',
    })
    expect(
      (await desk.post('mlro', `/v1/notices/${domestic.id}/close`, { ...closing, outcome: 'sent' })).body.code,
    ).toBe('notice-closed')
    expect(
      (await desk.post('mlro', `/v1/notices/${domestic.id}/send`, { assets: [], action: 'a', contact: 'b' })).status,
    ).toBe(404)
  })
})

test('no word of a hit, a reason or a name stands in the log or in what is sent to others', async () => {
  expect(await desk.logged()).not.toMatch(TELLING)
})
